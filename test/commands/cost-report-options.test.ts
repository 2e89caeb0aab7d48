import { describe, expect, test } from "vitest";
import { type CostReportCommandOptions, checkOptions } from "../../src/commands/cost-report-options.js";
import type { KnownError } from "../../src/errors.js";
import { DIMENSIONS } from "../../src/report/report-types.js";

const NOW = new Date("2026-11-20T12:00:00Z");

function check(options: Partial<CostReportCommandOptions>, { json = false, simulated = false } = {}) {
  return checkOptions({ month: "2026-10", ...options }, { json, simulated, now: NOW });
}

function refused(options: Partial<CostReportCommandOptions>): KnownError {
  try {
    check(options);
  } catch (error) {
    return error as KnownError;
  }
  return expect.fail("was not refused");
}

describe("what is asked for", () => {
  test("without options: by developer, as a table, through Athena, with what was kept", () => {
    expect(check({})).toEqual({
      month: "2026-10",
      groupBy: ["developer"],
      engine: "athena",
      format: "table",
      cache: "use",
      simulated: false,
    });
  });

  test("the local engine reads a folder and the simulated account, unless Athena is asked for", () => {
    expect(check({ logs: "./logs" }).engine).toBe("local");
    expect(check({}, { simulated: true }).engine).toBe("local");
    expect(check({ engine: "athena" }, { simulated: true }).engine).toBe("athena");
  });

  test("--json is the format, where no other is given", () => {
    expect(check({}, { json: true }).format).toBe("json");
    expect(check({ format: "csv" }, { json: true }).format).toBe("csv");
  });

  test("a file's ending is the format, before --json and after --format", () => {
    expect(check({ out: "a.html" }, { json: true }).format).toBe("html");
    expect(check({ out: "a.html", format: "csv" }).format).toBe("csv");
    expect(check({ out: "report" }, { json: true }).format).toBe("json");
  });

  test("--format makes any ending right, and - is standard output", () => {
    expect(check({ out: "a.xml", format: "html" })).toMatchObject({ format: "html", out: "a.xml" });
    expect(check({ out: "-" })).not.toHaveProperty("out");
    expect(check({ out: "-" }, { json: true }).format).toBe("json");
  });

  test("what is read of the simulated account is simulated, a folder of logs is not", () => {
    expect(check({}, { simulated: true }).simulated).toBe(true);
    expect(check({ logs: "s3://bucket" }, { simulated: true }).simulated).toBe(true);
    expect(check({ logs: "./logs" }, { simulated: true }).simulated).toBe(false);
    expect(check({ logs: "./logs" }).simulated).toBe(false);
  });

  test("all dimensions at once, in their order, with or without spaces", () => {
    expect(check({ groupBy: DIMENSIONS.join() }).groupBy).toEqual([...DIMENSIONS]);
    expect(check({ groupBy: "team, model" }).groupBy).toEqual(["team", "model"]);
  });

  test("keys of request metadata, as they are", () => {
    const keys = ["user", "cost center", `it's "x"`, "__proto__", "k".repeat(256), "漢", "a:b", "Team"];
    for (const key of keys) {
      expect(check({ groupBy: `team,metadata:${key}` }).groupBy).toEqual(["team", `metadata:${key}`]);
    }
    expect(check({ groupBy: "metadata:a\\,b, metadata:c\\d" }).groupBy).toEqual([
      "metadata:a,b",
      "metadata:c\\d",
    ]);
  });

  test("one account", () => {
    expect(check({ account: "012345678901" })).toMatchObject({ account: "012345678901" });
  });

  test("the running month, and the one before it to compare with", () => {
    expect(check({ month: "2026-11", compare: "2026-10" })).toMatchObject({
      month: "2026-11",
      compare: "2026-10",
    });
  });
});

test.each<[Partial<CostReportCommandOptions>, RegExp]>([
  [{ month: "2026-13" }, /"2026-13" is no month/],
  [{ month: "2026-1" }, /"2026-1" is no month/],
  [{ month: "2026-10-01" }, /is no month/],
  [{ month: "abc" }, /"abc" is no month/],
  [{ month: "" }, /is no month/],
  [{ month: "2026-12" }, /2026-12 has not begun/],
  [{ compare: "2026-00" }, /"2026-00" is no month/],
  [{ compare: "2027-01" }, /2027-01 has not begun/],
  [{ groupBy: "devloper" }, /no dimension "devloper"/],
  [{ groupBy: "costCenter" }, /no dimension "costCenter"/],
  [{ groupBy: "" }, /--group-by "" has an empty entry/],
  [{ groupBy: "team,,model" }, /--group-by "team,,model" has an empty entry/],
  [{ groupBy: "team, " }, /has an empty entry/],
  [{ out: "a.pdf" }, /no report is written as \.pdf/],
  [{ groupBy: "team,model,team" }, /names team twice/],
  [{ groupBy: "metadata:" }, /metadata: names no key/],
  [{ groupBy: "metadata" }, /no dimension "metadata"/],
  [{ groupBy: `metadata:${"k".repeat(257)}` }, /a key of 257 characters/],
  [{ groupBy: "metadata:a\u0007b" }, /control characters/],
  [{ groupBy: "metadata:a,metadata:a" }, /names metadata:a twice/],
  [{ account: "12345678901" }, /"12345678901" is no account id/],
  [{ account: "1234-5678-9012" }, /is no account id/],
  [{ account: "" }, /is no account id/],
  [{ compare: "2026-10" }, /--compare 2026-10 is the month of the report/],
  [{ engine: "duckdb" }, /no engine "duckdb"/],
  [{ engine: "athena", logs: "./logs" }, /--logs goes with --engine local/],
  [{ format: "xlsx" }, /no format "xlsx"/],
  [{ refresh: true, cache: false }, /--no-cache/],
])("%j is refused", (options, message) => {
  const error = refused(options);
  expect([error.code, error.exitCode]).toEqual(["bad_usage", 3]);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(/./);
});

test("a wrong name is answered with the right ones", () => {
  for (const name of DIMENSIONS) expect(refused({ groupBy: "x" }).hint).toContain(name);
  expect(refused({ format: "xlsx" }).hint).toContain("csv");
  expect(refused({ groupBy: "devloper" }).hint).toMatch(/^did you mean developer\?/);
  expect(refused({ format: "htm" }).hint).toMatch(/^did you mean html\?/);
  expect(refused({ groupBy: "x" }).hint).not.toContain("did you mean");
});
