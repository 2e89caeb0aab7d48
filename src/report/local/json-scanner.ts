/** Values nested deeper than this are left to a full parse. */
const MAX_DEPTH = 256;

/** For each byte inside a string: 0 plain, 1 quote, 2 backslash, 3 control character. */
const STRING_BYTES = new Uint8Array(256).fill(3, 0, 0x20);
STRING_BYTES[0x22] = 1;
STRING_BYTES[0x5c] = 2;

/** Bytes that may follow a backslash, `u` aside. */
const ESCAPES = new Uint8Array(256);
for (const char of '"\\/bfnrt') ESCAPES[char.charCodeAt(0)] = 1;

/** Bytes looked at one by one before looking at four at a time: names and short words end sooner. */
const SHORT = 8;

/**
 * Walks over JSON text in a buffer without making values of it, checking it strictly. Positions are byte offsets from
 * the start of the buffer's memory; -1 stands for "no strict JSON here, or too deep". The text must be followed by a
 * newline, which ends everything: there is none inside a line of JSON.
 */
export class JsonScanner {
  readonly bytes: Uint8Array;
  private readonly words: Int32Array;

  /** @param memory starts at a multiple of four bytes, as every ArrayBuffer does */
  constructor(memory: ArrayBufferLike) {
    this.bytes = new Uint8Array(memory);
    this.words = new Int32Array(memory, 0, memory.byteLength >> 2);
  }

  /** Position of the next byte that is no blank. */
  skipBlanks(from: number): number {
    let i = from;
    for (;;) {
      const byte = this.bytes[i];
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return i;
      i += 1;
    }
  }

  /** @param from at the value's first byte. @returns the position after the value */
  skipValue(from: number, depth = 0): number {
    switch (this.bytes[from]) {
      case 0x22:
        return this.skipString(from);
      case 0x7b:
        return depth < MAX_DEPTH ? this.skipObject(from, depth + 1) : -1;
      case 0x5b:
        return depth < MAX_DEPTH ? this.skipArray(from, depth + 1) : -1;
      case 0x74:
        return this.skipWord(from, 0x72, 0x75, 0x65);
      case 0x6e:
        return this.skipWord(from, 0x75, 0x6c, 0x6c);
      case 0x66:
        return this.bytes[from + 1] === 0x61 ? this.skipWord(from + 1, 0x6c, 0x73, 0x65) : -1;
      default:
        return this.skipNumber(from);
    }
  }

  /** @param from at the opening quote. @returns the position after the closing quote */
  skipString(from: number): number {
    const { bytes } = this;
    let i = from + 1;
    for (const near = i + SHORT; i < near; i += 1) {
      const kind = STRING_BYTES[bytes[i] as number];
      if (kind === 1) return i + 1;
      if (kind !== 0) break;
    }
    for (;;) {
      i = this.nextStop(i);
      const byte = bytes[i];
      if (byte === 0x22) return i + 1;
      if (byte !== 0x5c) return -1;
      if (ESCAPES[bytes[i + 1] as number] === 1) i += 2;
      else if ((i = this.skipUnicodeEscape(i)) < 0) return -1;
    }
  }

  /** Like `skipString`, for a string without escapes; -1 for any other. */
  skipPlainString(from: number): number {
    const end = this.nextStop(from + 1);
    return this.bytes[end] === 0x22 ? end + 1 : -1;
  }

  /** Position of the next quote, backslash or control character, looking at four bytes at a time. */
  private nextStop(from: number): number {
    const { words } = this;
    const last = words.length;
    let w = from >> 2;
    // Bytes of the first word that lie before the position are masked out.
    let mask = 0x80808080 << ((from & 3) << 3);
    for (; w < last; w += 1) {
      const four = words[w] as number;
      const quote = four ^ 0x22222222;
      const backslash = four ^ 0x5c5c5c5c;
      // The top bit of a byte is set where the byte is a quote, a backslash or less than a space. It may be set above
      // such a byte too, so a hit is only a candidate.
      let hits =
        (((quote - 0x01010101) & ~quote) |
          ((backslash - 0x01010101) & ~backslash) |
          ((four - 0x20202020) & ~four)) &
        mask;
      while (hits !== 0) {
        const i = (w << 2) + ((31 - Math.clz32(hits & -hits)) >> 3);
        if (STRING_BYTES[this.bytes[i] as number] !== 0) return i;
        hits &= hits - 1;
      }
      mask = 0x80808080;
    }
    let i = Math.max(last << 2, from);
    while (STRING_BYTES[this.bytes[i] as number] === 0) i += 1;
    return i;
  }

  /** @param from at the opening bracket */
  private skipArray(from: number, depth: number): number {
    let i = this.skipBlanks(from + 1);
    if (this.bytes[i] === 0x5d) return i + 1;
    for (;;) {
      i = this.skipValue(i, depth);
      if (i < 0) return -1;
      i = this.skipBlanks(i);
      const byte = this.bytes[i];
      if (byte === 0x5d) return i + 1;
      if (byte !== 0x2c) return -1;
      i = this.skipBlanks(i + 1);
    }
  }

  /** @param from at the opening brace */
  private skipObject(from: number, depth: number): number {
    const { bytes } = this;
    let i = from + 1;
    if (bytes[i] !== 0x22 && bytes[(i = this.skipBlanks(i))] === 0x7d) return i + 1;
    for (;;) {
      if (bytes[i] !== 0x22) return -1;
      i = this.skipString(i);
      if (i < 0) return -1;
      if (bytes[i] !== 0x3a && bytes[(i = this.skipBlanks(i))] !== 0x3a) return -1;
      i += 1;
      if (bytes[i] !== 0x22) i = this.skipBlanks(i);
      i = bytes[i] === 0x22 ? this.skipString(i) : this.skipValue(i, depth);
      if (i < 0) return -1;
      let byte = bytes[i];
      if (byte !== 0x2c && byte !== 0x7d) byte = bytes[(i = this.skipBlanks(i))];
      if (byte === 0x7d) return i + 1;
      if (byte !== 0x2c) return -1;
      i += 1;
      if (bytes[i] !== 0x22) i = this.skipBlanks(i);
    }
  }

  private skipWord(from: number, second: number, third: number, fourth: number): number {
    const { bytes } = this;
    const same = bytes[from + 1] === second && bytes[from + 2] === third && bytes[from + 3] === fourth;
    return same ? from + 4 : -1;
  }

  private skipNumber(from: number): number {
    const { bytes } = this;
    let i = bytes[from] === 0x2d ? from + 1 : from;
    if (bytes[i] === 0x30) i += 1;
    else if ((i = this.skipDigits(i)) < 0) return -1;
    if (bytes[i] === 0x2e && (i = this.skipDigits(i + 1)) < 0) return -1;
    if (((bytes[i] as number) | 0x20) === 0x65) {
      const sign = bytes[i + 1];
      return this.skipDigits(sign === 0x2b || sign === 0x2d ? i + 2 : i + 1);
    }
    return i;
  }

  /** @returns the position after the digits; -1 when there is none */
  private skipDigits(from: number): number {
    const { bytes } = this;
    let i = from;
    while (((bytes[i] as number) ^ 0x30) < 10) i += 1;
    return i === from ? -1 : i;
  }

  /** @param from at the backslash of an escape that is none of two characters. @returns the position after it */
  private skipUnicodeEscape(from: number): number {
    const { bytes } = this;
    if (bytes[from + 1] !== 0x75) return -1;
    for (let i = from + 2; i < from + 6; i += 1) {
      const digit = bytes[i] as number;
      const letter = digit | 0x20;
      if (!((digit ^ 0x30) < 10) && !(letter >= 0x61 && letter <= 0x66)) return -1;
    }
    return from + 6;
  }
}
