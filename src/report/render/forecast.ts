import type { ReportRow } from "../report-types.js";
import { dayOf, monthBounds } from "../timestamp.js";

/** Where the running month is heading, USD. */
export interface Forecast {
  costUsd: number;
  /** Four times in five the month ends between these two, if its days go on like those so far. */
  low: number;
  high: number;
  /** Complete days it rests on. */
  days: number;
}

const DAY = 86_400_000;
const FEWEST_DAYS = 3;
/** Of the normal distribution, for a range that holds in 80 of 100 cases. */
const EIGHTY_PERCENT = 1.2816;

interface Kind {
  mean: number;
  variance: number;
  days: number;
}

/**
 * The cost of the running month at its end. Weekdays and weekends are told apart: each day to come costs the mean of
 * the complete days of its kind so far (of all complete days, while there is none of its kind), and today at least what
 * it has cost already. The range comes from how much the days of a kind differ, and from how few there are; it never
 * reaches below what is spent.
 * @param daily one row a day
 * @returns undefined for a month that is over or has not begun, and before three days are complete
 */
export function forecast(month: string, daily: readonly ReportRow[], now: Date): Forecast | undefined {
  const { start, end } = monthBounds(month);
  const time = now.getTime();
  if (time < start || time >= end) return undefined;
  const costs = new Map(daily.map((row) => [row.day ?? "", Number(row.costUsd)]));
  const today = dayOf(time);
  const costAt = (at: number) => costs.get(dayOf(at)) ?? 0;
  const days = Array.from({ length: (end - start) / DAY }, (_, i) => start + i * DAY);
  const complete = days.filter((at) => dayOf(at) < today);
  if (complete.length < FEWEST_DAYS) return undefined;
  const all = kindOf(complete.map(costAt));
  const kinds = [false, true].map((weekend) => {
    const own = complete.filter((at) => isWeekend(at) === weekend).map(costAt);
    const left = days.filter((at) => dayOf(at) >= today && isWeekend(at) === weekend).length;
    const kind = own.length === 0 ? all : kindOf(own);
    // One day tells nothing about how much days of its kind differ.
    return { left, ...kind, variance: own.length < 2 ? all.variance : kind.variance };
  });
  const spent = complete.reduce((sum, at) => sum + costAt(at), 0);
  const soFar = costAt(Date.parse(today));
  const expected = kinds.reduce((sum, { left, mean }) => sum + left * mean, 0);
  const meanToday = kinds[isWeekend(time) ? 1 : 0]?.mean ?? 0;
  const costUsd = spent + expected + Math.max(0, soFar - meanToday);
  // Days scatter around a mean that is itself only estimated from `days` of them.
  const variance = kinds.reduce(
    (sum, kind) => sum + kind.variance * (kind.left + kind.left ** 2 / kind.days),
    0,
  );
  const margin = EIGHTY_PERCENT * Math.sqrt(variance);
  return {
    costUsd,
    low: Math.max(spent + soFar, costUsd - margin),
    high: costUsd + margin,
    days: complete.length,
  };
}

/** Saturday or Sunday, UTC. */
export function isWeekend(at: number): boolean {
  return [0, 6].includes(new Date(at).getUTCDay());
}

function kindOf(costs: readonly number[]): Kind {
  const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
  const squares = costs.reduce((sum, cost) => sum + (cost - mean) ** 2, 0);
  return { mean, variance: costs.length < 2 ? 0 : squares / (costs.length - 1), days: costs.length };
}
