import { describe, expect, it } from "vitest";
import type { ReportRow } from "../../../src/report/report-types.js";
import { forecast, isWeekend } from "../../../src/report/render/forecast.js";
import { dayRanges, daysWithoutLogs } from "../../../src/report/render/gaps.js";

/** Rows of the days of November 2026 up to `last`, which is a Sunday first. */
function days(last: number, cost: (day: number, weekend: boolean) => number): ReportRow[] {
  return Array.from({ length: last }, (_, i) => {
    const day = `2026-11-${String(i + 1).padStart(2, "0")}`;
    return { day, costUsd: cost(i + 1, isWeekend(Date.parse(day))).toFixed(6) } as ReportRow;
  });
}
const at = (day: string) => new Date(`2026-11-${day}:00:00Z`);

describe("forecast", () => {
  it("goes on as the days so far did, weekdays and weekends apart", () => {
    const month = days(30, (_day, weekend) => (weekend ? 1 : 10));
    const whole = month.reduce((sum, { costUsd }) => sum + Number(costUsd), 0);
    const result = forecast("2026-11", month.slice(0, 15), at("16T00"));
    expect(result?.costUsd).toBeCloseTo(whole, 6);
    // Days that are all alike leave no doubt.
    expect([result?.low, result?.high]).toEqual([expect.closeTo(whole, 6), expect.closeTo(whole, 6)]);
    expect(result?.days).toBe(15);
  });

  it("has a range that is wide early on and narrow at the end", () => {
    const month = days(30, (day) => 10 + (day % 3) * 5);
    const width = (last: number, now: string) => {
      const { low = 0, high = 0 } = forecast("2026-11", month.slice(0, last), at(now)) ?? {};
      return high - low;
    };
    expect(width(6, "07T00")).toBeGreaterThan(2 * width(20, "21T00"));
    expect(width(20, "21T00")).toBeGreaterThan(width(29, "30T00"));
    expect(width(29, "30T00")).toBeGreaterThan(0);
  });

  it("holds the truth in its range most of the time", () => {
    // A linear congruential series: days between 5 and 15 with no pattern.
    let state = 7;
    const next = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
    let held = 0;
    for (let trial = 0; trial < 200; trial += 1) {
      const month = days(30, () => 5 + 10 * next());
      const truth = month.reduce((sum, { costUsd }) => sum + Number(costUsd), 0);
      const { low, high } = forecast("2026-11", month.slice(0, 14), at("15T00")) ?? { low: 0, high: 0 };
      if (low <= truth && truth <= high) held += 1;
    }
    expect(held / 200).toBeGreaterThan(0.65);
    expect(held / 200).toBeLessThan(0.95);
  });

  it("counts today's cost when it is already more than expected, and never goes below what is spent", () => {
    const usual = forecast(
      "2026-11",
      days(10, () => 10),
      at("11T12"),
    );
    const spike = [...days(10, () => 10), { day: "2026-11-11", costUsd: "500.000000" } as ReportRow];
    const result = forecast("2026-11", spike, at("11T12"));
    expect((result?.costUsd ?? 0) - (usual?.costUsd ?? 0)).toBeCloseTo(490, 6);
    expect(result?.low).toBeGreaterThanOrEqual(600);
  });

  it("counts a day without calls as a day that cost nothing", () => {
    const half = days(10, () => 10).filter((_row, i) => i % 2 === 0);
    expect(forecast("2026-11", half, at("11T00"))?.costUsd).toBeLessThan(200);
  });

  it.each([
    ["2026-10", "16T00"],
    ["2026-12", "16T00"],
    ["2026-11", "03T23"],
  ])("says nothing of %s on the %s", (month, now) => {
    expect(
      forecast(
        month,
        days(20, () => 1),
        at(now),
      ),
    ).toBeUndefined();
  });
});

describe("daysWithoutLogs", () => {
  it("names the complete days without a record, weekends apart", () => {
    const some = days(10, () => 1).filter(({ day }) => !["2026-11-01", "2026-11-04"].includes(day ?? ""));
    expect(daysWithoutLogs("2026-11", some, at("11T05"))).toEqual([
      { day: "2026-11-01", weekend: true },
      { day: "2026-11-04", weekend: false },
    ]);
    expect(daysWithoutLogs("2026-11", some, new Date("2026-12-05")).length).toBe(22);
    expect(daysWithoutLogs("2026-12", [], at("11T05"))).toEqual([]);
  });

  it("joins neighbours", () => {
    expect(dayRanges(["2026-11-01", "2026-11-04", "2026-11-05", "2026-11-06", "2026-11-09"])).toBe(
      "1, 4–6, 9",
    );
    expect(dayRanges([])).toBe("");
  });
});
