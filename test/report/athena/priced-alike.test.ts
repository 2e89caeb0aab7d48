import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RegisterLine } from "../../../src/register/register.js";
import { appendLines } from "../../../src/register/register.js";
import { readUsage } from "../../../src/report/local/engine.js";
import { folderSource } from "../../../src/report/local/source.js";
import { engineQuery } from "../../../src/report/query.js";
import { buildReport } from "../../../src/report/report.js";
import type { UsageResult } from "../../../src/report/usage.js";
import { compositionOf } from "../../reconcilers/attribution/composition.js";
import { STACK } from "../../support/reconcile.js";
import { temporaryFolder } from "../../support/sandbox.js";
import { installed, logKey, logObject } from "./installed.js";
import { savedAnswer } from "./saved-answer.js";

/** The month in which long prompts of Sonnet 4.5 became as cheap as others. */
const MONTH = "2026-04";
const NOW = new Date("2026-04-30T22:00:00Z");
const DAY = 86_400_000;

const BASES = [
  "anthropic.claude-sonnet-4-5-20250929-v1:0",
  "anthropic.claude-sonnet-4-20250514-v1:0",
  "anthropic.claude-haiku-5-5",
  "anthropic.claude-3-haiku-20240307-v1:0",
  "anthropic.claude-opus-5",
  "anthropic.claude-unheard-of",
];
const PREFIXES = ["", "global.", "us.", "in.", "ca.", "apac.", "us-gov."];

const compositionIn = (region: string) =>
  compositionOf(
    {
      report: {
        pricing: {
          discountPercent: 3.75,
          cacheWriteTtl: "1h",
          overrides: {
            "us.anthropic.claude-haiku-5-5": { input: 0.13, longPrompt: { cacheRead: 0.0601 } },
            "us-gov.anthropic.claude-opus-5": { longPromptAboveTokens: 150_000, longPrompt: { input: 7.77 } },
            "anthropic.claude-opus-5": { longPromptAboveTokens: 90_000, longPrompt: { output: 31.25 } },
            // Known without a prefix only: in GovCloud, too, this is what it costs.
            "anthropic.claude-unheard-of": { input: 1.000001, output: 2, cacheRead: 3, cacheWrite5m: 4 },
          },
        },
      },
    },
    { ...STACK, region },
  );

const registerLine = (region: string, id: string, source: string): RegisterLine => ({
  ...{ arn: profile(region, id), id, developer: "alice", team: "", project: "", costCenter: "" },
  ...{ alias: "opus", modelId: source.replace(/^.*(?=anthropic\.)/, ""), source },
  ...{ createdAt: "2026-01-01T00:00:00.000Z", retiredAt: null },
});

function profile(region: string, id: string): string {
  return `arn:aws:bedrock:${region}:${STACK.account}:application-inference-profile/${id}`;
}

/** Calls of a month without bodies, of any reach, around the sizes and the day at which prices change. */
const calls = (region: string) =>
  fc.array(
    fc.record({
      model: fc.oneof(
        fc.tuple(fc.constantFrom(...PREFIXES), fc.constantFrom(...BASES)).map((parts) => parts.join("")),
        fc.constantFrom(...BASES).map((base) => `arn:aws:bedrock:${region}::foundation-model/${base}`),
        fc.constantFrom("bare", "reaching").map((id) => profile(region, id)),
      ),
      at: fc.oneof(
        fc.integer({ min: Date.parse("2026-04-01"), max: NOW.getTime() - 3_600_000 }),
        fc.constantFrom(0, -1).map((offset) => Date.parse("2026-04-30") + offset),
      ),
      input: fc.oneof(
        fc.integer({ min: 0, max: 400_000 }),
        fc.constantFrom(100_000, 100_001, 200_000, 200_001),
      ),
      read: fc.oneof(fc.constant(0), fc.nat(120_000)),
      write: fc.oneof(fc.constant(0), fc.nat(50_000)),
      output: fc.nat(4000),
    }),
    { minLength: 120, maxLength: 160 },
  );

describe.each(["us-east-1", "us-gov-west-1", "ap-south-1"])("calls in %s", (region) => {
  test.each([1, 2])("cost the same by every engine and by the saved queries (seed %d)", async (seed) => {
    const c = compositionIn(region);
    const register = [
      registerLine(region, "bare", "anthropic.claude-sonnet-4-5-20250929-v1:0"),
      registerLine(region, "reaching", "in.anthropic.claude-opus-5"),
    ];
    const [sample = []] = fc.sample(calls(region), { seed, numRuns: 1 });
    const records = sample.map(({ model, at, input, read, write, output }, i) => ({
      ...{ schemaType: "ModelInvocationLog", requestId: `r${i}`, modelId: model, region },
      timestamp: new Date(at).toISOString(),
      identity: { arn: `arn:aws:sts::${STACK.account}:assumed-role/developers/alice` },
      input: { inputTokenCount: input, cacheReadInputTokenCount: read, cacheWriteInputTokenCount: write },
      output: { outputTokenCount: output },
    }));
    const objects = Object.fromEntries(
      records.map((record, i) => {
        const hour = record.timestamp.slice(0, 13).replace(/[-T]/g, "/");
        return [logKey(hour, `${i}`, STACK.name, region), logObject([record])];
      }),
    );
    const registered = { [c.names.profileRegisterKey]: Buffer.from(appendLines("", register)) };
    const account = await installed({ ...objects, ...registered }, c, NOW);

    const reportBy = (usage: UsageResult) => {
      const { scan: _scan, ...report } = buildReport({
        ...{ config: c.config, month: MONTH, engine: "local", register, now: new Date(NOW.getTime() + DAY) },
        ...{ usage, groupBy: ["model", "day", "region"] },
      });
      return report;
    };
    const root = temporaryFolder();
    for (const [key, bytes] of Object.entries(objects)) {
      mkdirSync(dirname(join(root, key)), { recursive: true });
      writeFileSync(join(root, key), bytes);
    }
    const query = engineQuery(c.config, MONTH, register);
    const local = reportBy(await readUsage({ source: folderSource(root), query, workers: 0 }));
    expect(reportBy(await account.usage(MONTH, register))).toEqual(local);
    expect(local.totals.invocations).toBe(sample.length);
    expect(local.unpriced.length).toBeGreaterThan(0);

    const { perDeveloperMonthlyCost } = c.names.namedQueries;
    const saved = await savedAnswer(account.aws, perDeveloperMonthlyCost, c, NOW);
    expect(saved.map((row) => [row["month"], row["cost_usd"]])).toEqual([
      ["2026-04-01", local.totals.costUsd],
    ]);
  });
});
