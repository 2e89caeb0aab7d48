import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  configOf,
  hourFolder,
  logsFolder,
  profileArn,
  record,
  registerLine,
  report,
  reportOn,
  signedIn,
  warningCodes,
} from "./logs.js";

/** 1,000 input tokens at 5 USD and 100 output tokens at 25 USD a million. */
const ONE_CALL = "0.007500";

const usage = {
  input_tokens: 7,
  cache_read_input_tokens: 5,
  cache_creation_input_tokens: 3,
  output_tokens: 1,
};

describe("rule 1: the month", () => {
  test("is decided by the timestamp, in UTC, whatever hour the record was delivered in", async () => {
    const at = (timestamp: string) => record({ timestamp });
    const root = logsFolder({
      [`${hourFolder("2026/10/31/23")}/a.json.gz`]: [at("2026-11-01T00:00:00Z"), at("2026-10-31T23:59:59Z")],
      [`${hourFolder("2026/12/01/00")}/a.json.gz`]: [
        at("2026-11-30T23:59:59.999Z"),
        at("2026-12-01T00:00:00Z"),
      ],
      [`${hourFolder("2026/11/30/23")}/a.json.gz`]: [
        at("2026-12-01T00:30:00+01:00"),
        at("2026-11-30T23:30:00-01:00"),
      ],
    });
    const { rows, scan } = await reportOn(root, { groupBy: ["day"] });
    expect(rows.map(({ day, invocations }) => [day, invocations])).toEqual([
      ["2026-11-30", 2],
      ["2026-11-01", 1],
    ]);
    expect(scan).toMatchObject({ files: 3, records: 6 });
  });
});

describe("rule 2: records", () => {
  test("are lines of objects in hour folders: no bodies, no marker, nothing beside", async () => {
    const hour = hourFolder();
    const root = logsFolder({
      [`${hour}/a.json.gz`]: [record()],
      [`${hour}/data/x_output.json.gz`]: [record()],
      [`${hour}/notes.txt`]: [record()],
      [`${hour.replace(/2026.*/, "")}amazon-bedrock-logs-permission-check`]: Buffer.alloc(0),
      "elsewhere/2026/11/03/09/a.json.gz": [record()],
    });
    const { totals, malformed, scan } = await reportOn(root);
    expect([totals.invocations, malformed, scan.files]).toEqual([1, 0, 1]);
  });

  test("a line that is none is counted and reported, and the others count", async () => {
    const result = await report([record(), "{", "[]", record({ schemaType: "Other" }), record()]);
    expect([result.totals.invocations, result.malformed]).toEqual([2, 3]);
    expect(warningCodes(result)).toEqual(["malformed"]);
  });
});

test("rule 3: a request counts once, however often and wherever it is delivered", async () => {
  const call = record();
  const failed = record({ errorCode: "ThrottlingException" });
  const root = logsFolder({
    [`${hourFolder("2026/11/03/09")}/a.json.gz`]: [call, call, failed],
    [`${hourFolder("2026/11/03/10")}/a.json.gz`]: [call, failed],
    [`${hourFolder("2026/11/04/10", "eu-west-1")}/a.json.gz`]: [call],
  });
  const { totals, duplicates } = await reportOn(root);
  expect(totals).toMatchObject({ invocations: 1, errors: 1, inputTokens: 1000, costUsd: ONE_CALL });
  expect(duplicates).toBe(4);
});

test("rule 4: a failed call costs nothing and is an error, no invocation", async () => {
  const { rows } = await report([record(), record({ errorCode: "ThrottlingException" })]);
  expect(rows).toMatchObject([{ invocations: 1, errors: 1, inputTokens: 1000, costUsd: ONE_CALL }]);
});

describe("rule 5: tokens", () => {
  const body = (outputBodyJson: unknown) => record({ input: {}, output: { outputBodyJson } });
  const start = { type: "message_start", message: { model: "m", usage: { ...usage, output_tokens: 2 } } };
  const delta = (tokens: number) => ({ type: "message_delta", usage: { output_tokens: tokens } });
  const metrics = {
    type: "message_stop",
    "amazon-bedrock-invocationMetrics": {
      inputTokenCount: 70,
      cacheReadInputTokenCount: 50,
      cacheWriteInputTokenCount: 30,
      outputTokenCount: 10,
    },
  };
  const counted = async (outputBodyJson: unknown) => {
    const { totals } = await report([body(outputBodyJson)]);
    return [totals.inputTokens, totals.cacheReadTokens, totals.cacheWrite5mTokens, totals.outputTokens];
  };

  test("the envelope's, and a missing cache count is 0", async () => {
    const input = { inputTokenCount: 4, cacheReadInputTokenCount: 30, cacheWriteInputTokenCount: 20 };
    const { totals } = await report([record({ input, output: { outputTokenCount: 6 } }), record()]);
    expect(totals).toMatchObject({
      inputTokens: 1004,
      cacheReadTokens: 30,
      cacheWrite5mTokens: 20,
      outputTokens: 106,
      unmetered: 0,
    });
  });

  test("else the invocation metrics, which the stream's usage is not added to", async () => {
    expect(await counted([start, delta(9), metrics])).toEqual([70, 50, 30, 10]);
  });

  test("else the stream's: input side of message_start, output of the last message_delta", async () => {
    expect(await counted([start, delta(4), delta(9)])).toEqual([7, 5, 3, 9]);
  });

  test("else those of a Converse or a plain response", async () => {
    const converse = {
      inputTokens: 11,
      outputTokens: 12,
      cacheReadInputTokens: 13,
      cacheWriteInputTokens: 14,
    };
    expect(await counted({ usage: converse })).toEqual([11, 13, 14, 12]);
    expect(await counted({ model: "m", usage })).toEqual([7, 5, 3, 1]);
  });

  test("neither: unmetered, at no cost, with a warning", async () => {
    const result = await report([
      body([{ type: "message_stop" }]),
      body({}),
      record({ input: {}, output: {} }),
    ]);
    expect(result.totals).toMatchObject({
      invocations: 3,
      unmetered: 3,
      outputTokens: 0,
      costUsd: "0.000000",
    });
    expect(warningCodes(result)).toEqual(["unmetered"]);
  });
});

describe("rule 6: cache writes", () => {
  const input = { inputTokenCount: 0, cacheWriteInputTokenCount: 1_000_000 };
  const written = (long?: number) =>
    record({
      input,
      output: {
        outputTokenCount: 0,
        ...(long === undefined
          ? {}
          : {
              outputBodyJson: [
                {
                  type: "message_start",
                  message: { usage: { cache_creation: { ephemeral_1h_input_tokens: long } } },
                },
              ],
            }),
      },
    });

  test("the one-hour part is the body's, the rest is five-minute", async () => {
    const { totals, warnings } = await report([written(400_000)]);
    // 0.6 million at 6.25 USD and 0.4 million at 10 USD.
    expect(totals).toMatchObject({
      cacheWrite5mTokens: 600_000,
      cacheWrite1hTokens: 400_000,
      costUsd: "7.750000",
    });
    expect(warnings.map(({ code }) => code)).not.toContain("cache_ttl_assumed");
  });

  test("never more than was written", async () => {
    const { totals } = await report([written(9_000_000)]);
    expect([totals.cacheWrite5mTokens, totals.cacheWrite1hTokens]).toEqual([0, 1_000_000]);
  });

  test("where no body says they are five-minute, unless the configuration says otherwise", async () => {
    const standard = await report([written()]);
    expect(standard.totals).toMatchObject({ cacheWrite5mTokens: 1_000_000, costUsd: "6.250000" });
    expect(warningCodes(standard)).toEqual(["cache_ttl_assumed"]);
    const config = configOf("{ pricing: { cacheWriteTtl: 1h } }");
    const { totals } = await report([written(), written(0)], { config });
    expect(totals).toMatchObject({
      cacheWrite5mTokens: 1_000_000,
      cacheWrite1hTokens: 1_000_000,
      costUsd: "16.250000",
    });
  });
});

describe("rule 7: the model", () => {
  const profile = { modelId: profileArn("p1") };
  const withBody = (model: string, modelId = profileArn("p1")) =>
    record({ modelId, output: { outputTokenCount: 100, outputBodyJson: { model } } });
  const models = async (records: object[], register = [registerLine()]) => {
    const { rows } = await report(records as never, { register, groupBy: ["model"] });
    return rows.map(({ model, costUsd }) => [model, costUsd]);
  };

  test("of a registered profile is what it was copied from, prefix and price included, not the body's", async () => {
    expect(await models([record(profile), withBody("claude-haiku-4-5-20251001")])).toEqual([
      ["us.anthropic.claude-opus-4-6-v1", "0.016500"],
    ]);
  });

  test("of another profile is the body's, without a prefix", async () => {
    const result = await models(
      [
        withBody("claude-opus-5-5"),
        withBody("claude-opus-4-6"),
        withBody("claude-haiku-4-5-20251001"),
        withBody("claude-new"),
        record(profile),
      ],
      [],
    );
    expect(result).toEqual([
      ["anthropic.claude-opus-4-6-v1", "0.008250"],
      ["anthropic.claude-opus-5-5", "0.006600"],
      ["anthropic.claude-haiku-4-5-20251001-v1:0", "0.001650"],
      ["anthropic.claude-new", "0.000000"],
      ["p1", "0.000000"],
    ]);
  });

  test("of a system profile or a plain id is its text, matched exactly, whatever the body says", async () => {
    const system = `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/global.anthropic.claude-sonnet-5`;
    const plain = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-4-6-v1";
    expect(await models([withBody("claude-opus-5-5", system), record({ modelId: plain })])).toEqual([
      ["anthropic.claude-opus-4-6-v1", "0.008250"],
      ["global.anthropic.claude-sonnet-5", "0.003000"],
    ]);
  });

  test("that the price table lacks is unpriced: tokens, no cost, a warning", async () => {
    const modelId = "us.anthropic.claude-opus-4-6";
    const result = await report([record({ modelId }), record({ modelId, errorCode: "ValidationException" })]);
    expect(result.unpriced).toEqual([
      { model: modelId, invocations: 1, inputTokens: 1000, outputTokens: 100 },
    ]);
    expect(result.totals).toMatchObject({ inputTokens: 1000, costUsd: "0.000000" });
    expect(warningCodes(result)).toEqual(["unpriced"]);
  });
});

describe("rule 8: the price", () => {
  test("has a class for each kind of token", async () => {
    const million = 1_000_000;
    const outputBodyJson = { usage: { cache_creation: { ephemeral_1h_input_tokens: million } } };
    const call = record({
      input: {
        inputTokenCount: million,
        cacheReadInputTokenCount: million,
        cacheWriteInputTokenCount: 2 * million,
      },
      output: { outputTokenCount: million, outputBodyJson },
    });
    const { totals } = await report([call]);
    // Input 5, cache read 0.50, writes 6.25 and 10, output 25.
    expect(totals.costUsd).toBe("46.750000");
  });

  test("is that of the day of the call", async () => {
    const call = (timestamp: string) =>
      record({
        timestamp,
        modelId: "global.anthropic.claude-sonnet-5-5",
        input: { inputTokenCount: 0, cacheReadInputTokenCount: 1_000_000 },
        output: { outputTokenCount: 0 },
      });
    const root = logsFolder({
      [`${hourFolder("2026/10/07/00")}/a.json.gz`]: [
        call("2026-10-06T23:59:59Z"),
        call("2026-10-07T00:00:00Z"),
      ],
    });
    const { rows } = await reportOn(root, { month: "2026-10", groupBy: ["day"] });
    expect(rows.map(({ day, costUsd }) => [day, costUsd])).toEqual([
      ["2026-10-06", "0.200000"],
      ["2026-10-07", "0.100000"],
    ]);
  });

  test("is the long-prompt one when input, cache read and cache write together exceed the threshold", async () => {
    const call = (input: number) =>
      record({
        modelId: "global.anthropic.claude-haiku-5-5",
        input: {
          inputTokenCount: input,
          cacheReadInputTokenCount: 60_000,
          cacheWriteInputTokenCount: 39_000,
        },
        output: { outputTokenCount: 1000 },
      });
    // 1,000 × 0.1 + 60,000 × 0.01 + 39,000 × 0.125 + 1,000 × 0.5 a million; then each five times as much.
    expect((await report([call(1000)])).totals.costUsd).toBe("0.006075");
    expect((await report([call(1001)])).totals.costUsd).toBe("0.030376");
    // Each record by itself: two short prompts are no long one.
    expect((await report([call(1000), call(1000), call(1001)])).totals.costUsd).toBe("0.042526");
  });

  test("is added up exactly and rounded once, half up", async () => {
    const call = () =>
      record({ input: { inputTokenCount: 0, cacheReadInputTokenCount: 1 }, output: { outputTokenCount: 0 } });
    // 0.5 millionths of a dollar each.
    expect((await report([call()])).totals.costUsd).toBe("0.000001");
    expect((await report([call(), call()])).totals.costUsd).toBe("0.000001");
    expect((await report([call(), call(), call()])).totals.costUsd).toBe("0.000002");
  });

  test("is less the discount", async () => {
    const config = configOf("{ pricing: { discountPercent: 12.5 } }");
    expect((await report([record()], { config })).totals.costUsd).toBe("0.006563");
    const free = configOf("{ pricing: { discountPercent: 100 } }");
    expect((await report([record()], { config: free })).totals.costUsd).toBe("0.000000");
  });

  test("may be overridden by class on every day, and for a model the table lacks", async () => {
    const config = configOf(
      "{ pricing: { overrides: { global.anthropic.claude-opus-4-6-v1: { input: 1 }, x.claude-x: { input: 3, output: 4 } } } }",
    );
    const own = record({
      modelId: "x.claude-x",
      input: { inputTokenCount: 1_000_000, cacheReadInputTokenCount: 10 },
    });
    const result = await report([record(), own], { config, groupBy: ["model"] });
    expect(result.rows.map(({ costUsd }) => costUsd)).toEqual(["3.000400", "0.003500"]);
    expect(result.warnings.find(({ code }) => code === "price_missing")?.message).toContain(
      "x.claude-x cacheRead",
    );
  });
});

describe("rule 9: who", () => {
  const developers = async (records: object[], register = [registerLine()]) => {
    const { rows, totals } = await report(records as never, { register, groupBy: ["developer", "team"] });
    expect(rows.reduce((sum, { invocations }) => sum + invocations, 0)).toBe(totals.invocations);
    return Object.fromEntries(
      rows.map(({ developer, team, invocations }) => [`${developer}/${team}`, invocations]),
    );
  };

  test("the register's developer for a profile, whoever signed in", async () => {
    const call = record({
      modelId: profileArn("p1"),
      identity: { arn: signedIn("grace.hopper@example.com") },
    });
    expect(await developers([call])).toEqual({ "ada/platform": 1 });
  });

  test("else by the last part of the identity: a principal, then a name", async () => {
    const by = (arn: string) => record({ identity: { arn } });
    const result = await developers([
      by(signedIn("grace.hopper@example.com")),
      by(signedIn("grace")),
      by(signedIn("ada")),
      by(`arn:aws:iam::${ACCOUNT}:user/build-bot`),
    ]);
    expect(result).toEqual({ "grace/compilers": 2, "ada/platform": 1, "bot/platform": 1 });
  });

  test("else nobody, split by principal on request; nothing is dropped", async () => {
    const strangers = [signedIn("eve"), signedIn("mallory")].map((arn) => record({ identity: { arn } }));
    const records = [...strangers, record({ identity: {} }), record()];
    expect(await developers(records)).toEqual({ "(unattributed)/null": 3, "ada/platform": 1 });
    const result = await report(records, { groupBy: ["developer", "principal"] });
    expect(result.rows.map(({ developer, principal }) => [developer, principal])).toEqual([
      ["(unattributed)", signedIn("eve")],
      ["(unattributed)", signedIn("mallory")],
      ["(unattributed)", null],
      ["ada", signedIn("ada")],
    ]);
    expect(warningCodes(result)).toEqual(["unattributed"]);
  });
});

test("rule 10: team, project and cost centre are those of the time of the call", async () => {
  const register = [
    registerLine({ team: "first", createdAt: "2026-11-02T00:00:00Z" }),
    registerLine({ team: "second", project: "moon", costCenter: "CC-2", createdAt: "2026-11-10T12:00:00Z" }),
  ];
  const at = (timestamp: string) => record({ timestamp, modelId: profileArn("p1") });
  const records = [
    at("2026-11-01T00:00:00Z"),
    at("2026-11-10T11:59:59Z"),
    at("2026-11-10T12:00:00Z"),
    at("2026-11-30T00:00:00Z"),
    at("2026-11-30T00:00:00Z"),
  ];
  const { rows } = await report(records, { register, groupBy: ["team", "project", "cost-center"] });
  expect(rows).toMatchObject([
    { team: "second", project: "moon", costCenter: "CC-2", invocations: 3 },
    { team: "first", project: "core", costCenter: "CC-1", invocations: 2 },
  ]);
});
