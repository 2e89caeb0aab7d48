import { describe, expect, it } from "vitest";
import type { ReportRow } from "../../../src/report/report-types.js";
import { compareRows, topMovers } from "../../../src/report/render/compare.js";

const row = (developer: string, costUsd: string, day?: string): ReportRow => ({
  ...{ developer, costUsd, invocations: 1, errors: 0, unmetered: 0, inputTokens: 0, cacheReadTokens: 0 },
  ...{ cacheWrite5mTokens: 0, cacheWrite1hTokens: 0, outputTokens: 0 },
  ...(day === undefined ? {} : { day }),
});

describe("compareRows", () => {
  it("tells what grew, shrank, came and went, to the millionth", () => {
    const changes = compareRows(
      [row("ada", "12.000000"), row("grace", "5.000001"), row("new", "1.000000")],
      [row("grace", "10.000002"), row("ada", "10.000000"), row("gone", "3.000000")],
      ["developer"],
    );
    expect(
      changes.map(({ values, status, changeUsd, ratio }) => [values[0], status, changeUsd, ratio]),
    ).toEqual([
      ["ada", "both", "2.000000", 0.2],
      ["grace", "both", "-5.000001", expect.closeTo(-0.5, 6)],
      ["new", "new", "1.000000", undefined],
      ["gone", "gone", "-3.000000", -1],
    ]);
    expect(topMovers(changes, 2).map(({ values }) => values[0])).toEqual(["grace", "gone"]);
  });

  it("adds up to the change of the total", () => {
    const [now, then] = [
      [row("a", "1.000001"), row("b", "2.000000")],
      [row("b", "0.500000"), row("c", "9.000000")],
    ];
    const sum = compareRows(now, then, ["developer"]).reduce(
      (all, { changeUsd }) => all + Number(changeUsd),
      0,
    );
    expect(sum).toBeCloseTo(3.000001 - 9.5, 6);
  });

  it("compares a day with the same day of the other month", () => {
    const [change] = compareRows(
      [row("a", "2.000000", "2026-10-05")],
      [row("a", "1.000000", "2026-09-05")],
      ["developer", "day"],
    );
    expect(change).toMatchObject({ status: "both", changeUsd: "1.000000", values: ["a", "2026-10-05"] });
  });

  it("what did not change has not moved", () => {
    expect(topMovers(compareRows([row("a", "2.000000")], [row("a", "2.000000")], ["developer"]), 5)).toEqual(
      [],
    );
  });
});
