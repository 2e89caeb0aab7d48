import {
  type Dimension,
  METADATA,
  type Report,
  type ReportRow,
  type ReportSums,
  isMetadata,
  rowMember,
} from "../report-types.js";
import { UNATTRIBUTED } from "../attribute.js";
import { visible } from "./text.js";

const HEADINGS: Record<string, string> = {
  developer: "Developer",
  team: "Team",
  project: "Project",
  "cost-center": "Cost centre",
  model: "Model",
  day: "Day",
  region: "Region",
  principal: "Principal",
  account: "Account",
};

const OWNERS: ReadonlySet<Dimension> = new Set(["developer", "team", "project", "cost-center"]);

/** What a report is called: whose calls it is about, and when. */
export function titleOf({ month, account }: Pick<Report, "month" | "account">): string {
  return `Claude on Amazon Bedrock, ${month}${account === undefined ? "" : `, account ${account}`}`;
}

/** What a dimension is called above its column. */
export function headingOf(dimension: Dimension): string {
  return isMetadata(dimension)
    ? visible(dimension.slice(METADATA.length))
    : (HEADINGS[dimension] ?? dimension);
}

/** A row's values of some dimensions, null where there is none. */
export function valuesOf(row: ReportRow, dimensions: readonly Dimension[]): (string | null)[] {
  return dimensions.map((dimension) => row[rowMember(dimension)] ?? null);
}

/** The same for rows with the same values. */
export function keyOf(row: ReportRow, dimensions: readonly Dimension[]): string {
  return JSON.stringify(valuesOf(row, dimensions));
}

/** A value as people see it. */
export function shown(value: string | null): string {
  return value === null ? "(none)" : visible(value);
}

/** Like {@link shown}; what belongs to nobody has the same name in whatever dimension of owners. */
export function nameOf(value: string | null, dimension: Dimension): string {
  return shown(value === null && OWNERS.has(dimension) ? UNATTRIBUTED : value);
}

/** Names of values. @param values of these dimensions, in their order */
export function named(values: readonly (string | null)[], dimensions: readonly Dimension[]): string[] {
  return dimensions.map((dimension, i) => nameOf(values[i] ?? null, dimension));
}

/** Tokens of a prompt: uncached, read from the cache and written to it. */
export function promptTokens(sums: ReportSums): number {
  return sums.inputTokens + sums.cacheReadTokens + sums.cacheWrite5mTokens + sums.cacheWrite1hTokens;
}

/** Share of the prompt tokens that were read from the cache; undefined without any prompt. */
export function cacheHitRate(sums: ReportSums): number | undefined {
  const all = promptTokens(sums);
  return all === 0 ? undefined : sums.cacheReadTokens / all;
}

/** How many days each row's calls fall on, by {@link keyOf}. @param daily rows by `dimensions` and by day */
export function activeDays(
  daily: readonly ReportRow[],
  dimensions: readonly Dimension[],
): Map<string, number> {
  const days = new Map<string, Set<string>>();
  for (const row of daily) {
    if (row.invocations === 0) continue;
    const key = keyOf(row, dimensions);
    const known = days.get(key) ?? new Set();
    days.set(key, known.add(row.day ?? ""));
  }
  return new Map([...days].map(([key, some]) => [key, some.size]));
}
