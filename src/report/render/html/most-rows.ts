import type { ReportRow, ReportSums } from "../../report-types.js";
import { counted } from "../../../counted.js";
import { fromMicros, micros } from "../numbers.js";

/** Rows that a table of the page has at most: more than that are read in a spreadsheet. */
const MOST_ROWS = 200;

/** The first rows, and all others in one. */
export interface Split {
  kept: readonly ReportRow[];
  /** Undefined when all rows are kept. */
  rest: { rows: readonly ReportRow[]; name: string; sums: ReportSums } | undefined;
}

/** What a table shows of rows; what it shows adds up to the same as the rows. @param rows largest first */
export function splitRows(rows: readonly ReportRow[]): Split {
  if (rows.length <= MOST_ROWS) return { kept: rows, rest: undefined };
  const others = rows.slice(MOST_ROWS);
  return {
    kept: rows.slice(0, MOST_ROWS),
    rest: { rows: others, name: counted(others.length, "other"), sums: added(others) },
  };
}

function added(rows: readonly ReportRow[]): ReportSums {
  const total = (count: Exclude<keyof ReportSums, "costUsd">) =>
    rows.reduce((sum, row) => sum + (row[count] ?? 0), 0);
  return {
    invocations: total("invocations"),
    errors: total("errors"),
    unmetered: total("unmetered"),
    inputTokens: total("inputTokens"),
    cacheReadTokens: total("cacheReadTokens"),
    cacheWrite5mTokens: total("cacheWrite5mTokens"),
    cacheWrite1hTokens: total("cacheWrite1hTokens"),
    outputTokens: total("outputTokens"),
    costUsd: fromMicros(rows.reduce((sum, { costUsd }) => sum + micros(costUsd), 0n)),
  };
}
