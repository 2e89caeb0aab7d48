/** Millionths of a dollar in a figure with six places, `-12.345678`. */
export function micros(usd: string): bigint {
  return BigInt(usd.replace(".", ""));
}

/** The reverse of {@link micros}. */
export function fromMicros(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(7, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** To the cent, half away from zero: `$1,234.57`. What is less than a cent but not nothing is `<$0.01`. */
export function dollars(usd: string): string {
  const value = micros(usd);
  const size = value < 0n ? -value : value;
  const cents = (size + 5_000n) / 10_000n;
  const sign = value < 0n ? "−" : "";
  if (cents === 0n) return value === 0n ? "$0.00" : `${sign}<$0.01`;
  const whole = (cents / 100n).toLocaleString("en-US");
  return `${sign}$${whole}.${String(cents % 100n).padStart(2, "0")}`;
}

/** Like {@link dollars}, with a plus sign where it is one. */
export function signedDollars(usd: string): string {
  return `${micros(usd) > 0n ? "+" : ""}${dollars(usd)}`;
}

/** A round figure for an estimate or a limit: `$1,235`; to the cent where a dollar makes a difference: `$4.20`. */
export function roundDollars(usd: number): string {
  if (usd < 100 && !Number.isInteger(usd)) return dollars(usd.toFixed(6));
  return `$${Math.round(usd).toLocaleString("en-US")}`;
}

/** Three digits at most, with a unit: `842`, `1.2k`, `118k`, `3.4M`. */
export function compact(count: number): string {
  if (count < 1000) return String(count);
  for (const [size, unit] of [
    [1e3, "k"],
    [1e6, "M"],
    [1e9, "B"],
    [1e12, "T"],
  ] as const) {
    const value = count / size;
    // 999,950 rounds to 1.0M, not to 1000k.
    if (value < 9.95) return `${value.toFixed(1)}${unit}`;
    if (value < 999.5) return `${value.toFixed(0)}${unit}`;
  }
  return count.toExponential(1);
}

/** A whole number with separators: `12,345`. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/** A share as per cent, with a place below ten: `7.3 %`, `85 %`; `-` where there is none. */
export function percent(share: number | undefined): string {
  if (share === undefined) return "-";
  const value = share * 100;
  if (value === 0) return "0 %";
  if (value > 0 && value < 0.05) return "<0.1 %";
  // What is not all of it does not read as all of it.
  if (value > 99.5 && value < 100) return ">99 %";
  if (value > 100 && value < 100.5) return ">100 %";
  return `${Math.abs(value) < 9.95 ? value.toFixed(1) : value.toFixed(0)} %`;
}

/** A change as per cent with its sign; undefined where there was nothing before. */
export function signedPercent(share: number | undefined): string {
  if (share === undefined) return "";
  return share > 0 ? `+${percent(share)}` : percent(-share) === "0 %" ? "0 %" : `−${percent(-share)}`;
}

/** How much of a whole a part is; undefined when there is no whole. */
export function shareOf(part: string, all: string): number | undefined {
  const whole = micros(all);
  return whole === 0n ? undefined : Number(micros(part)) / Number(whole);
}

/** Bytes in millions, with one place: `12.3`. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
