import { type Decimal, ZERO, add, compare, format } from "./money.js";
import type { PricedTokens } from "./price-table.js";
import {
  DIMENSION_KEYS,
  type Dimension,
  type ReportRow,
  type ReportSums,
  type RowDimensions,
} from "./report-types.js";

/** Calls alike, with their price and owner. */
export interface PricedUsage extends PricedTokens {
  dimensions: Required<RowDimensions>;
  invocations: number;
  errors: number;
  unmetered: number;
  cost: Decimal;
}

type Sums = Omit<PricedUsage, "dimensions">;

interface Group {
  dimensions: RowDimensions;
  sums: Sums;
}

/** Adds up by every combination of the dimensions' values that occurs; largest cost first, then by those values. */
export function groupRows(usage: readonly PricedUsage[], groupBy: readonly Dimension[]): ReportRow[] {
  const groups = new Map<string, Group>();
  for (const item of usage) {
    const dimensions: RowDimensions = Object.fromEntries(
      groupBy.map((dimension) => [DIMENSION_KEYS[dimension], item.dimensions[DIMENSION_KEYS[dimension]]]),
    );
    const key = JSON.stringify(Object.values(dimensions));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { dimensions, sums: sum([item]) });
    else group.sums = sum([group.sums, item]);
  }
  return [...groups.values()]
    .toSorted((a, b) => compare(b.sums.cost, a.sums.cost) || byValues(a.dimensions, b.dimensions))
    .map(({ dimensions, sums }) => ({ ...dimensions, ...printed(sums) }));
}

/** The sum over everything. */
export function totalsOf(usage: readonly PricedUsage[]): ReportSums {
  return printed(sum(usage));
}

function sum(items: readonly Sums[]): Sums {
  const total = (count: Exclude<keyof Sums, "cost">) => items.reduce((all, item) => all + item[count], 0);
  return {
    invocations: total("invocations"),
    errors: total("errors"),
    unmetered: total("unmetered"),
    inputTokens: total("inputTokens"),
    cacheReadTokens: total("cacheReadTokens"),
    cacheWrite5mTokens: total("cacheWrite5mTokens"),
    cacheWrite1hTokens: total("cacheWrite1hTokens"),
    outputTokens: total("outputTokens"),
    cost: items.reduce((all, { cost }) => add(all, cost), ZERO),
  };
}

function printed({ cost, ...counts }: Sums): ReportSums {
  return { ...counts, costUsd: format(cost, 6) };
}

/** Ascending by code units, unknown values last: the same order on every machine. */
function byValues(a: RowDimensions, b: RowDimensions): number {
  for (const key of Object.values(DIMENSION_KEYS)) {
    const [left, right] = [a[key] ?? null, b[key] ?? null];
    if (left === right) continue;
    if (left === null || right === null) return left === null ? 1 : -1;
    return left < right ? -1 : 1;
  }
  return 0;
}
