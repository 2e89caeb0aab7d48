const FORM =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:Z|([+-])(\d\d)(?::?(\d\d))?)?)?$/;

/**
 * An ISO-8601 date or date and time. Without an offset it is UTC; digits after milliseconds are dropped.
 * @returns milliseconds since 1970 UTC; undefined when it is none or names no real day
 */
export function parseTimestamp(text: string): number | undefined {
  return usualTimestamp(text) ?? anyTimestamp(text);
}

/** The form Bedrock logs, `2026-11-03T09:14:22Z`, without a regular expression: there is one in every record. */
function usualTimestamp(text: string): number | undefined {
  if (text.length !== 20 || text[4] !== "-" || text[7] !== "-" || text[10] !== "T") return undefined;
  if (text[13] !== ":" || text[16] !== ":" || text[19] !== "Z") return undefined;
  const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  // Each is false for a NaN. Which months have a 31st, and February, are left to the calendar.
  if (!(year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= (month === 2 ? 28 : 30)))
    return undefined;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** NaN when they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : NaN;
}

function anyTimestamp(text: string): number | undefined {
  const parts = FORM.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const offsetHours = Number(parts[9] ?? 0);
  const offsetMinutes = Number(parts[10] ?? 0);
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59) return undefined;
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  // Date.UTC carries 31 November over to December, and takes years below 100 for 19xx.
  if (date.getUTCDate() !== day || date.getUTCMonth() !== month - 1 || date.getUTCFullYear() !== year)
    return undefined;
  const millis = Number((parts[7] ?? "").slice(0, 3).padEnd(3, "0"));
  const offset = (parts[8] === "-" ? -1 : 1) * (offsetHours * 60 + offsetMinutes) * 60_000;
  return time + ((hour * 60 + minute) * 60 + second) * 1000 + millis - offset;
}

/** The day of an instant, UTC, `YYYY-MM-DD`. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** Whether a text is a month, `YYYY-MM`. */
export function isMonth(text: string): boolean {
  return MONTH.test(text);
}

/** First instant of a month `YYYY-MM`, and the first after it; milliseconds since 1970 UTC. */
export function monthBounds(month: string): { start: number; end: number } {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return { start: Date.UTC(year, number - 1), end: Date.UTC(year, number) };
}
