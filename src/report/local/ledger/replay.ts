import { dayOf } from "../../timestamp.js";
import { type EngineQuery, type UsageClass, callerOf } from "../../usage.js";
import { type CallBatch, FIELD, FLAG, ID_WORDS, STRIDE } from "../batch.js";
import { countUpTo } from "../count-up-to.js";
import type { LogObject } from "../source.js";
import { COUNTS, type Caller, type Day, ID_COLUMNS, longWritesAt, timeAt, withMetadata } from "./day.js";
import { type Range, rangesOf } from "./ranges.js";

const DAY = 86_400_000;

/**
 * The calls of some objects of a day that tells the query's metadata keys, as if they had been read from their logs.
 * @param chosen by the objects' numbers in the day
 */
export function replay(day: Day, query: EngineQuery, chosen: ReadonlyMap<number, LogObject>): CallBatch {
  const all = rangesOf(day);
  const ranges = [...chosen].map(([number, listed]) => ({ ...(all[number] as Range), listed }));
  const count = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  const ids = new Uint32Array(count * ID_WORDS);
  const values = new Float64Array(count * STRIDE);
  const words = ID_COLUMNS.map((name) => day.columns[name]);
  const counts = COUNTS.map((name) => ({ field: FIELD[name], column: day.columns[name] }));
  const classes = new DayClasses(day, query);
  let row = 0;
  for (const { from, to } of ranges) {
    for (let i = from; i < to; i += 1, row += 1) {
      for (let word = 0; word < ID_WORDS; word += 1) {
        ids[row * ID_WORDS + word] = (words[word] as Int32Array)[i] as number;
      }
      const at = row * STRIDE;
      for (const { field, column } of counts) values[at + field] = column[i] as number;
      values[at + FIELD.cacheWrite1h] = longWritesAt(day.columns, i);
      const time = timeAt(day.columns, i);
      values[at + FIELD.time] = time;
      values[at + FIELD.class] = classes.numberOf(i, time);
    }
  }
  const objects = ranges.map(({ listed: { key, size }, object: { records, malformed } }) => {
    return { key, bytes: size, records, malformed };
  });
  return { ids, values, newClasses: classes.list, objects };
}

/** The classes of a day's calls, numbered in the order they turn up. */
class DayClasses {
  readonly list: UsageClass[] = [];
  private readonly numbers = new Map<number, number>();

  constructor(
    private readonly day: Day,
    private readonly query: EngineQuery,
  ) {}

  numberOf(row: number, time: number): number {
    const { slots, thresholds } = this.query;
    const caller = this.day.columns.caller[row] as number;
    const band = this.band(row);
    const slot = countUpTo(slots, time);
    // All that a class is made of, in one number.
    let key = Math.floor(time / DAY) * (slots.length + 1) + slot;
    key = (key * (thresholds.length + 1) + band) * this.day.callers.length + caller;
    let number = this.numbers.get(key);
    if (number === undefined) {
      const kept = this.day.callers[caller] as Caller;
      const known = withMetadata(kept, this.day.metadataKeys, this.query.metadataKeys);
      number = this.list.push({ ...callerOf(known), day: dayOf(time), band, slot }) - 1;
      this.numbers.set(key, number);
    }
    return number;
  }

  private band(row: number): number {
    const { flags, input, cacheRead, cacheWrite } = this.day.columns;
    if (((flags[row] as number) & (FLAG.failed | FLAG.unmetered)) !== 0) return 0;
    const prompt = (input[row] as number) + (cacheRead[row] as number) + (cacheWrite[row] as number);
    return countUpTo(this.query.thresholds, prompt - 1);
  }
}
