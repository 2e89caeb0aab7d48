import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Aws } from "../../../src/aws/aws.js";
import type { ResultRow } from "../../../src/report/athena/results.js";
import type { Dimension } from "../../../src/report/report-types.js";
import { buildReport } from "../../../src/report/report.js";
import { appendLines } from "../../../src/register/register.js";
import { compositionOf } from "../../reconcilers/attribution/composition.js";
import { REGISTER, plainBucket } from "./generated.js";
import { installed, logKey, logObject } from "./installed.js";
import { savedAnswer } from "./saved-answer.js";

const c = compositionOf({
  developers: {
    alice: { team: "platform" },
    erin: { principal: ["alice2", "arn:aws:iam::210987654321:role/tools/ci-claude"] },
    ci: { principal: "arn:aws:iam::123456789012:role/ci-claude" },
    "fay ray": {},
    x: {},
  },
  attribution: { metadataKey: `it's "a" \\ {{key}}` },
  report: { pricing: { discountPercent: 12.5, cacheWriteTtl: "1h" } },
});

/** The last day of the month of the sample: the saved queries' windows hold all of it. */
const NOW = new Date("2026-11-30T12:00:00Z");

/** What the stack's saved query of this name answers today. */
const answer = (aws: Aws, name: string, composition = c) => savedAnswer(aws, name, composition, NOW);

/** Sums of a column over rows. */
const sum = (rows: readonly ResultRow[], column: string) =>
  rows.reduce((all, row) => all + Number(row[column] ?? 0), 0);

describe("the saved queries", () => {
  test.each([1, 2])("come to the same as the report (seed %d)", async (seed) => {
    const [objects = {}] = fc.sample(plainBucket, { seed, numRuns: 1 });
    const register = Buffer.from(appendLines("", REGISTER));
    const account = await installed({ ...objects, [c.names.profileRegisterKey]: register }, c, NOW);
    const usage = await account.usage("2026-11", REGISTER);
    const reportBy = (...groupBy: Dimension[]) =>
      buildReport({
        ...{ config: c.config, month: "2026-11", engine: "athena", register: REGISTER, now: NOW, usage },
        groupBy,
      });
    const report = reportBy("developer");
    const called = report.rows.filter((row) => row.invocations > 0);
    expect(called.length).toBeGreaterThan(3);

    const monthly = await answer(account.aws, c.names.namedQueries.perDeveloperMonthlyCost);
    const november = monthly.filter((row) => row["month"] === "2026-11-01");
    const byDeveloper = (rows: { developer?: unknown }[]) =>
      rows.toSorted((a, b) => (String(a.developer) < String(b.developer) ? -1 : 1));
    expect(
      byDeveloper(
        november.map((row) => ({
          developer: row["developer"],
          invocations: Number(row["invocations"]),
          unmetered: Number(row["unmetered_invocations"]),
          inputTokens: Number(row["input_tokens"]),
          cacheReadTokens: Number(row["cache_read_tokens"]),
          cacheWrite1hTokens: Number(row["cache_write_tokens"]),
          outputTokens: Number(row["output_tokens"]),
          // Athena has no sum where no model is known.
          costUsd: row["cost_usd"] ?? "0.000000",
        })),
      ),
    ).toEqual(
      byDeveloper(
        called.map(({ errors: _errors, cacheWrite5mTokens: _none, otherTier: _tier, ...row }) => row),
      ),
    );
    expect(sum(november, "unpriced_invocations")).toBe(sum(report.unpriced as never, "invocations"));

    const days = await answer(account.aws, c.names.namedQueries.dailyCostTrend);
    const daily = days.filter((row) => row["day"]?.startsWith("2026-11"));
    const byDay = reportBy("day").rows.filter((row) => row.invocations > 0);
    expect(
      daily.map((row) => [row["day"], Number(row["output_tokens"]), row["cost_usd"] ?? "0.000000"]),
    ).toEqual(
      byDay
        .map((row) => [row.day, row.outputTokens, row.costUsd])
        .toSorted(([a], [b]) => (String(a) < String(b) ? 1 : -1)),
    );
    const weekly = await answer(account.aws, c.names.namedQueries.perDeveloperWeeklyCost);
    expect(sum(weekly, "output_tokens")).toBe(sum(monthly, "output_tokens"));
  });

  test("answer though the identity of a record is no object", async () => {
    const called = (requestId: string, identity: unknown) => ({
      ...{ timestamp: "2026-11-05T10:00:00Z", schemaType: "ModelInvocationLog", requestId, identity },
      ...{ modelId: "us.anthropic.claude-sonnet-5", region: "us-east-1" },
      ...{ input: { inputTokenCount: 1000 }, output: { outputTokenCount: 100 } },
    });
    const odd = ["x", 5, [], { arn: 5 }].map((identity, i) => called(`r${i}`, identity));
    const ci = called("known", { arn: "arn:aws:sts::123456789012:assumed-role/ci-claude/a" });
    const account = await installed({ [logKey("2026/11/05/10", "a")]: logObject([...odd, ci]) }, c, NOW);
    const rows = await answer(account.aws, c.names.namedQueries.perDeveloperMonthlyCost);
    expect(rows.map((row) => [row["developer"], row["invocations"]]).toSorted()).toEqual([
      ["(unattributed)", "4"],
      ["ci", "1"],
    ]);
  });

  test("find the records of a project that is called like the folder of the bodies", async () => {
    const data = compositionOf({ project: "data" });
    const record = {
      timestamp: "2026-11-05T10:00:00Z",
      schemaType: "ModelInvocationLog",
      requestId: "r1",
      modelId: "us.anthropic.claude-sonnet-5",
      input: { inputTokenCount: 1000 },
      output: { outputTokenCount: 100 },
    };
    const key = logKey("2026/11/05/10", "a", "data");
    const objects = { [key]: logObject([record]), [key.replace("/10/", "/10/data/")]: logObject([record]) };
    const account = await installed(objects, data, NOW);
    const rows = await answer(account.aws, data.names.namedQueries.perDeveloperMonthlyCost, data);
    expect(rows.map((row) => row["invocations"])).toEqual(["1"]);
  });
});
