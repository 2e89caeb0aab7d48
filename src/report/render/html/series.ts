import type { Dimension, ReportRow } from "../../report-types.js";
import { nameOf } from "../rows.js";
import { SERIES } from "./style.js";

/** Costs of one thing, day by day. */
export interface Series {
  name: string;
  /** Class of its colour. */
  color: string;
  /** USD, one a day of the month. */
  costs: number[];
}

/** Days of a month, `YYYY-MM-DD`. */
export function daysOf(month: string): string[] {
  const [year = 0, number = 0] = month.split("-").map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: count }, (_, i) => `${month}-${String(i + 1).padStart(2, "0")}`);
}

/** Costs day by day of each value of a dimension, the most expensive first. @param rows by that dimension and by day */
export function dailyCosts(
  rows: readonly ReportRow[],
  days: readonly string[],
  valueOf: (row: ReportRow) => string | null | undefined,
): Map<string | null, number[]> {
  const place = new Map(days.map((day, i) => [day, i]));
  const all = new Map<string | null, number[]>();
  for (const row of rows) {
    const value = valueOf(row) ?? null;
    const costs = all.get(value) ?? days.map(() => 0);
    const at = place.get(row.day ?? "");
    if (at !== undefined) costs[at] = (costs[at] ?? 0) + Number(row.costUsd);
    all.set(value, costs);
  }
  return new Map([...all].toSorted(([, a], [, b]) => total(b) - total(a)));
}

/** As many series as there are colours; what is left over is one together. */
export function seriesOf(costs: ReadonlyMap<string | null, number[]>, dimension: Dimension): Series[] {
  const all = [...costs].map(([value, own]) => ({ name: nameOf(value, dimension), costs: own }));
  const kept = all.length <= SERIES ? all : all.slice(0, SERIES - 1);
  const others = all.slice(kept.length);
  const rest =
    others.length === 0
      ? []
      : [
          {
            name: `${others.length} others`,
            costs: (others[0]?.costs ?? []).map((_cost, day) =>
              others.reduce((sum, other) => sum + (other.costs[day] ?? 0), 0),
            ),
          },
        ];
  return [...kept, ...rest].map((series, i) => ({ ...series, color: `s${i}` }));
}

export function total(costs: readonly number[]): number {
  return costs.reduce((sum, cost) => sum + cost, 0);
}
