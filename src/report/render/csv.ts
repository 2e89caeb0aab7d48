import { RARE_COUNTS, rowMember } from "../report-types.js";
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
 * Text that a spreadsheet would run as a formula is put behind an apostrophe. Columns of rare counts are there only
 * where a month has any.
 */
export function renderCsv({ report, before }: ReportView): string {
  const keys = report.groupBy.map(rowMember);
  const rare = RARE_COUNTS.filter((name) => report.totals[name] !== undefined);
  const counts = [...COUNTS, ...rare];
  const rows = report.rows.map((row) => [
    ...keys.map((key) => text(row[key] ?? "")),
    ...counts.map((name) => String(row[name] ?? 0)),
  ]);
  const head = [...keys.map(text), ...counts];
  if (before === undefined) return lines([head, ...rows]);
  const changes = compareRows(report.rows, before.report.rows, report.groupBy);
  const compared = changes.map(({ values, beforeUsd, changeUsd }, i) => {
    const gone = [
      ...values.map((value) => text(value ?? "")),
      ...counts.map((name) => (name === "costUsd" ? "0.000000" : "0")),
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
