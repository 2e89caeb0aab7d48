import type { ReportRow } from "../report-types.js";
import { dayOf, monthBounds } from "../timestamp.js";
import { isWeekend } from "./forecast.js";

/** A day of which there is no record at all. */
export interface Gap {
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  weekend: boolean;
}

/** The days of the month without any record, up to the last complete one. @param daily all days with a record */
export function daysWithoutLogs(month: string, daily: readonly Pick<ReportRow, "day">[], now: Date): Gap[] {
  const { start, end } = monthBounds(month);
  const seen = new Set(daily.map(({ day }) => day));
  const gaps: Gap[] = [];
  for (let at = start; at < end && dayOf(at) < dayOf(now.getTime()); at += 86_400_000) {
    if (!seen.has(dayOf(at))) gaps.push({ day: dayOf(at), weekend: isWeekend(at) });
  }
  return gaps;
}

/** The first and the last of days that follow each other, `YYYY-MM-DD`. */
export type Run = [from: string, to: string];

/** Neighbours joined. @param days of one month, ascending */
export function runsOf(days: readonly string[]): Run[] {
  const runs: Run[] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last !== undefined && numberOf(last[1]) === numberOf(day) - 1) last[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}

/** Days in short: `1–4, 10, 12`. */
export function dayRanges(days: readonly string[]): string {
  return runsOf(days)
    .map(([from, to]) => (from === to ? numberOf(from) : `${numberOf(from)}–${numberOf(to)}`))
    .join(", ");
}

function numberOf(day: string): number {
  return Number(day.slice(8));
}
