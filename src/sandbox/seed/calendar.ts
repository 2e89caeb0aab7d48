import type { Random } from "./random.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How much is worked in each hour, UTC: an office day with a lunch dip, and somebody awake in another time zone. */
const HOURS = [2, 1, 1, 1, 1, 2, 6, 22, 60, 95, 100, 90, 55, 80, 98, 100, 92, 75, 48, 30, 22, 16, 9, 4];
/** Sunday first. */
const DAYS = [6, 94, 100, 100, 97, 82, 9];

/** First instant of a month, `YYYY-MM`, and of the next; milliseconds since 1970, UTC. */
export function monthSpan(month: string): { start: number; end: number } {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return { start: Date.UTC(year, number - 1), end: Date.UTC(year, number) };
}

/** Draws instants of a month, most of them in working hours and on weekdays. */
export function workingTimes(month: string): (random: Random) => number {
  const { start, end } = monthSpan(month);
  const days = Array.from({ length: (end - start) / DAY }, (_, i) => start + i * DAY);
  const weights = days.map((day) => DAYS[new Date(day).getUTCDay()] ?? 0);
  return (random) => {
    const day = days[random.weighted(weights)] ?? start;
    return day + random.weighted(HOURS) * HOUR + random.whole(0, 3599) * 1000;
  };
}
