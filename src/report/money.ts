/** A decimal number, exactly: `digits` × 10^-`scale`. */
export interface Decimal {
  digits: bigint;
  scale: number;
}

export const ZERO: Decimal = { digits: 0n, scale: 0 };

/**
 * Reads plain decimal notation: `0.1375`, `15`.
 * @throws Error for any other text
 */
export function parseDecimal(text: string): Decimal {
  const parts = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (parts === null) throw new Error(`${text} is no decimal number`);
  const fraction = (parts[2] ?? "").replace(/0+$/, "");
  return { digits: BigInt(parts[1] + fraction), scale: fraction.length };
}

/** A finite number of at least 0 in plain decimal notation, always with a decimal point: `0.0000001`, `15.0`. */
export function decimalText(value: number): string {
  const [mantissa = "0", exponent = "0"] = value.toString().split("e");
  const [integer = "0", fraction = ""] = mantissa.split(".");
  const digits = integer + fraction;
  const point = integer.length + Number(exponent);
  const padded = digits.padStart(digits.length - Math.min(point - 1, 0), "0").padEnd(point, "0");
  const at = Math.max(point, 1);
  return `${padded.slice(0, at)}.${padded.slice(at) || "0"}`;
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: atScale(a, scale) + atScale(b, scale), scale };
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** A whole number, such as a count of tokens. @throws RangeError when it is none */
export function whole(count: number): Decimal {
  return { digits: BigInt(count), scale: 0 };
}

/** Negative when `a` is less than `b`, 0 when they are equal. */
export function compare(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = atScale(a, scale) - atScale(b, scale);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

/** With this many places after the point, half rounded up. For numbers of at least 0. */
export function format(value: Decimal, places: number): string {
  const excess = value.scale - places;
  const rounded =
    excess <= 0
      ? atScale(value, places)
      : (value.digits + 10n ** BigInt(excess) / 2n) / 10n ** BigInt(excess);
  const text = String(rounded).padStart(places + 1, "0");
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
}

/** What is left of a price after a discount in per cent: 12.5 leaves 0.875. */
export function afterDiscount(percent: Decimal): Decimal {
  return {
    digits: atScale({ digits: 100n, scale: 0 }, percent.scale) - percent.digits,
    scale: percent.scale + 2,
  };
}

/** The digits of a number at a scale of at least its own. */
export function atScale({ digits, scale }: Decimal, wanted: number): bigint {
  return scale === wanted ? digits : digits * 10n ** BigInt(wanted - scale);
}
