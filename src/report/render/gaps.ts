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

/** Days in short, neighbours joined: `1–4, 10, 12`. */
export function dayRanges(days: readonly string[]): string {
  const ranges: [number, number][] = [];
  for (const number of days.map((day) => Number(day.slice(8)))) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(", ");
}
