import type { UsageClass, UsageRow } from "../usage.js";
import { type CallBatch, FIELD, FLAG, ID_WORDS, STRIDE } from "./batch.js";

/** Calls a chunk holds: memory grows by chunks, nothing is copied. */
const CHUNK = 1 << 14;

interface Chunk {
  ids: Uint32Array;
  values: Float64Array;
}

/**
 * All calls of a month, each request once. Copies cross objects, folders and workers, so they are recognised here, in
 * one place.
 */
export class CallTable {
  duplicates = 0;
  private readonly chunks: Chunk[] = [];
  private readonly classes: UsageClass[] = [];
  private readonly classNumbers = new Map<string, number>();
  private size = 0;
  /** Open addressing: call number + 1, 0 for free; at most half full. */
  private index = new Uint32Array(1 << 12);

  /**
   * Adds the calls of a batch.
   * @param numbers class numbers of the reader in those of the table; extended by the batch's new classes
   */
  add(batch: CallBatch, numbers: number[]): void {
    for (const usageClass of batch.newClasses) numbers.push(this.classNumber(usageClass));
    const { ids, values } = batch;
    for (let i = 0; i < values.length; i += STRIDE) {
      values[i + FIELD.class] = numbers[values[i + FIELD.class] as number] as number;
      this.addCall(ids, (i / STRIDE) * ID_WORDS, values, i);
    }
  }

  /** Sums by class. */
  rows(): UsageRow[] {
    const rows: UsageRow[] = this.classes.map((usageClass) => ({
      ...usageClass,
      invocations: 0,
      errors: 0,
      unmetered: 0,
      inputTokens: 0,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
      cacheWriteUnknownTokens: 0,
      outputTokens: 0,
    }));
    for (let call = 0; call < this.size; call += 1) {
      const { values } = this.chunkOf(call);
      const at = (call % CHUNK) * STRIDE;
      addTo(rows[values[at + FIELD.class] as number] as UsageRow, values, at);
    }
    return rows.filter(({ invocations, errors }) => invocations + errors > 0);
  }

  private addCall(ids: Uint32Array, idAt: number, values: Float64Array, at: number): void {
    if (2 * this.size >= this.index.length) this.rehash();
    const { index } = this;
    const mask = index.length - 1;
    let slot = hash(ids, idAt) & mask;
    for (let entry = index[slot] as number; entry !== 0; entry = index[slot] as number) {
      const known = this.chunkOf(entry - 1);
      const knownAt = (entry - 1) % CHUNK;
      if (sameId(known.ids, knownAt * ID_WORDS, ids, idAt)) {
        this.duplicates += 1;
        if (this.isBetter(values, at, known.values, knownAt * STRIDE))
          copy(values, at, known.values, knownAt);
        return;
      }
      slot = (slot + 1) & mask;
    }
    if (this.size % CHUNK === 0) {
      this.chunks.push({
        ids: new Uint32Array(CHUNK * ID_WORDS),
        values: new Float64Array(CHUNK * STRIDE),
      });
    }
    const chunk = this.chunkOf(this.size);
    const place = this.size % CHUNK;
    for (let i = 0; i < ID_WORDS; i += 1) chunk.ids[place * ID_WORDS + i] = ids[idAt + i] as number;
    copy(values, at, chunk.values, place);
    this.size += 1;
    index[slot] = this.size;
  }

  /** Of copies that differ: the one that did not fail, then the one with most tokens, then the earliest. */
  private isBetter(a: Float64Array, aAt: number, b: Float64Array, bAt: number): boolean {
    const field = (values: Float64Array, at: number, name: keyof typeof FIELD) =>
      values[at + FIELD[name]] as number;
    const failed = (values: Float64Array, at: number) => field(values, at, "flags") & FLAG.failed;
    const tokens = (values: Float64Array, at: number) =>
      field(values, at, "input") +
      field(values, at, "cacheRead") +
      field(values, at, "cacheWrite") +
      field(values, at, "output");
    const order =
      failed(a, aAt) - failed(b, bAt) ||
      tokens(b, bAt) - tokens(a, aAt) ||
      field(a, aAt, "time") - field(b, bAt, "time");
    if (order !== 0) return order < 0;
    // Whatever is left must not depend on which copy is read first.
    const rest = (values: Float64Array, at: number) =>
      JSON.stringify([
        [...values.subarray(at + FIELD.flags, at + STRIDE)],
        this.classes[field(values, at, "class")],
      ]);
    return rest(a, aAt) < rest(b, bAt);
  }

  private classNumber(usageClass: UsageClass): number {
    const key = JSON.stringify(usageClass);
    let number = this.classNumbers.get(key);
    if (number === undefined) {
      number = this.classes.push(usageClass) - 1;
      this.classNumbers.set(key, number);
    }
    return number;
  }

  private chunkOf(call: number): Chunk {
    return this.chunks[Math.floor(call / CHUNK)] as Chunk;
  }

  private rehash(): void {
    const index = new Uint32Array(this.index.length * 2);
    const mask = index.length - 1;
    for (let call = 0; call < this.size; call += 1) {
      let slot = hash(this.chunkOf(call).ids, (call % CHUNK) * ID_WORDS) & mask;
      while (index[slot] !== 0) slot = (slot + 1) & mask;
      index[slot] = call + 1;
    }
    this.index = index;
  }
}

function copy(from: Float64Array, fromAt: number, to: Float64Array, place: number): void {
  for (let i = 0; i < STRIDE; i += 1) to[place * STRIDE + i] = from[fromAt + i] as number;
}

function addTo(row: UsageRow, values: Float64Array, at: number): void {
  const flags = values[at + FIELD.flags] as number;
  if ((flags & FLAG.failed) !== 0) {
    row.errors += 1;
    return;
  }
  row.invocations += 1;
  if ((flags & FLAG.unmetered) !== 0) row.unmetered += 1;
  const written = values[at + FIELD.cacheWrite] as number;
  const long = values[at + FIELD.cacheWrite1h] as number;
  row.inputTokens += values[at + FIELD.input] as number;
  row.cacheReadTokens += values[at + FIELD.cacheRead] as number;
  row.outputTokens += values[at + FIELD.output] as number;
  if ((flags & FLAG.lifetimeKnown) === 0) row.cacheWriteUnknownTokens += written;
  else {
    row.cacheWrite1hTokens += long;
    row.cacheWrite5mTokens += written - long;
  }
}

function sameId(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number): boolean {
  for (let i = 0; i < ID_WORDS; i += 1) if (a[aAt + i] !== b[bAt + i]) return false;
  return true;
}

/** Ids need not be random: all their bits decide. */
function hash(ids: Uint32Array, at: number): number {
  let mixed = 0;
  for (let i = 0; i < ID_WORDS; i += 1) {
    mixed = Math.imul(mixed ^ (ids[at + i] as number), 0x85ebca6b);
    mixed ^= mixed >>> 15;
  }
  return mixed >>> 0;
}
