import { DIMENSION_KEYS } from "../report-types.js";
import { compareRows } from "./compare.js";
import type { ReportView } from "./view.js";

const COUNTS = [
  "invocations",
  "errors",
  "unmetered",
  "inputTokens",
  "cacheReadTokens",
  "cacheWrite5mTokens",
  "cacheWrite1hTokens",
  "outputTokens",
  "costUsd",
] as const;

/**
 * One line a row under a line of names (RFC 4180: CRLF, quotes doubled); no totals, so that a column can be added up.
 * Text that a spreadsheet would run as a formula is put behind an apostrophe.
 */
export function renderCsv({ report, before }: ReportView): string {
  const keys = report.groupBy.map((dimension) => DIMENSION_KEYS[dimension]);
  const rows = report.rows.map((row) => [
    ...keys.map((key) => text(row[key] ?? "")),
    ...COUNTS.map((name) => String(row[name])),
  ]);
  const head = [...keys, ...COUNTS];
  if (before === undefined) return lines([head, ...rows]);
  const changes = compareRows(report.rows, before.report.rows, report.groupBy);
  const compared = changes.map(({ values, beforeUsd, changeUsd }, i) => {
    const gone = [
      ...values.map((value) => text(value ?? "")),
      ...COUNTS.map((name) => (name === "costUsd" ? "0.000000" : "0")),
    ];
    return [...(rows[i] ?? gone), beforeUsd, changeUsd];
  });
  return lines([[...head, "beforeUsd", "changeUsd"], ...compared]);
}

function lines(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.join(",")}\r\n`).join("");
}

/** What a spreadsheet may run as a formula, behind anything it may skip; full-width signs count to some. */
const FORMULA = /^(?:[\t\r\n]|[\s\p{C}]*[=+\-@＝＋－＠])/u;

/**
 * A text cell, defused (OWASP, "CSV Injection") and quoted where it must be, also for readers that take semicolons or
 * tabs for separators.
 */
function text(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
