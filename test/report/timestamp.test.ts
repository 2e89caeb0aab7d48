import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayOf, monthBounds, parseTimestamp } from "../../src/report/timestamp.js";

const iso = (text: string) => {
  const time = parseTimestamp(text);
  return time === undefined ? undefined : new Date(time).toISOString();
};

describe("parseTimestamp", () => {
  test.each([
    ["2026-11-03T09:14:22Z", "2026-11-03T09:14:22.000Z"],
    ["2026-11-03T09:14:22", "2026-11-03T09:14:22.000Z"],
    ["2026-11-03T09:14:22.5Z", "2026-11-03T09:14:22.500Z"],
    ["2026-11-03T09:14:22.123456789Z", "2026-11-03T09:14:22.123Z"],
    ["2026-11-01T01:00:00+02:00", "2026-10-31T23:00:00.000Z"],
    ["2026-10-31T20:30:00-0530", "2026-11-01T02:00:00.000Z"],
    ["2026-11-03T09:14+01", "2026-11-03T08:14:00.000Z"],
    ["2026-11-03", "2026-11-03T00:00:00.000Z"],
    ["2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000Z"],
  ])("%s is %s", (text, expected) => expect(iso(text)).toBe(expected));

  test.each([
    "",
    "yesterday",
    "1762161262",
    "2026-11-31T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-10T00:00:00Z",
    "2026-11-03T24:00:00Z",
    "2026-11-03T23:60:00Z",
    "2026-11-03T23:59:60Z",
    "2026-11-03 09:14:22Z",
    "2026-11-03T09:14:2xZ",
    "2026-11-03T09:14:22Zulu",
  ])("%j is no timestamp", (text) => expect(parseTimestamp(text)).toBeUndefined());

  test("reads back every instant", () => {
    const dates = fc.date({ min: new Date(0), max: new Date("2099-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(dates, (date) => {
        expect(parseTimestamp(date.toISOString())).toBe(date.getTime());
        expect(iso(`${date.toISOString().slice(0, 19)}Z`)?.slice(0, 19)).toBe(
          date.toISOString().slice(0, 19),
        );
        expect(dayOf(date.getTime())).toBe(date.toISOString().slice(0, 10));
      }),
    );
  });
});

test("a month ends where the next begins, in December too", () => {
  expect(monthBounds("2026-12")).toEqual({
    start: Date.parse("2026-12-01T00:00:00Z"),
    end: Date.parse("2027-01-01T00:00:00Z"),
  });
});
