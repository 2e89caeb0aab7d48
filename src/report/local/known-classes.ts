import type { ClassNumbers } from "./classes.js";
import { isApplicationProfile } from "../model.js";
import { textOf } from "./call.js";
import { MADE } from "./walker-memory.js";

/** A power of two; more than one day's logs have people and models. */
const PLACES = 1 << 12;

const MOST_TEXTS = 1 << 13;

/** What tells a class, and its number + 1. */
const WORDS = 8;

/** A record that is told by numbers. */
interface UsualRecord {
  /** By `MADE`. */
  numbers: Int32Array;
  time: number;
  /** What `MADE.model`, `region`, `principal` or `bodyModel` stands for, parsed. */
  textOf(place: number): unknown;
}

/** Class numbers that were looked up before, by the numbers of a usual record: no text is made to find them. */
export class KnownClasses {
  private readonly table = new Int32Array(PLACES * WORDS);

  /** By their numbers. */
  private readonly texts = new Map<number, string | null>();

  constructor(private readonly classes: ClassNumbers) {}

  numberOf(record: UsualRecord): number {
    const { numbers, time } = record;
    const model = numbers[MADE.model] as number;
    const region = numbers[MADE.region] as number;
    const principal = numbers[MADE.principal] as number;
    const bodyModel = numbers[MADE.bodyModel] as number;
    const { day, dayNumber, slot } = this.classes.periodOf(time);
    const prompt =
      (numbers[MADE.input] as number) +
      (numbers[MADE.cacheRead] as number) +
      (numbers[MADE.cacheWrite] as number);
    const band = numbers[MADE.failed] === 1 ? 0 : this.classes.bandOf(prompt);
    let mixed = Math.imul(model, 0x9e3779b1) ^ Math.imul(principal, 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 15) ^ region ^ (bodyModel << 8), 0xc2b2ae35);
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
      table[at + 6] === band &&
      table[at + 7] !== 0
    )
      return (table[at + 7] as number) - 1;
    const modelId = this.text(record, MADE.model);
    const found = this.classes.find({
      day,
      modelId,
      bodyModel: modelId !== null && isApplicationProfile(modelId) ? this.text(record, MADE.bodyModel) : null,
      principal: this.text(record, MADE.principal),
      region: this.text(record, MADE.region),
      band,
      slot,
    });
    table.set([model, region, principal, bodyModel, dayNumber, slot, band, found + 1], at);
    return found;
  }

  /** Every day has the same texts again: parsed once, they need not be hashed again either. */
  private text(record: UsualRecord, place: number): string | null {
    const number = record.numbers[place] as number;
    let text = this.texts.get(number);
    if (text === undefined) {
      if (this.texts.size >= MOST_TEXTS) this.texts.clear();
      text = textOf(record.textOf(place));
      this.texts.set(number, text);
    }
    return text;
  }
}
