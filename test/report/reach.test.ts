import { describe, expect, test } from "vitest";
import { ReportView } from "../../src/report/render/view.js";
import { renderHtml } from "../../src/report/render/html.js";
import { readUsage } from "../../src/report/local/engine.js";
import { folderSource } from "../../src/report/local/source.js";
import { engineQuery } from "../../src/report/query.js";
import { ACCOUNT, configOf, hourFolder, logsFolder, record, registerLine, report, reportOn } from "./logs.js";

const SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0";
const MILLION = { input: { inputTokenCount: 1_000_000 }, output: { outputTokenCount: 0 } };

describe("in GovCloud", () => {
  const profile = `arn:aws-us-gov:bedrock:us-gov-west-1:${ACCOUNT}:application-inference-profile/p1`;
  const body = { type: "message", model: "claude-sonnet-4-5-20250929" };

  test.each<[what: string, members: object, model: string, register?: Parameters<typeof registerLine>[0]]>([
    ["an id without a prefix", { modelId: SONNET }, SONNET],
    ["a us-gov. id", { modelId: `us-gov.${SONNET}` }, `us-gov.${SONNET}`],
    [
      "the ARN of a system profile",
      { modelId: `arn:aws-us-gov:bedrock:us-gov-west-1:${ACCOUNT}:inference-profile/us-gov.${SONNET}` },
      `us-gov.${SONNET}`,
    ],
    [
      "the ARN of a foundation model",
      {
        modelId: `arn:aws-us-gov:bedrock:us-gov-east-1::foundation-model/${SONNET}`,
        region: "us-gov-east-1",
      },
      SONNET,
    ],
    [
      "an unregistered profile with a body",
      { modelId: profile, output: { outputTokenCount: 0, outputBodyJson: body } },
      SONNET,
    ],
    ["a registered profile of a model", { modelId: profile }, SONNET, { arn: profile, source: SONNET }],
    [
      "a registered profile of a system profile",
      { modelId: profile },
      `us-gov.${SONNET}`,
      { arn: profile, source: `us-gov.${SONNET}` },
    ],
  ])("%s costs list price × 1.2", async (_what, members, model, line) => {
    const result = await report([record({ region: "us-gov-west-1", ...MILLION, ...members })], {
      groupBy: ["model"],
      ...(line === undefined ? {} : { register: [registerLine(line)] }),
    });
    expect(result.rows.map(({ model: shown, costUsd }) => [shown, costUsd])).toEqual([[model, "3.600000"]]);
    expect(result.unpriced).toEqual([]);
  });

  test("the same id costs the regional price elsewhere, in one report", async () => {
    const calls = ["us-gov-west-1", "us-east-1", "ap-south-1"].map((region) =>
      record({ ...MILLION, modelId: SONNET, region }),
    );
    const { rows } = await report(calls, { groupBy: ["region"] });
    expect(rows.map(({ region, costUsd }) => [region, costUsd])).toEqual([
      ["us-gov-west-1", "3.600000"],
      ["ap-south-1", "3.300000"],
      ["us-east-1", "3.300000"],
    ]);
  });

  test("an override of the id without a prefix holds where the us-gov. id has no price", async () => {
    const overrides = `{ anthropic.claude-x: { input: 7 }, ${SONNET}: { input: 9 }, us-gov.anthropic.claude-y: { input: 8 } }`;
    const config = configOf(`{ pricing: { overrides: ${overrides} } }`);
    const calls = ["anthropic.claude-x", "anthropic.claude-y", SONNET].map((modelId) =>
      record({ ...MILLION, modelId, region: "us-gov-west-1" }),
    );
    const { rows } = await report(calls, { config, groupBy: ["model"] });
    expect(rows.map(({ model, costUsd }) => [model, costUsd])).toEqual([
      ["anthropic.claude-y", "8.000000"],
      ["anthropic.claude-x", "7.000000"],
      [SONNET, "3.600000"],
    ]);
  });

  test("the page shows the prices that were charged", async () => {
    const call = record({ ...MILLION, modelId: SONNET, region: "us-gov-west-1" });
    const root = logsFolder({ [`${hourFolder()}/a.json.gz`]: [call] });
    const config = configOf();
    const query = engineQuery(config, "2026-11", []);
    const usage = await readUsage({ source: folderSource(root), query, workers: 0 });
    const page = renderHtml(
      new ReportView({
        ...{ config, month: "2026-11", groupBy: ["model"], engine: "local", register: [] },
        ...{ usage, now: new Date("2027-01-01") },
      }),
    );
    expect(page).toContain(`<td class="who id">us-gov.${SONNET} `);
    expect(page).not.toContain(`<td class="who id">${SONNET} `);
  });
});

test.each([
  ["in.anthropic.claude-sonnet-5", "ap-south-1", "2.200000"],
  ["in.anthropic.claude-opus-4-8", "ap-south-2", "5.500000"],
  ["ca.anthropic.claude-opus-5-5", "ca-central-1", "4.400000"],
  ["apac.anthropic.claude-opus-5-5", "ap-southeast-1", "4.400000"],
  ["au.anthropic.claude-fable-5-2", "ap-southeast-2", "8.800000"],
  ["jp.anthropic.claude-haiku-4-5-20251001-v1:0", "ap-northeast-1", "1.100000"],
  ["apac.anthropic.claude-3-5-sonnet-20241022-v2:0", "ap-northeast-2", "3.000000"],
  ["us-gov.anthropic.claude-3-haiku-20240307-v1:0", "us-gov-west-1", "0.300000"],
])("a million input tokens of %s in %s cost %s", async (modelId, region, cost) => {
  const { totals } = await report([record({ ...MILLION, modelId, region })]);
  expect(totals.costUsd).toBe(cost);
});

describe("long prompts of Sonnet 4 and 4.5", () => {
  test.each([
    [`us.${SONNET}`, "2026-01-15T10:00:00Z", 300_000, "2.004750"],
    [`us.${SONNET}`, "2026-04-29T23:59:59Z", 300_000, "2.004750"],
    [`us.${SONNET}`, "2026-04-30T00:00:00Z", 300_000, "1.006500"],
    // 200,000 tokens are no long prompt yet.
    [`us.${SONNET}`, "2026-01-15T10:00:00Z", 200_000, "0.676500"],
    [`us.${SONNET}`, "2026-01-15T10:00:00Z", 200_001, "1.344757"],
    [`global.${SONNET}`, "2026-01-15T10:00:00Z", 300_000, "1.822500"],
    ["apac.anthropic.claude-sonnet-4-20250514-v1:0", "2026-01-15T10:00:00Z", 300_000, "1.822500"],
    ["global.anthropic.claude-sonnet-4-6", "2026-01-15T10:00:00Z", 300_000, "0.915000"],
  ])("%s at %s with %i tokens cost %s", async (modelId, timestamp, inputTokenCount, cost) => {
    const call = record({
      ...{ modelId, timestamp, input: { inputTokenCount }, output: { outputTokenCount: 1000 } },
    });
    const hour = timestamp.slice(0, 13).replace(/[-T]/g, "/");
    const root = logsFolder({ [`${hourFolder(hour)}/a.json.gz`]: [call] });
    const { totals } = await reportOn(root, { month: timestamp.slice(0, 7) });
    expect(totals.costUsd).toBe(cost);
  });
});

test("cache reads of Sonnet 5.5 are dearer before 2026-10-07", async () => {
  const at = (timestamp: string) =>
    record({
      ...{ modelId: "us.anthropic.claude-sonnet-5-5", timestamp, output: { outputTokenCount: 0 } },
      input: { inputTokenCount: 0, cacheReadInputTokenCount: 1_000_000 },
    });
  const root = logsFolder({
    [`${hourFolder("2026/10/07/00")}/a.json.gz`]: [
      at("2026-10-06T23:59:59.999Z"),
      at("2026-10-07T00:00:00Z"),
    ],
  });
  const { rows } = await reportOn(root, { month: "2026-10", groupBy: ["day"] });
  expect(rows.map(({ day, costUsd }) => [day, costUsd])).toEqual([
    ["2026-10-06", "0.220000"],
    ["2026-10-07", "0.110000"],
  ]);
});

describe("an override", () => {
  const HAIKU = "global.anthropic.claude-haiku-5-5";
  const cost = async (pricing: string, inputTokenCount: number) =>
    (
      await report(
        [record({ modelId: HAIKU, input: { inputTokenCount }, output: { outputTokenCount: 1_000_000 } })],
        { config: configOf(`{ pricing: { overrides: { ${HAIKU}: ${pricing} } } }`) },
      )
    ).totals.costUsd;

  test("of one class leaves long prompts their prices", async () => {
    expect(await cost("{ input: 0.2 }", 100_000)).toBe("0.520000");
    expect(await cost("{ input: 0.2 }", 1_000_000)).toBe("3.000000");
  });

  test("of long prompts holds for these alone", async () => {
    expect(await cost("{ longPrompt: { input: 0.7 } }", 100_000)).toBe("0.510000");
    expect(await cost("{ longPrompt: { input: 0.7 } }", 1_000_000)).toBe("3.200000");
  });

  test("of their size moves it", async () => {
    expect(await cost("{ longPromptAboveTokens: 1000 }", 1000)).toBe("0.500100");
    expect(await cost("{ longPromptAboveTokens: 1000 }", 1001)).toBe("2.500501");
    expect(await cost("{ longPromptAboveTokens: 1000000 }", 1_000_000)).toBe("0.600000");
  });
});
