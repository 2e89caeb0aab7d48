import { type Decimal, ZERO, add, compare, format } from "./money.js";
import type { PricedTokens } from "./price-table.js";
import {
  DIMENSION_KEYS,
  type Dimension,
  METADATA,
  RARE_COUNTS,
  type ReportRow,
  type ReportSums,
  type RowDimensions,
  rowMember,
} from "./report-types.js";

/** Calls alike, with their price and owner. */
export interface PricedUsage extends PricedTokens {
  dimensions: Required<RowDimensions>;
  invocations: number;
  errors: number;
  unmetered: number;
  refusals: number;
  otherTier: number;
  inferred: number;
  cost: Decimal;
}

type Sums = Omit<PricedUsage, "dimensions">;

/** Everything that has the same values of some first dimensions, by the values of the next one. */
interface Branch {
  next: Map<string | null, Branch>;
  sums: Sums;
}

/** Adds up by every combination of the dimensions' values that occurs; largest cost first, then by those values. */
export function groupRows(usage: readonly PricedUsage[], groupBy: readonly Dimension[]): ReportRow[] {
  const keys = groupBy.map(rowMember);
  const root = branch();
  const groups: { dimensions: RowDimensions; sums: Sums }[] = [];
  for (const item of usage) {
    let at = root;
    let isNew = groups.length === 0;
    for (const key of keys) {
      const value = item.dimensions[key] ?? null;
      let next = at.next.get(value);
      if (next === undefined) {
        at.next.set(value, (next = branch()));
        isNew = true;
      }
      at = next;
    }
    if (isNew) {
      const dimensions: RowDimensions = Object.fromEntries(
        keys.map((key) => [key, item.dimensions[key] ?? null]),
      );
      groups.push({ dimensions, sums: at.sums });
    }
    include(at.sums, item);
  }
  return groups
    .toSorted((a, b) => compare(b.sums.cost, a.sums.cost) || byValues(a.dimensions, b.dimensions))
    .map(({ dimensions, sums }) => Object.assign(dimensions, printed(sums)));
}

/** The sum over everything. */
export function totalsOf(usage: readonly PricedUsage[]): ReportSums {
  const { sums } = branch();
  for (const item of usage) include(sums, item);
  return printed(sums);
}

function branch(): Branch {
  const sums = {
    ...{ invocations: 0, errors: 0, unmetered: 0, inputTokens: 0, cacheReadTokens: 0 },
    ...{ cacheWrite5mTokens: 0, cacheWrite1hTokens: 0, outputTokens: 0, cost: ZERO },
    ...{ refusals: 0, otherTier: 0, inferred: 0 },
  };
  return { next: new Map(), sums };
}

function include(sums: Sums, item: Sums): void {
  sums.invocations += item.invocations;
  sums.errors += item.errors;
  sums.unmetered += item.unmetered;
  sums.inputTokens += item.inputTokens;
  sums.cacheReadTokens += item.cacheReadTokens;
  sums.cacheWrite5mTokens += item.cacheWrite5mTokens;
  sums.cacheWrite1hTokens += item.cacheWrite1hTokens;
  sums.outputTokens += item.outputTokens;
  for (const name of RARE_COUNTS) sums[name] += item[name];
  sums.cost = add(sums.cost, item.cost);
}

function printed({ cost, refusals, otherTier, inferred, ...counts }: Sums): ReportSums {
  const rare = Object.entries({ refusals, otherTier, inferred }).filter(([, count]) => count > 0);
  return { ...counts, costUsd: format(cost, 6), ...Object.fromEntries(rare) };
}

/** Ascending by code units, unknown values last: the same order on every machine. */
function byValues(a: RowDimensions, b: RowDimensions): number {
  const metadata = (Object.keys(a) as (keyof RowDimensions)[]).filter((key) => key.startsWith(METADATA));
  for (const key of [...Object.values(DIMENSION_KEYS), ...metadata]) {
    const [left, right] = [a[key] ?? null, b[key] ?? null];
    if (left === right) continue;
    if (left === null || right === null) return left === null ? 1 : -1;
    return left < right ? -1 : 1;
  }
  return 0;
}
