import { gunzipSync, gzipSync } from "node:zlib";
import { type UsageResult, type UsageRow, callerOf } from "../../usage.js";
import type { Caller } from "./day.js";

/** What is kept of a month: its figures, without how long reading took. */
export type Month = Omit<UsageResult, "scan"> & { records: number };

const CLASS = ["day", "band", "slot"] as const;
const SUMS = [
  "invocations",
  "errors",
  "unmetered",
  "oddCounts",
  "inputTokens",
  "cacheReadTokens",
  "cacheWrite5mTokens",
  "cacheWrite1hTokens",
  "cacheWriteUnknownTokens",
  "outputTokens",
] as const satisfies (keyof UsageRow)[];

interface Stored extends Omit<Month, "rows"> {
  /** What the figures were made from. */
  origin: string;
  callers: string[];
  /** A caller's number, then `CLASS` and `SUMS`. */
  rows: [number, string, ...number[]][];
}

/** Figures as gzip, whose checksum tells when the file is damaged. @param origin of all they depend on */
export function encodeMonth({ rows, ...rest }: Month, origin: string): Uint8Array {
  const numbers = new Map<string, number>();
  const numberOf = (row: UsageRow) => {
    const text = JSON.stringify(callerOf(row) satisfies Caller);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  const stored = rows.map((row) => [numberOf(row), ...[...CLASS, ...SUMS].map((name) => row[name])]);
  return gzipSync(JSON.stringify({ ...rest, origin, callers: [...numbers.keys()], rows: stored }), {
    level: 1,
  });
}

/** Reads figures; undefined when they were made from something else, or the file is damaged. */
export function decodeMonth(file: Uint8Array, wanted: string): Month | undefined {
  try {
    const { origin, callers, rows, ...rest } = JSON.parse(gunzipSync(file).toString()) as Stored;
    if (origin !== wanted) return undefined;
    const known = callers.map((text) => JSON.parse(text) as Caller);
    return { ...rest, rows: rows.map((row) => rowOf(known[row[0]] as Caller, row)) };
  } catch {
    return undefined;
  }
}

function rowOf(caller: Caller, stored: Stored["rows"][number]): UsageRow {
  const row: Partial<Record<string, unknown>> = { ...caller };
  [...CLASS, ...SUMS].forEach((name, i) => (row[name] = stored[i + 1]));
  return row as unknown as UsageRow;
}
