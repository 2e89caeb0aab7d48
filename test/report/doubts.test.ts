import { describe, expect, test } from "vitest";
import { type Json, configOf, profileArn, record, registerLine, report, warningCodes } from "./logs.js";

const body = (outputBodyJson: unknown, outputTokenCount: unknown = 0) =>
  record({ output: { outputTokenCount, outputBodyJson } });
const stream = (stop: unknown, tier: unknown = "standard") => [
  {
    type: "message_start",
    message: { model: "claude-opus-4-6", usage: { input_tokens: 1000, service_tier: tier } },
  },
  { type: "message_delta", delta: { stop_reason: stop }, usage: { output_tokens: 0 } },
];
const message = (result: Awaited<ReturnType<typeof report>>, code: string) =>
  result.warnings.find((warning) => warning.code === code)?.message ?? "";

describe("refusals", () => {
  test("without output are charged and counted, with what they come to", async () => {
    const refused = [
      body(stream("refusal")),
      body({ stop_reason: "refusal", usage: { input_tokens: 1000 } }),
      body({ stopReason: "refusal", usage: { inputTokens: 1000 } }),
      record({
        input: {},
        output: { outputBodyJson: { stop_reason: "refusal", usage: { input_tokens: 1000 } } },
      }),
    ];
    const result = await report([...refused, record()]);
    // 1,000 input tokens at 5 USD a million each, and 0.0075 for the call that was answered.
    expect(result.totals).toMatchObject({ invocations: 5, refusals: 4, unmetered: 0, costUsd: "0.027500" });
    expect(result.rows).toMatchObject([{ developer: "ada", refusals: 4 }]);
    expect(message(result, "refusals")).toMatch(/^4 calls .* \$0\.020000:/);
  });

  test.each<[string, Json]>([
    ["with output", body(stream("refusal"), 3)],
    ["that failed", { ...body(stream("refusal")), errorCode: "ValidationException" }],
    ["that ended otherwise", body(stream("end_turn"))],
    ["told by the prompt", record({ input: { inputTokenCount: 5, inputBodyJson: stream("refusal") } })],
    ["without a body", record({ output: { outputTokenCount: 0 } })],
  ])("are no calls %s", async (_what, call) => {
    const result = await report([call]);
    expect(result.totals).not.toHaveProperty("refusals");
    expect(warningCodes(result)).toEqual([]);
  });
});

describe("service tiers", () => {
  test.each<[string, Json]>([
    ["flex", record({ serviceTier: "flex" })],
    ["priority", record({ serviceTier: { type: "Priority" } })],
    ["batch", body(stream("end_turn", "batch"), 100)],
    ["flex", body({ usage: { service_tier: "flex" } }, 100)],
    ["flex", body({ service_tier: "flex" }, 100)],
    ["flex", body({ usage: { outputTokens: 100 }, serviceTier: { type: "flex" } }, 100)],
    [
      "reserved",
      record({
        serviceTier: "default",
        output: { outputTokenCount: 100, outputBodyJson: { service_tier: "reserved" } },
      }),
    ],
  ])("%s is shown, and said to be priced as standard", async (tier, call) => {
    const result = await report([call, record()]);
    expect(result.totals).toMatchObject({ invocations: 2, otherTier: 1, costUsd: "0.015000" });
    expect(message(result, "other_tier")).toContain(`(${tier})`);
  });

  test.each<[string, Json]>([
    ["standard", body(stream("end_turn", "standard"), 100)],
    ["default", record({ serviceTier: "default" })],
    ["null", record({ serviceTier: null })],
    ["of type default", record({ serviceTier: { type: "default" } })],
    [
      "told by the prompt",
      record({ input: { inputTokenCount: 5, inputBodyJson: { service_tier: "flex" } } }),
    ],
    ["flex of a call that failed", record({ serviceTier: "flex", errorCode: "ThrottlingException" })],
  ])("%s is none to speak of", async (_what, call) => {
    const result = await report([call]);
    expect(result.totals).not.toHaveProperty("otherTier");
    expect(warningCodes(result)).toEqual([]);
  });

  test("other operations are calls like any other", async () => {
    const operations = ["ChatCompletions", "InvokeModel", "Responses", undefined];
    const { totals } = await report(operations.map((operation) => record({ operation })));
    expect(totals).toMatchObject({ invocations: 4, costUsd: "0.030000" });
  });
});

describe("a model whose profile is not registered", () => {
  const answered = (model: string, more: Json = {}) =>
    record({
      ...{ modelId: profileArn("gone"), inferenceRegion: "us-east-2" },
      output: { outputTokenCount: 100, outputBodyJson: { model } },
      ...more,
    });
  const priced = async (call: Json, config = configOf()) => {
    const { rows } = await report([call], { config, groupBy: ["model"] });
    return [rows[0]?.model, rows[0]?.costUsd, rows[0]?.inferred];
  };

  test.each([
    ["anthropic.claude-opus-4-6", "anthropic.claude-opus-4-6-v1", "0.008250"],
    ["anthropic.claude-opus-4-6-v1", "anthropic.claude-opus-4-6-v1", "0.008250"],
    ["global.anthropic.claude-opus-4-6-v1", "global.anthropic.claude-opus-4-6-v1", "0.007500"],
    ["us.anthropic.claude-opus-4-6", "us.anthropic.claude-opus-4-6-v1", "0.008250"],
    ["claude-opus-4-6", "anthropic.claude-opus-4-6-v1", "0.008250"],
    ["anthropic.claude-unheard-of", "anthropic.claude-unheard-of", "0.000000"],
    ["us.anthropic.claude-unheard-of", "us.anthropic.claude-unheard-of", "0.000000"],
    ["claude-unheard-of", "anthropic.claude-unheard-of", "0.000000"],
  ])("%s is priced as %s", async (model, id, costUsd) => {
    expect(await priced(answered(model))).toEqual([id, costUsd, undefined]);
  });

  test("is looked up as it stands first", async () => {
    const config = configOf("{ pricing: { overrides: { x.anthropic.claude-y: { input: 1, output: 1 } } } }");
    expect(await priced(answered("x.anthropic.claude-y"), config)).toEqual([
      "x.anthropic.claude-y",
      "0.001100",
      undefined,
    ]);
  });

  const GLOBAL = ["global.anthropic.claude-opus-4-6-v1", "0.007500", 1];
  const BARE = ["anthropic.claude-opus-4-6-v1", "0.008250", undefined];
  test.each([
    ["us-east-1", "eu-west-1", GLOBAL],
    ["eu-central-1", "us-west-2", GLOBAL],
    ["ap-south-1", "eu-north-1", GLOBAL],
    ["ca-central-1", "ap-northeast-1", GLOBAL],
    ["us-east-1", "ca-central-1", BARE],
    ["ca-central-1", "us-east-1", BARE],
    ["ap-south-1", "ap-northeast-1", BARE],
    ["eu-west-1", "eu-north-1", BARE],
    ["us-east-1", "us-gov-west-1", BARE],
    ["sa-east-1", "us-east-1", BARE],
    ["us-east-1", undefined, BARE],
  ])("called in %s and served in %s", async (region, inferenceRegion, expected) => {
    expect(await priced(answered("claude-opus-4-6", { region, inferenceRegion }))).toEqual(expected);
  });

  test("is inferred with the vendor too, but not against a prefix, and that is said", async () => {
    const abroad = { inferenceRegion: "eu-west-1" };
    expect(await priced(answered("anthropic.claude-opus-4-6", abroad))).toEqual(GLOBAL);
    expect((await priced(answered("us.anthropic.claude-opus-4-6-v1", abroad)))[0]).toBe(
      "us.anthropic.claude-opus-4-6-v1",
    );
    expect(message(await report([answered("claude-opus-4-6", abroad)]), "inferred_model")).toContain(
      "1 call",
    );
  });

  test("is what the register says where it is registered, and what is logged where no profile is", async () => {
    const abroad = answered("claude-opus-4-6", { modelId: profileArn("p1"), inferenceRegion: "eu-west-1" });
    const { rows, totals } = await report([abroad], { register: [registerLine()], groupBy: ["model"] });
    expect(rows.map(({ model }) => model)).toEqual(["us.anthropic.claude-opus-4-6-v1"]);
    expect(totals).not.toHaveProperty("inferred");
    const plain = record({ modelId: "us.anthropic.claude-opus-4-6-v1", inferenceRegion: "eu-west-1" });
    expect((await report([plain])).totals).not.toHaveProperty("inferred");
  });

  test("without global prices is unpriced, never priced as another", async () => {
    expect(await priced(answered("claude-unheard-of", { inferenceRegion: "eu-west-1" }))).toEqual([
      "global.anthropic.claude-unheard-of",
      "0.000000",
      undefined,
    ]);
  });
});

describe("odd counts", () => {
  const odd = ['"12"', '"x"', "1.5", "-1", "1e400", "-1e400", "{}", "[7]", "true", "1e21"];
  const line = (input: string, output: string, more: Json = {}) =>
    JSON.stringify(record({ input: "@in", output: "@out", ...more }))
      .replace('"@in"', input)
      .replace('"@out"', output);

  test.each(odd)("%s is a missing count, and its records are counted once each", async (count) => {
    const result = await report([
      line(`{"inputTokenCount":1000,"cacheReadInputTokenCount":${count}}`, '{"outputTokenCount":100}'),
      line(`{"inputTokenCount":${count},"cacheWriteInputTokenCount":${count}}`, '{"outputTokenCount":100}'),
      line(`{"inputTokenCount":${count}}`, `{"outputTokenCount":${count}}`),
      line('{"inputTokenCount":1000}', '{"outputTokenCount":100}'),
    ]);
    expect(result.totals).toMatchObject({
      ...{ invocations: 4, unmetered: 1, inputTokens: 2000, outputTokens: 300, cacheReadTokens: 0 },
      cacheWrite5mTokens: 0,
    });
    expect(message(result, "odd_counts")).toMatch(/^3 records /);
  });

  test("in a body count where the body is asked, in a failed call too", async () => {
    const usage = { input_tokens: "12", output_tokens: 5 };
    const delta = { type: "message_delta", usage: { output_tokens: 1.5 } };
    const result = await report([
      record({ input: {}, output: { outputBodyJson: { usage } } }),
      record({
        input: {},
        output: { outputBodyJson: { usage: { outputTokens: 5, cacheReadInputTokenCount: -1 } } },
      }),
      record({
        input: {},
        output: { outputBodyJson: [delta, { "amazon-bedrock-invocationMetrics": { outputTokenCount: 5 } }] },
      }),
      record({ input: { inputTokenCount: "7" }, errorCode: "ThrottlingException" }),
      // Not asked, since the record tells.
      record({ output: { outputTokenCount: 1, outputBodyJson: { usage } } }),
    ]);
    expect(message(result, "odd_counts")).toMatch(/^4 records /);
    expect(result.totals).toMatchObject({ outputTokens: 16, unmetered: 0 });
  });

  describe("of one-hour cache writes", () => {
    const written = (usage: string, cacheWriteInputTokenCount: unknown = 1000) =>
      line(JSON.stringify({ inputTokenCount: 1000, cacheWriteInputTokenCount }), "@usage").replace(
        "@usage",
        `{"outputTokenCount":100,"outputBodyJson":{"usage":${usage}}}`,
      );
    const created = (long: string, short: string) =>
      `{"cache_creation":{"ephemeral_5m_input_tokens":${short},"ephemeral_1h_input_tokens":${long}}}`;

    test.each(odd)("%s is a missing one, and said, though the record tells the rest", async (count) => {
      const inStream = written("0").replace(
        '{"usage":0}',
        `[{"type":"message_start","message":{"usage":${created(count, "0")}}}]`,
      );
      const result = await report([
        written(created(count, "0")),
        inStream,
        written(`{"cacheDetails":[{"ttl":"1h","inputTokens":${count}}]}`),
        written(created("400", count)),
        written(created("400", "600")),
      ]);
      expect(message(result, "odd_counts")).toMatch(/^4 records /);
      expect(result.totals).toMatchObject({
        ...{ invocations: 5, unmetered: 0, inputTokens: 5000, outputTokens: 500 },
        ...{ cacheWrite5mTokens: 4200, cacheWrite1hTokens: 800 },
      });
    });

    test("are none where nothing was written, or nobody asks", async () => {
      const result = await report([
        written(created('"1000"', "0"), 0),
        written(created("400", "600").replace("}}", '},"cacheDetails":[{"ttl":"1h","inputTokens":"5"}]}')),
        written(created("null", "1e3")),
        written('{"cacheDetails":[{"ttl":"1h"},{"ttl":"5m","inputTokens":1000},7]}'),
      ]);
      expect(warningCodes(result)).toEqual([]);
    });
  });

  test("are none where counts are missing, null or 0, or whole in another spelling", async () => {
    const result = await report([
      record({ input: { inputTokenCount: null }, output: { outputTokenCount: 0 } }),
      line('{"inputTokenCount":1e3}', '{"outputTokenCount":100.0}'),
    ]);
    expect(warningCodes(result)).toEqual([]);
    expect(result.totals).toMatchObject({ inputTokens: 1000, outputTokens: 100 });
  });
});

test("Converse may spell its cache counts in two ways", async () => {
  const usage = (members: Json) =>
    record({
      input: {},
      output: { outputBodyJson: { usage: { inputTokens: 1, outputTokens: 2, ...members } } },
    });
  const { totals } = await report([
    usage({ cacheReadInputTokenCount: 30, cacheWriteInputTokenCount: 400 }),
    usage({ cacheReadInputTokens: 5, cacheReadInputTokenCount: 90_000 }),
    usage({ cacheReadInputTokens: null, cacheReadInputTokenCount: 6000 }),
  ]);
  expect(totals).toMatchObject({ cacheReadTokens: 6035, cacheWrite5mTokens: 400 });
});
