import { isAbroad } from "../abroad.js";
import { isApplicationProfile } from "../model.js";
import { metadataOf, textOf } from "./call.js";
import type { ClassNumbers } from "./classes.js";
import { MADE } from "./walker-memory.js";

/** A power of two; more than one day's logs have people and models. */
const PLACES = 1 << 12;

const MOST_TEXTS = 1 << 13;

/** What tells a class, and its number + 1. */
const WORDS = 10;

/** A record that is told by numbers. */
interface UsualRecord {
  /** By `MADE`. */
  numbers: Int32Array;
  time: number;
  /** What a text's number stands for, parsed. @param place from `MADE.model` on */
  valueOf(place: number): unknown;
}

/** Class numbers that were looked up before, by the numbers of a usual record: no text is made to find them. */
export class KnownClasses {
  private readonly table = new Int32Array(PLACES * WORDS);

  /** By their numbers. */
  private readonly texts = new Map<number, string | null>();

  /** By the numbers of the two Regions. */
  private readonly abroad = new Map<number, boolean>();

  /** @param metadataKeys see `EngineQuery` */
  constructor(
    private readonly classes: ClassNumbers,
    private readonly metadataKeys: readonly string[],
  ) {}

  numberOf(record: UsualRecord): number {
    const { numbers, time } = record;
    const model = numbers[MADE.model] as number;
    const region = numbers[MADE.region] as number;
    const principal = numbers[MADE.principal] as number;
    const bodyModel = numbers[MADE.bodyModel] as number;
    const account = numbers[MADE.account] as number;
    const metadata = this.metadataKeys.length === 0 ? 0 : (numbers[MADE.requestMetadata] as number);
    const abroad = this.isAbroad(record, region, numbers[MADE.inferenceRegion] as number) ? 1 : 0;
    const { day, dayNumber, slot } = this.classes.periodOf(time);
    const prompt =
      (numbers[MADE.input] as number) +
      (numbers[MADE.cacheRead] as number) +
      (numbers[MADE.cacheWrite] as number);
    const band = numbers[MADE.failed] === 1 ? 0 : this.classes.bandOf(prompt);
    let mixed = Math.imul(model, 0x9e3779b1) ^ Math.imul(principal, 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 15) ^ region ^ (bodyModel << 8), 0xc2b2ae35);
    mixed = Math.imul(mixed ^ (mixed >>> 14) ^ account ^ (metadata << 10) ^ (abroad << 30), 0x165667b1);
    mixed = Math.imul(mixed ^ (mixed >>> 13) ^ dayNumber ^ (slot << 12) ^ (band << 24), 0x27d4eb2f);
    const at = ((mixed ^ (mixed >>> 15)) & (PLACES - 1)) * WORDS;
    const { table } = this;
    if (
      table[at] === model &&
      table[at + 1] === region &&
      table[at + 2] === principal &&
      table[at + 3] === bodyModel &&
      table[at + 4] === dayNumber &&
      table[at + 5] === slot &&
      // Bands are few.
      table[at + 6] === band * 2 + abroad &&
      table[at + 7] === account &&
      table[at + 8] === metadata &&
      table[at + 9] !== 0
    )
      return (table[at + 9] as number) - 1;
    const modelId = this.text(record, MADE.model);
    const isProfile = modelId !== null && isApplicationProfile(modelId);
    const found = this.classes.find({
      day,
      modelId,
      bodyModel: isProfile ? this.text(record, MADE.bodyModel) : null,
      principal: this.text(record, MADE.principal),
      account: this.text(record, MADE.account),
      region: this.text(record, MADE.region),
      abroad: isProfile && abroad === 1,
      // Usual records have neither another tier nor a refusal.
      tier: null,
      refused: false,
      metadata: this.metadata(record, metadata),
      band,
      slot,
    });
    const told = [model, region, principal, bodyModel, dayNumber, slot, band * 2 + abroad, account, metadata];
    table.set([...told, found + 1], at);
    return found;
  }

  private isAbroad(record: UsualRecord, region: number, inferenceRegion: number): boolean {
    if (inferenceRegion === 0 || inferenceRegion === region) return false;
    const pair = region * 2 ** 26 + inferenceRegion;
    let abroad = this.abroad.get(pair);
    if (abroad === undefined) {
      if (this.abroad.size >= MOST_TEXTS) this.abroad.clear();
      abroad = isAbroad(this.text(record, MADE.region), this.text(record, MADE.inferenceRegion));
      this.abroad.set(pair, abroad);
    }
    return abroad;
  }

  private metadata(record: UsualRecord, number: number): readonly (string | null)[] {
    const value = number === 0 ? undefined : record.valueOf(MADE.requestMetadata);
    return metadataOf(value, this.metadataKeys);
  }

  /** Every day has the same texts again: parsed once, they need not be hashed again either. */
  private text(record: UsualRecord, place: number): string | null {
    const number = record.numbers[place] as number;
    let text = this.texts.get(number);
    if (text === undefined) {
      if (this.texts.size >= MOST_TEXTS) this.texts.clear();
      text = textOf(record.valueOf(place));
      this.texts.set(number, text);
    }
    return text;
  }
}
