import { describe, expect, it } from "vitest";
import { micros } from "../../../src/report/render/numbers.js";
import { activeDays } from "../../../src/report/render/rows.js";
import { seededView, usageOf, usageRow, viewOf } from "./fixture.js";

const OPUS = "us.anthropic.claude-opus-4-6-v1";
const ADA = "arn:aws:sts::123456789012:assumed-role/claude-code-developer/ada";
/** Opus 4.6 through `us.`: 5.5 input, 27.5 output, 0.55 read, 6.875 and 11 write. */
const ONE = usageRow({
  ...{ modelId: OPUS, principal: ADA, inputTokens: 1_000_000, cacheReadTokens: 10_000_000 },
  ...{ cacheWrite5mTokens: 1_000_000, cacheWrite1hTokens: 1_000_000, outputTokens: 1_000_000 },
});

describe("ReportView", () => {
  it("says what caching saved: the cost without any cache minus the cost", () => {
    const view = viewOf({ usage: usageOf([ONE]) });
    // Without: 13 million at 5.5. With: 5.5 + 5.5 + 6.875 + 11. Output is the same.
    expect(view.cachingSaved()).toBe("42.625000");
    const wasted = usageRow({ modelId: OPUS, principal: ADA, cacheWrite5mTokens: 1_000_000 });
    expect(viewOf({ usage: usageOf([wasted]) }).cachingSaved()).toBe("-1.375000");
  });

  it("splits the cost by token class", () => {
    const classes = viewOf({ usage: usageOf([ONE]) }).tokenClasses();
    expect(classes.map(({ tokens, costUsd }) => [tokens / 1e6, costUsd])).toEqual([
      [1, "5.500000"],
      [10, "5.500000"],
      [1, "6.875000"],
      [1, "11.000000"],
      [1, "27.500000"],
    ]);
  });

  it.each([
    ["5m", "6.875000", "0.000000"],
    ["1h", "0.000000", "11.000000"],
  ])("puts writes of unknown lifetime where the configuration says: %s", (ttl, five, hour) => {
    const row = usageRow({ modelId: OPUS, principal: ADA, cacheWriteUnknownTokens: 1_000_000 });
    const yaml = `version: 1
region: us-east-1
models: { opus: { copyFrom: ${OPUS} } }
logging: { bucketPrefix: acme-corp }
developers: { ada: {} }
budgets: { emails: [ops@example.com] }
report: { pricing: { cacheWriteTtl: ${ttl} } }
`;
    const classes = viewOf({ yaml, usage: usageOf([row]) }).tokenClasses();
    expect([classes[2]?.costUsd, classes[3]?.costUsd]).toEqual([five, hour]);
  });

  it("adds up over classes, developers and days of a whole month, long prompts included", () => {
    const view = seededView();
    const total = micros(view.report.totals.costUsd);
    const near = (rows: { costUsd: string }[]) => {
      const sum = rows.reduce((all, { costUsd }) => all + micros(costUsd), 0n);
      // Each row is rounded to the millionth by itself.
      expect(Math.abs(Number(sum - total))).toBeLessThanOrEqual(rows.length);
    };
    expect(total).toBeGreaterThan(0n);
    near(view.tokenClasses());
    near(view.by("developer"));
    near(view.by("day", "team"));
    expect(view.by("model").map(({ model }) => model)).toContain("us.anthropic.claude-haiku-5-5");
  });

  it("counts budgets by cost centre, and the whole stack first", () => {
    const view = viewOf({ usage: usageOf([ONE]) });
    expect(view.budgets()).toEqual([
      { team: undefined, amount: 900, costUsd: "56.375000", used: expect.closeTo(0.0626, 3) },
      { team: "engineering", amount: 400, costUsd: "56.375000", used: expect.closeTo(0.141, 3) },
      { team: "research", amount: 60, costUsd: "0.000000", used: 0 },
    ]);
  });

  it("counts a day as active once, however many calls, and not for failed ones", () => {
    const failed = usageRow({ day: "2026-10-08", modelId: OPUS, principal: ADA, invocations: 0, errors: 1 });
    const again = usageRow({ ...ONE, day: "2026-10-07", modelId: "us.anthropic.claude-sonnet-5-5" });
    const view = viewOf({
      usage: usageOf([ONE, { ...ONE, modelId: "us.anthropic.claude-haiku-5-5" }, again, failed]),
    });
    expect(activeDays(view.by("developer", "day"), ["developer"])).toEqual(new Map([['["ada"]', 2]]));
  });
});
