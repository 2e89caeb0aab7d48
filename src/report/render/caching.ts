import type { UsageResult, UsageRow } from "../usage.js";

const TOKENS = [
  "inputTokens",
  "cacheReadTokens",
  "cacheWrite5mTokens",
  "cacheWrite1hTokens",
  "cacheWriteUnknownTokens",
  "outputTokens",
] as const satisfies (keyof UsageRow)[];

type TokenColumn = (typeof TOKENS)[number];

/** The same calls as if there were no prompt cache: what was read from it or written to it is plain input. */
export function withoutCache(usage: UsageResult): UsageResult {
  return changed(usage, (row) => ({
    inputTokens:
      row.inputTokens +
      row.cacheReadTokens +
      row.cacheWrite5mTokens +
      row.cacheWrite1hTokens +
      row.cacheWriteUnknownTokens,
    outputTokens: row.outputTokens,
  }));
}

/** The same calls with tokens of these columns only; each call keeps its price, that of a long prompt included. */
export function onlyTokens(usage: UsageResult, columns: readonly TokenColumn[]): UsageResult {
  return changed(usage, (row) => Object.fromEntries(columns.map((column) => [column, row[column]])));
}

function changed(usage: UsageResult, counts: (row: UsageRow) => Partial<UsageRow>): UsageResult {
  const none = Object.fromEntries(TOKENS.map((column) => [column, 0])) as Record<TokenColumn, number>;
  return { ...usage, rows: usage.rows.map((row) => ({ ...row, ...none, ...counts(row) })) };
}
