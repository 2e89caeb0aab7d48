import { FIELD, ID_WORDS, STRIDE } from "./batch.js";

/** Calls a chunk holds: memory grows by chunks, and nothing is copied. */
const CHUNK = 1 << 14;

/** Fields that are kept as 32-bit numbers, in this order, after one for class and flags. */
const COUNTS = [FIELD.input, FIELD.cacheRead, FIELD.cacheWrite, FIELD.cacheWrite1h, FIELD.output] as const;
const NUMBERS = COUNTS.length + 1;

/** Flags take the lower bits beside the class. */
const CLASS_UNIT = 32;
/** A count is too large for 32 bits, and all of them are kept elsewhere. */
const LARGE = 16;

interface Chunk {
  ids: Uint32Array;
  times: Float64Array;
  numbers: Uint32Array;
}

/** Calls by number, in 48 bytes each. Their fields are those of a batch. */
export class CallStore {
  size = 0;
  private readonly chunks: Chunk[] = [];
  private readonly large = new Map<number, number[]>();

  /** Adds a call. @param values, at its fields */
  push(ids: Uint32Array, idAt: number, values: Float64Array, at: number): void {
    if (this.size % CHUNK === 0) {
      this.chunks.push({
        ids: new Uint32Array(CHUNK * ID_WORDS),
        times: new Float64Array(CHUNK),
        numbers: new Uint32Array(CHUNK * NUMBERS),
      });
    }
    const call = this.size;
    this.size += 1;
    const chunk = this.chunkOf(call);
    const to = (call % CHUNK) * ID_WORDS;
    for (let i = 0; i < ID_WORDS; i += 1) chunk.ids[to + i] = ids[idAt + i] as number;
    this.set(call, values, at);
  }

  /** Replaces a call's fields. */
  set(call: number, values: Float64Array, at: number): void {
    const { times, numbers } = this.chunkOf(call);
    const place = call % CHUNK;
    times[place] = values[at + FIELD.time] as number;
    let classAndFlags =
      (values[at + FIELD.class] as number) * CLASS_UNIT + (values[at + FIELD.flags] as number);
    for (let i = 0; i < COUNTS.length; i += 1) {
      const count = values[at + (COUNTS[i] as number)] as number;
      numbers[place * NUMBERS + 1 + i] = count;
      if (count > 0xffff_ffff) classAndFlags |= LARGE;
    }
    numbers[place * NUMBERS] = classAndFlags;
    if ((classAndFlags & LARGE) !== 0) {
      this.large.set(
        call,
        COUNTS.map((field) => values[at + field] as number),
      );
    }
  }

  /** Reads a call's fields. @param into gets them */
  get(call: number, into: Float64Array): void {
    const { times, numbers } = this.chunkOf(call);
    const place = call % CHUNK;
    const classAndFlags = numbers[place * NUMBERS] as number;
    into[FIELD.class] = Math.floor(classAndFlags / CLASS_UNIT);
    into[FIELD.flags] = classAndFlags & (LARGE - 1);
    into[FIELD.time] = times[place] as number;
    const large = (classAndFlags & LARGE) === 0 ? undefined : this.large.get(call);
    for (let i = 0; i < COUNTS.length; i += 1) {
      into[COUNTS[i] as number] = (large?.[i] ?? numbers[place * NUMBERS + 1 + i]) as number;
    }
  }

  /** Whether a call has this id. */
  hasId(call: number, ids: Uint32Array, at: number): boolean {
    const own = this.chunkOf(call).ids;
    const from = (call % CHUNK) * ID_WORDS;
    for (let i = 0; i < ID_WORDS; i += 1) if (own[from + i] !== ids[at + i]) return false;
    return true;
  }

  /** Spreads ids evenly. They need not be random: all their bits decide. */
  hashOf(call: number): number {
    return hashOfId(this.chunkOf(call).ids, (call % CHUNK) * ID_WORDS);
  }

  private chunkOf(call: number): Chunk {
    return this.chunks[Math.floor(call / CHUNK)] as Chunk;
  }
}

/** @param at where the id's words begin */
export function hashOfId(ids: Uint32Array, at: number): number {
  let mixed = 0;
  for (let i = 0; i < ID_WORDS; i += 1) {
    mixed = Math.imul(mixed ^ (ids[at + i] as number), 0x85ebca6b);
    mixed ^= mixed >>> 15;
  }
  return mixed >>> 0;
}

/** Room for one call's fields. */
export function callFields(): Float64Array {
  return new Float64Array(STRIDE);
}
