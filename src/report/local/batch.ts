import { createHash } from "node:crypto";
import { type UsageClass } from "../usage.js";
import { type Call } from "./call.js";
import { MADE } from "./walker-memory.js";

/** A log object that was read to its end. */
export interface ObjectRead {
  key: string;
  /** As stored, compressed. */
  bytes: number;
  /** Its calls in the batch follow those of the object before. */
  records: number;
  /** Lines that are no record. */
  malformed: number;
}

/**
 * The calls of some log objects, packed: what a worker hands over. One call takes `ID_WORDS` words of `ids` and
 * `STRIDE` numbers of `values`.
 */
export interface CallBatch {
  ids: Uint32Array;
  /** By `FIELD`; class numbers count from the reader's first batch on. */
  values: Float64Array;
  /** Classes that no earlier batch of the same reader has named. */
  newClasses: UsageClass[];
  /** In the order of reading. */
  objects: ObjectRead[];
}

/** Places of a call's numbers in `values`. */
export const FIELD = {
  /** Number of its class. */
  class: 0,
  /** Sum of `FLAG`s. */
  flags: 1,
  time: 2,
  input: 3,
  cacheRead: 4,
  cacheWrite: 5,
  cacheWrite1h: 6,
  output: 7,
} as const;

export const STRIDE = 8;
export const ID_WORDS = 4;

export const FLAG = {
  failed: 1,
  unmetered: 2,
  /** A body tells one-hour from five-minute cache writes. */
  lifetimeKnown: 4,
  /** Something stands for a token count and is none. */
  odd: 8,
} as const;

/** Packs calls. */
export class BatchWriter {
  private ids: Uint32Array;
  private values: Float64Array;
  private calls = 0;

  constructor(capacity = 256) {
    this.ids = new Uint32Array(capacity * ID_WORDS);
    this.values = new Float64Array(capacity * STRIDE);
  }

  add(call: Call, classNumber: number): void {
    if (this.calls * STRIDE === this.values.length) this.grow();
    const { values } = this;
    const at = this.calls * STRIDE;
    values[at + FIELD.class] = classNumber;
    values[at + FIELD.flags] =
      (call.failed ? FLAG.failed : 0) |
      (call.unmetered ? FLAG.unmetered : 0) |
      (call.cacheWrite1h === undefined ? 0 : FLAG.lifetimeKnown) |
      (call.odd ? FLAG.odd : 0);
    values[at + FIELD.time] = call.time;
    values[at + FIELD.input] = call.input;
    values[at + FIELD.cacheRead] = call.cacheRead;
    values[at + FIELD.cacheWrite] = call.cacheWrite;
    values[at + FIELD.cacheWrite1h] = call.cacheWrite1h ?? 0;
    values[at + FIELD.output] = call.output;
    packId(call.requestId, this.ids, this.calls * ID_WORDS);
    this.calls += 1;
  }

  /** Adds a record that is told by numbers. @param numbers by `MADE` */
  addUsual(numbers: Int32Array, time: number, classNumber: number): void {
    if (this.calls * STRIDE === this.values.length) this.grow();
    const { ids, values } = this;
    const at = this.calls * STRIDE;
    values[at + FIELD.class] = classNumber;
    values[at + FIELD.flags] =
      (numbers[MADE.failed] as number) * FLAG.failed +
      (numbers[MADE.lifetimeKnown] as number) * FLAG.lifetimeKnown;
    values[at + FIELD.time] = time;
    values[at + FIELD.input] = numbers[MADE.input] as number;
    values[at + FIELD.cacheRead] = numbers[MADE.cacheRead] as number;
    values[at + FIELD.cacheWrite] = numbers[MADE.cacheWrite] as number;
    values[at + FIELD.cacheWrite1h] = numbers[MADE.cacheWrite1h] as number;
    values[at + FIELD.output] = numbers[MADE.output] as number;
    for (let i = 0; i < ID_WORDS; i += 1) ids[this.calls * ID_WORDS + i] = numbers[MADE.id + i] as number;
    this.calls += 1;
  }

  /** What was added, in memory of its own; the writer starts again. */
  take(): Pick<CallBatch, "ids" | "values"> {
    const taken = {
      ids: this.ids.slice(0, this.calls * ID_WORDS),
      values: this.values.slice(0, this.calls * STRIDE),
    };
    this.calls = 0;
    return taken;
  }

  private grow(): void {
    const [ids, values] = [this.ids, this.values];
    this.ids = new Uint32Array(ids.length * 2);
    this.ids.set(ids);
    this.values = new Float64Array(values.length * 2);
    this.values.set(values);
  }
}

/**
 * A request id in 128 bits: a UUID as itself, any other text as the start of its SHA-256, so that two ids are the
 * same only when their texts are. Keeping a million texts would take a hundred megabytes more.
 */
function packId(requestId: string, into: Uint32Array, at: number): void {
  if (packUuid(requestId, into, at)) return;
  const digest = createHash("sha256").update(requestId, "utf16le").digest();
  for (let i = 0; i < ID_WORDS; i += 1) into[at + i] = digest.readUInt32LE(4 * i);
}

/** Only the usual form, in lower case: another spelling is another id. */
function packUuid(text: string, into: Uint32Array, at: number): boolean {
  if (text.length !== 36) return false;
  let word = 0;
  let digits = 0;
  for (let i = 0; i < 36; i += 1) {
    const code = text.charCodeAt(i);
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (code !== 0x2d) return false;
      continue;
    }
    const digit =
      code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
    if (digit === -1) return false;
    word = (word << 4) | digit;
    digits += 1;
    if ((digits & 7) === 0) into[at + (digits >> 3) - 1] = word;
  }
  return true;
}
