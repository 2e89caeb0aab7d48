import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  type Json,
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

const stream = (...events: Json[]) => ({ outputTokenCount: 1, outputBodyJson: events });
const startOf = (message: Json) => ({ type: "message_start", message });

describe("where", () => {
  test("logs lie under any AWSLogs below the root, at any depth", async () => {
    const hour = hourFolder();
    const root = logsFolder({
      [`${hour}/a.json.gz`]: [record()],
      [`${hour.replace("claude-code/", "")}/b.json.gz`]: [record()],
      [`${hour.replace("claude-code/", "other/prefix/")}/c.json.gz`]: [record()],
      [`${hour.replace(ACCOUNT, "444455556666")}/d.json.gz`]: [record()],
    });
    expect((await reportOn(root)).totals.invocations).toBe(4);
  });

  test("the register is read under the root or beside it", async () => {
    const call = record({ modelId: profileArn("p1"), identity: {} });
    const root = logsFolder({ [`${hourFolder()}/a.json.gz`]: [call] }, [registerLine()]);
    expect((await reportOn(root)).rows[0]?.developer).toBe("ada");
    expect((await reportOn(`${root}/claude-code`)).rows[0]?.developer).toBe("ada");
  });

  test("only folders from the day before the month to the day after it are read", async () => {
    const days = ["2026/10/30/23", "2026/10/31/00", "2026/12/01/23", "2026/12/02/00", "2025/11/03/09"];
    const files = Object.fromEntries(
      days.map((hour) => [
        `${hourFolder(hour)}/a.json.gz`,
        [record({ timestamp: "2026-11-03T00:00:00Z" }), "bad"],
      ]),
    );
    const result = await reportOn(logsFolder(files));
    expect([result.totals.invocations, result.malformed, result.scan.files]).toEqual([2, 2, 2]);
  });
});

describe("the register", () => {
  const owners = async (register: ReturnType<typeof registerLine>[], calls: Json[]) => {
    const { rows } = await report(calls, { register, groupBy: ["developer", "team"] });
    return Object.fromEntries(
      rows.map(({ developer, team, invocations }) => [`${developer}/${team}`, invocations]),
    );
  };
  const at = (timestamp: string) => record({ timestamp, modelId: profileArn("p1"), identity: {} });

  test("of lines of one instant the later holds, and the first line also holds before", async () => {
    const createdAt = "2026-11-05T00:00:00Z";
    const register = [registerLine({ createdAt, team: "x" }), registerLine({ createdAt, team: "y" })];
    expect(await owners(register, [at("2026-11-01T00:00:00Z"), at(createdAt)])).toEqual({ "ada/y": 2 });
  });

  test("the order of the file does not decide between instants", async () => {
    const register = [
      registerLine({ createdAt: "2026-11-05T00:00:00Z", developer: "grace", team: "new" }),
      registerLine({ createdAt: "2026-11-01T00:00:00Z", team: "old" }),
    ];
    const calls = [at("2026-11-04T00:00:00Z"), at("2026-11-06T00:00:00Z")];
    expect(await owners(register, calls)).toEqual({ "ada/old": 1, "grace/new": 1 });
  });

  test("times may carry fractions and offsets", async () => {
    const register = [
      registerLine({ team: "old" }),
      registerLine({ createdAt: "2026-11-05T01:00:00.250+01:00", team: "new" }),
    ];
    const calls = [at("2026-11-05T00:00:00.249Z"), at("2026-11-05T00:00:00.250Z")];
    expect(await owners(register, calls)).toEqual({ "ada/old": 1, "ada/new": 1 });
  });

  test("a retired profile keeps its owner", async () => {
    const register = [registerLine({ retiredAt: "2026-11-02T00:00:00Z" })];
    expect(await owners(register, [at("2026-11-20T00:00:00Z")])).toEqual({ "ada/platform": 1 });
  });

  test("a model may change with the line, too", async () => {
    const register = [
      registerLine(),
      registerLine({ createdAt: "2026-11-05T00:00:00Z", source: "global.anthropic.claude-opus-4-6-v1" }),
    ];
    const calls = [at("2026-11-04T23:59:59Z"), at("2026-11-05T00:00:00Z")];
    const { rows } = await report(calls, { register, groupBy: ["model"] });
    expect(rows.map(({ model }) => model)).toEqual([
      "us.anthropic.claude-opus-4-6-v1",
      "global.anthropic.claude-opus-4-6-v1",
    ]);
  });
});

describe("identity", () => {
  const who = async (arn: string, register = [registerLine()], config = configOf()) => {
    const calls = [record({ identity: { arn } })];
    const { rows } = await report(calls, { register, config, groupBy: ["developer", "team", "cost-center"] });
    return [rows[0]?.developer, rows[0]?.team, rows[0]?.costCenter];
  };

  test("team and cost centre come from all of the developer's register lines, else from the configuration", async () => {
    const register = [
      registerLine({ id: "p1", team: "then", createdAt: "2026-10-01T00:00:00Z" }),
      registerLine({ id: "p2", team: "now", costCenter: "CC-9", createdAt: "2026-11-03T00:00:00Z" }),
      registerLine({ id: "p1", team: "later", createdAt: "2026-11-20T00:00:00Z" }),
    ];
    expect(await who(signedIn("ada"), register)).toEqual(["ada", "now", "CC-9"]);
    expect(await who(signedIn("grace"), register)).toEqual(["grace", "compilers", "CC-1"]);
  });

  test("a name found only in the register counts", async () => {
    const register = [registerLine({ developer: "linus", team: "kernel" })];
    expect(await who(signedIn("linus"), register)).toEqual(["linus", "kernel", "CC-1"]);
  });

  test("principals come before names", async () => {
    const config = configOf("{}", "  linux: { principal: linus }");
    const register = [registerLine({ developer: "linus" })];
    expect((await who(signedIn("linus"), register, config))[0]).toBe("linux");
  });

  test.each([
    [signedIn("Ada")],
    [signedIn("ada2")],
    [signedIn("Grace.Hopper@example.com")],
    ["arn:aws:iam::999999999999:user/build-bot"],
    [signedIn("")],
  ])("%s is nobody: comparison is exact", async (arn) => {
    expect(await who(arn)).toEqual(["(unattributed)", null, null]);
  });
});

describe("lines", () => {
  const line = (members: Json = {}) => JSON.stringify(record(members));

  test("blank lines are no lines", async () => {
    const result = await report(["", line(), "  \t", "\r", `${line()}\r`, ""]);
    expect([result.totals.invocations, result.malformed, result.scan.records]).toEqual([2, 0, 2]);
  });

  const edited = (from: string, to: string) => {
    const text = line();
    expect(text).toContain(from);
    return text.replace(from, to);
  };
  test.each([
    ["a trailing comma", () => edited('"1.0"}', '"1.0",}')],
    ["a trailing comma inside", () => edited('{"inputTokenCount":1000}', '{"inputTokenCount":1000,}')],
    ["NaN", () => edited(":1000", ":NaN")],
    ["NaN in a body", () => edited('"output":{', '"output":{"outputBodyJson":{"usage":[NaN]},')],
    ["single quotes", () => edited('"us-east-1"', "'us-east-1'")],
    ["a raw tab in a text", () => edited("us-east-1", "us\teast")],
    ["an unknown escape", () => edited("us-east-1", String.raw`us\xeast`)],
    ["half an escape", () => edited("us-east-1", String.raw`us\u12g4`)],
    ["a leading zero", () => edited(":1000", ":01000")],
    ["a bare point", () => edited(":1000", ":1000.")],
    ["something after the end", () => `${line()} {}`],
    ["a byte order mark", () => `\uFEFF${line()}`],
    ["a cut", () => line().slice(0, -1)],
    ["an array", () => `[${line()}]`],
    ["a text", () => '"record"'],
    ["null", () => "null"],
    ["another schema type", () => line({ schemaType: "modelinvocationlog" })],
    ["no schema type", () => line({ schemaType: undefined })],
    ["no request id", () => line({ requestId: undefined })],
    ["an empty request id", () => line({ requestId: "" })],
    ["a number for a request id", () => line({ requestId: 7 })],
    ["no timestamp", () => line({ timestamp: null })],
    ["a number for a timestamp", () => line({ timestamp: 1_793_697_262 })],
    ["no day of the calendar", () => line({ timestamp: "2026-11-31T00:00:00Z" })],
  ])("%s makes a line malformed", async (_what, bad) => {
    const result = await report([line(), bad()]);
    expect([result.totals.invocations, result.malformed]).toEqual([1, 1]);
  });

  test("lone surrogates are valid, in a body and in a name", async () => {
    const text = line({ output: { outputTokenCount: 100, outputBodyJson: { text: "@" } }, region: "@" });
    const result = await report([text.replaceAll("@", String.raw`\ud83d`)], { groupBy: ["region"] });
    expect(result.rows).toMatchObject([{ region: "\ud83d", invocations: 1 }]);
    expect(result.malformed).toBe(0);
  });

  test("a timestamp may carry an offset; without one it is UTC", async () => {
    const times = ["2026-11-01T00:59:59+01:00", "2026-10-31T23:00:00-01:00", "2026-11-30T23:59:59"];
    const { rows } = await report(
      times.map((timestamp) => record({ timestamp })),
      { groupBy: ["day"] },
    );
    expect(rows.map(({ day }) => day)).toEqual(["2026-11-01", "2026-11-30"]);
  });
});

describe("copies that differ", () => {
  const winner = async (copies: Json[]) => {
    const id = "11111111-2222-4333-8444-555555555555";
    const seen = new Set<string>();
    for (const order of [copies, copies.toReversed()]) {
      const result = await report(
        order.map((members) => record({ requestId: id, ...members })),
        { groupBy: ["region", "day"] },
      );
      const [row] = result.rows;
      expect([result.rows.length, result.duplicates]).toEqual([1, copies.length - 1]);
      seen.add(`${row?.region} ${row?.day} ${row?.invocations} ${row?.inputTokens}`);
    }
    return [...seen];
  };

  test("the one that did not fail counts", async () => {
    const failed = { errorCode: "X", region: "b", input: { inputTokenCount: 5000 } };
    expect(await winner([failed, { region: "a" }])).toEqual(["a 2026-11-03 1 1000"]);
  });

  test("then the one with most tokens, cache included", async () => {
    const more = { region: "a", input: { inputTokenCount: 10, cacheReadInputTokenCount: 5000 } };
    expect(await winner([{ region: "b" }, more])).toEqual(["a 2026-11-03 1 10"]);
  });

  test("then the earliest", async () => {
    expect(await winner([{ region: "b" }, { region: "a", timestamp: "2026-11-02T00:00:00Z" }])).toEqual([
      "a 2026-11-02 1 1000",
    ]);
  });

  test("copies of another month neither count nor compete", async () => {
    const other = { timestamp: "2026-10-31T23:59:59Z", input: { inputTokenCount: 9999 } };
    const id = { requestId: "same" };
    const { totals, duplicates } = await report([record(id), record({ ...id, ...other })]);
    expect([totals.inputTokens, duplicates]).toEqual([1000, 0]);
  });

  test("ids are compared as they are", async () => {
    const ids = [
      "6F0B1B52-9A0C-4A7E-9F53-1D2C3B4A5E60",
      "6f0b1b52-9a0c-4a7e-9f53-1d2c3b4a5e60",
      "x",
      "X",
      "x ",
    ];
    const { totals, duplicates } = await report([...ids, ...ids].map((requestId) => record({ requestId })));
    expect([totals.invocations, duplicates]).toEqual([5, 5]);
  });
});

describe("errors", () => {
  test.each([null, "", undefined])("errorCode %j is none", async (errorCode) => {
    expect((await report([record({ errorCode })])).totals).toMatchObject({ invocations: 1, errors: 0 });
  });

  test("a failed call is never unmetered or unpriced, its tokens count nowhere, but its row exists", async () => {
    const failed = { errorCode: "ThrottlingException", modelId: "unknown" };
    const result = await report([record(failed), record({ ...failed, input: {}, output: {} })], {
      groupBy: ["model"],
    });
    expect(result.rows).toMatchObject([
      { model: "unknown", invocations: 0, errors: 2, inputTokens: 0, unmetered: 0 },
    ]);
    expect([result.unpriced, warningCodes(result)]).toEqual([[], []]);
  });
});

describe("unmetered", () => {
  test("a null count is a missing one, and cache counts alone do not meter a call", async () => {
    const input = { inputTokenCount: null, cacheReadInputTokenCount: 500 };
    const { totals } = await report([record({ input, output: { outputTokenCount: null } })]);
    expect(totals).toMatchObject({ invocations: 1, unmetered: 1, cacheReadTokens: 0 });
  });

  test("with one of the two counts the other is 0, and the body is not asked", async () => {
    const outputBodyJson = { usage: { input_tokens: 77, output_tokens: 88, cache_read_input_tokens: 99 } };
    const { totals } = await report([record({ input: {}, output: { outputTokenCount: 5, outputBodyJson } })]);
    expect(totals).toMatchObject({ inputTokens: 0, cacheReadTokens: 0, outputTokens: 5, unmetered: 0 });
  });

  test("counts from a body replace all four", async () => {
    const outputBodyJson = { usage: { input_tokens: 77, output_tokens: 88 } };
    const input = { cacheReadInputTokenCount: 500, cacheWriteInputTokenCount: 600 };
    const { totals } = await report([record({ input, output: { outputBodyJson } })]);
    expect(totals).toMatchObject({
      inputTokens: 77,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      outputTokens: 88,
    });
  });

  test("an unmetered call of an unknown model is unpriced, too", async () => {
    const { unpriced, totals } = await report([record({ modelId: "unknown", input: {}, output: {} })]);
    expect(unpriced).toEqual([{ model: "unknown", invocations: 1, inputTokens: 0, outputTokens: 0 }]);
    expect(totals.unmetered).toBe(1);
  });
});

describe("bodies", () => {
  test("an offloaded body counts as none", async () => {
    const output = { outputBodyS3Path: "s3://logs/x/data/1_output.json.gz" };
    expect((await report([record({ input: {}, output })])).totals.unmetered).toBe(1);
  });

  test("a stream cut before its message_delta has the output count of its message_start", async () => {
    const outputBodyJson = [startOf({ usage: { input_tokens: 9, output_tokens: 3 } })];
    const { totals } = await report([record({ input: {}, output: { outputBodyJson } })]);
    expect(totals).toMatchObject({ inputTokens: 9, outputTokens: 3 });
  });
});

describe("cache", () => {
  const input = { inputTokenCount: 0, cacheWriteInputTokenCount: 100 };
  const written = async (output: Json, config = configOf("{ pricing: { cacheWriteTtl: 1h } }")) => {
    const { totals } = await report([record({ input, output })], { config });
    return [totals.cacheWrite5mTokens, totals.cacheWrite1hTokens];
  };

  test("the default applies only where no body says", async () => {
    const short = { cache_creation: { ephemeral_5m_input_tokens: 40 } };
    expect(await written(stream(startOf({ usage: short })))).toEqual([100, 0]);
    expect(await written({ outputTokenCount: 0, outputBodyJson: { usage: short } })).toEqual([100, 0]);
    expect(await written(stream(startOf({ usage: { cache_creation_input_tokens: 100 } })))).toEqual([0, 100]);
    expect(await written({ outputTokenCount: 0, outputBodyJson: { usage: {} } })).toEqual([0, 100]);
  });

  test("Converse tells it in cacheDetails", async () => {
    const cacheDetails = [
      { ttl: "5m", inputTokens: 60 },
      { ttl: "1h", inputTokens: 30 },
      { ttl: "1h", inputTokens: 10 },
    ];
    const body = { outputTokenCount: 0, outputBodyJson: { usage: { cacheDetails } } };
    expect(await written(body)).toEqual([60, 40]);
  });

  test("without a one-hour price it is twice the price of input, of the prompt size in force", async () => {
    const call = (modelId: string, tokens: number) =>
      record({
        modelId,
        input: { inputTokenCount: 0, cacheWriteInputTokenCount: tokens },
        output: { outputTokenCount: 0 },
      });
    const overrides = "{ x.claude-x: { input: 3, output: 4 } }";
    const config = configOf(`{ pricing: { cacheWriteTtl: 1h, overrides: ${overrides} } }`);
    const calls = [call("us.anthropic.claude-opus-4-1-20250805-v1:0", 1000), call("x.claude-x", 1000)];
    const { rows } = await report(calls, { config, groupBy: ["model"] });
    expect(rows.map(({ costUsd }) => costUsd)).toEqual(["0.030000", "0.006000"]);
  });
});

describe("dimensions", () => {
  const KEYS = [
    "developer",
    "team",
    "project",
    "cost-center",
    "model",
    "day",
    "region",
    "principal",
  ] as const;

  test("all of them at once make one row a combination, which add up to the totals", async () => {
    const modelId = profileArn("p1");
    const calls = [
      record(),
      record(),
      record({ modelId }),
      record({ region: "eu-west-1", inferenceRegion: "eu-north-1" }),
      record({ identity: {}, region: undefined, modelId: undefined }),
    ];
    const result = await report(calls, { register: [registerLine()], groupBy: [...KEYS] });
    expect(result.rows).toHaveLength(4);
    expect(Object.keys(result.rows[0] ?? {}).slice(0, 8)).toEqual([
      ...["developer", "team", "project", "costCenter", "model", "day", "region", "principal"],
    ]);
    expect(result.rows.at(-1)).toMatchObject({
      developer: "(unattributed)",
      team: null,
      project: null,
      costCenter: null,
      model: null,
      region: null,
      principal: null,
    });
    const inputTokens = result.rows.reduce((sum, row) => sum + row.inputTokens, 0);
    expect(inputTokens).toBe(result.totals.inputTokens);
    expect(result.rows.map(({ region }) => region)).toContain("eu-west-1");
  });

  test("rows come by cost, largest first, then by their values", async () => {
    const by = (name: string, tokens: number) =>
      record({ identity: { arn: signedIn(name) }, input: { inputTokenCount: tokens } });
    const { rows } = await report([by("grace", 5), by("ada", 5), by("build", 900)]);
    expect(rows.map(({ developer }) => developer)).toEqual(["(unattributed)", "ada", "grace"]);
  });
});

describe("warnings", () => {
  test("days without a call are named; days to come and the day under way are not", async () => {
    const calls = ["2026-11-01", "2026-11-03"].map((day) => record({ timestamp: `${day}T12:00:00Z` }));
    const { warnings } = await report(calls, { now: new Date("2026-11-05T10:00:00Z") });
    expect(warnings).toMatchObject([{ code: "days_without_logs" }]);
    expect(warnings[0]?.message).toContain("2026-11-02, 2026-11-04:");
  });

  test("days without a call that follow each other are named by the first and the last", async () => {
    const calls = ["2026-11-03", "2026-11-20"].map((day) => record({ timestamp: `${day}T12:00:00Z` }));
    const { warnings } = await report(calls);
    expect(warnings[0]?.message).toMatch(
      /^no calls logged on 2026-11-01 to 2026-11-02, 2026-11-04 to 2026-11-19, 2026-11-21 to 2026-11-30:/,
    );
  });

  test("a profile the register does not know is named", async () => {
    const result = await report([record({ modelId: profileArn("gone") })], { register: [registerLine()] });
    expect(warningCodes(result)).toEqual(["unpriced", "unregistered_profile"]);
    expect(result.warnings.find(({ code }) => code === "unregistered_profile")?.message).toContain(
      profileArn("gone"),
    );
  });

  test("a report without a doubt has none", async () => {
    const root = logsFolder({});
    const { warnings, rows, totals } = await reportOn(root, { now: new Date("2026-10-01") });
    expect([warnings, rows, totals.costUsd]).toEqual([[], [], "0.000000"]);
  });
});

test("logs as Bedrock delivers them", async () => {
  const root = new URL("fixtures/delivered", import.meta.url).pathname;
  const modelOf = { ab12cd34ef56: "us.anthropic.claude-opus-5-5" };
  const register = Object.entries(modelOf).map(([id, source]) =>
    registerLine({
      arn: `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/${id}`,
      id,
      source,
    }),
  );
  const result = await reportOn(root, { register, groupBy: ["model"] });
  expect(result).toMatchObject({ malformed: 0, duplicates: 0, unpriced: [], scan: { files: 2, records: 5 } });
  expect(result.rows).toMatchObject([
    // (6 × 4.4 + 208,316 × 0.22 + 2,311 × 8.8 + 845 × 5.5 + 953 × 22) / a million
    { model: "us.anthropic.claude-opus-5-5", invocations: 2, cacheWrite1hTokens: 2311, costUsd: "0.091806" },
    // (3 × 2.2 + 24,479 × 2.75 + 52 × 11) / a million
    { model: "us.anthropic.claude-sonnet-5-5", invocations: 1, costUsd: "0.067896" },
    // (412 × 0.1 + 23 × 0.5) / a million
    { model: "global.anthropic.claude-haiku-5-5", invocations: 1, costUsd: "0.000053" },
    { model: "us.anthropic.claude-opus-4-6-v1", invocations: 0, errors: 1, costUsd: "0.000000" },
  ]);
});
