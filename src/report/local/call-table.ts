import { type EngineQuery, type UsageClass, type UsageRow, callerOf } from "../usage.js";
import { type CallBatch, FIELD, FLAG, ID_WORDS, STRIDE } from "./batch.js";
import { CallStore, callFields, hashOfId } from "./call-store.js";

/**
 * All calls of a month, each request once. Copies cross objects, folders and workers, so they are recognised here, in
 * one place.
 */
export class CallTable {
  /** Surplus copies seen so far. */
  duplicates = 0;
  private readonly calls = new CallStore();
  private readonly classes: UsageClass[] = [];
  private readonly classNumbers = new Map<string, number>();
  /** Open addressing: call number + 1, 0 for free; at most half full. */
  private index = new Uint32Array(1 << 12);

  constructor(private readonly month: Pick<EngineQuery, "start" | "end">) {}

  /**
   * Adds the calls of a batch that are of the month. It changes the batch.
   * @param numbers class numbers of the reader in those of the table; extended by the batch's new classes
   */
  add(batch: CallBatch, numbers: number[]): void {
    for (const usageClass of batch.newClasses) numbers.push(this.classNumber(usageClass));
    const { ids, values } = batch;
    const { start, end } = this.month;
    for (let at = 0; at < values.length; at += STRIDE) {
      const time = values[at + FIELD.time] as number;
      if (time < start || time >= end) continue;
      values[at + FIELD.class] = numbers[values[at + FIELD.class] as number] as number;
      this.addCall(ids, (at / STRIDE) * ID_WORDS, values, at);
    }
  }

  /** Sums by class. */
  rows(): UsageRow[] {
    const rows: UsageRow[] = this.classes.map((usageClass) => ({
      ...usageClass,
      invocations: 0,
      errors: 0,
      unmetered: 0,
      oddCounts: 0,
      inputTokens: 0,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
      cacheWriteUnknownTokens: 0,
      outputTokens: 0,
    }));
    const fields = callFields();
    for (let call = 0; call < this.calls.size; call += 1) {
      this.calls.get(call, fields);
      addTo(rows[fields[FIELD.class] as number] as UsageRow, fields);
    }
    return rows.filter(({ invocations, errors }) => invocations + errors > 0);
  }

  private addCall(ids: Uint32Array, idAt: number, values: Float64Array, at: number): void {
    if (2 * this.calls.size >= this.index.length) this.rehash();
    const { index, calls } = this;
    const mask = index.length - 1;
    let place = hashOfId(ids, idAt) & mask;
    for (let entry = index[place] as number; entry !== 0; entry = index[place] as number) {
      if (calls.hasId(entry - 1, ids, idAt)) {
        this.duplicates += 1;
        this.keepBetter(entry - 1, values.subarray(at, at + STRIDE));
        return;
      }
      place = (place + 1) & mask;
    }
    calls.push(ids, idAt, values, at);
    index[place] = calls.size;
  }

  private keepBetter(call: number, copy: Float64Array): void {
    const known = callFields();
    this.calls.get(call, known);
    const order = compareNumbers(rankOf(copy), rankOf(known)) || this.compareClasses(copy, known);
    if (order < 0) this.calls.set(call, copy, 0);
  }

  private compareClasses(a: Float64Array, b: Float64Array): number {
    const [one, other] = [a, b].map((fields) => this.classes[fields[FIELD.class] as number] as UsageClass);
    const [left, right] = [textsOf(one as UsageClass), textsOf(other as UsageClass)];
    for (const [i, text] of left.entries()) {
      const order = compareTexts(text, right[i] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  }

  private classNumber(usageClass: UsageClass): number {
    const { day, band, slot } = usageClass;
    const key = JSON.stringify([day, band, slot, callerOf(usageClass)]);
    let number = this.classNumbers.get(key);
    if (number === undefined) {
      number = this.classes.push(usageClass) - 1;
      this.classNumbers.set(key, number);
    }
    return number;
  }

  private rehash(): void {
    const index = new Uint32Array(this.index.length * 2);
    const mask = index.length - 1;
    for (let call = 0; call < this.calls.size; call += 1) {
      let place = this.calls.hashOf(call) & mask;
      while (index[place] !== 0) place = (place + 1) & mask;
      index[place] = call + 1;
    }
    this.index = index;
  }
}

/**
 * What decides between copies that differ, the smallest first: one that did not fail counts, then the one with most
 * tokens, then the earliest. Whatever is left must not depend on which copy is read first, and be decided as in
 * `templates/athena/usage-of-calls.sql`: the one that tells the lifetime of cache writes, and then by any order.
 */
function rankOf(fields: Float64Array): number[] {
  const flags = fields[FIELD.flags] as number;
  const written = fields[FIELD.cacheWrite] as number;
  const isKnown = (flags & FLAG.lifetimeKnown) !== 0;
  return [
    flags & FLAG.failed,
    -tokensOf(fields),
    fields[FIELD.time] as number,
    isKnown ? 0 : written,
    isKnown ? (fields[FIELD.cacheWrite1h] as number) : 0,
    written,
    fields[FIELD.cacheRead] as number,
    fields[FIELD.input] as number,
    flags & FLAG.unmetered,
    flags & FLAG.odd,
  ];
}

/** What decides last, in this order. */
function textsOf(usageClass: UsageClass): (string | null)[] {
  const { modelId, bodyModel, principal, region, account, tier, abroad, refused, metadata } = usageClass;
  const facts = [abroad, refused].map((fact) => (fact ? "1" : "0"));
  return [modelId, bodyModel, principal, region, account, tier, ...facts, ...metadata];
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((number, i) => number !== b[i]);
  return place === -1 ? 0 : (a[place] as number) - (b[place] as number);
}

/** As SQL orders: what is missing comes last. */
function compareTexts(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

function tokensOf(fields: Float64Array): number {
  const { input, cacheRead, cacheWrite, output } = FIELD;
  return [input, cacheRead, cacheWrite, output].reduce((sum, field) => sum + (fields[field] as number), 0);
}

function addTo(row: UsageRow, fields: Float64Array): void {
  const flags = fields[FIELD.flags] as number;
  if ((flags & FLAG.odd) !== 0) row.oddCounts += 1;
  if ((flags & FLAG.failed) !== 0) {
    row.errors += 1;
    return;
  }
  row.invocations += 1;
  if ((flags & FLAG.unmetered) !== 0) row.unmetered += 1;
  const written = fields[FIELD.cacheWrite] as number;
  const long = fields[FIELD.cacheWrite1h] as number;
  row.inputTokens += fields[FIELD.input] as number;
  row.cacheReadTokens += fields[FIELD.cacheRead] as number;
  row.outputTokens += fields[FIELD.output] as number;
  if ((flags & FLAG.lifetimeKnown) === 0) row.cacheWriteUnknownTokens += written;
  else {
    row.cacheWrite1hTokens += long;
    row.cacheWrite5mTokens += written - long;
  }
}
