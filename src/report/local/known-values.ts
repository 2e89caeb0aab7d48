/** A power of two; more different values than a month's logs have models and people. */
const PLACES = 1 << 12;

/**
 * Values that were parsed before, by their bytes: comparing bytes takes less than making a string, and a string that
 * was looked up before is found sooner.
 */
export class KnownValues {
  private readonly written: (Uint8Array | undefined)[] = Array.from({ length: PLACES });
  private readonly values: unknown[] = Array.from({ length: PLACES });

  /** The value written in these bytes; undefined when it is not known. */
  find(bytes: Uint8Array, from: number, to: number): unknown {
    const place = placeOf(bytes, from, to);
    const written = this.written[place];
    if (written === undefined || written.length !== to - from) return undefined;
    for (let i = 0; i < written.length; i += 1) if (written[i] !== bytes[from + i]) return undefined;
    return this.values[place];
  }

  /** Keeps a value in place of another one. @returns the value */
  keep<T>(bytes: Uint8Array, from: number, to: number, value: T): T {
    const place = placeOf(bytes, from, to);
    this.written[place] = bytes.slice(from, to);
    this.values[place] = value;
    return value;
  }
}

/** Names differ in their last letters: what comes before is the same account, region and role. */
function placeOf(bytes: Uint8Array, from: number, to: number): number {
  let mixed = to - from;
  for (let i = Math.max(from, to - 12); i < to; i += 1) mixed = Math.imul(mixed, 31) + (bytes[i] as number);
  return (mixed ^ (mixed >>> 12)) & (PLACES - 1);
}
