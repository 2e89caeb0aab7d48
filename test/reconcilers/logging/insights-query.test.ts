import { describe, expect, test } from "vitest";
import { logging } from "../../../reconcilers/logging/index.js";
import { type InsightsQuery, insightsQuery } from "../../../reconcilers/logging/insights-query.js";
import { logGroup } from "../../../reconcilers/logging/log-group.js";
import type { Aws } from "../../../src/aws/aws.js";
import type { Wanted } from "../../../src/engine/kind.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { compositionOf } from "../budgets/composition.js";
import { type LogEvent, discoveredFields, runInsights } from "./insights-language.js";

const KINDS = [logGroup, insightsQuery];
const NAMES = KINDS.map((kind) => kind.name);
const wanted = logging.compose(compositionOf()).filter((want) => NAMES.includes(want.kind));
const GROUP = "/aws/bedrock/claude-code-invocations";
const NAME = "claude-code/hourly-token-totals";
const KEY = "logging/insights-query/hourly-token-totals";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const ADA = "arn:aws:sts::123456789012:assumed-role/claude-code-developer/ada@example.com";
const OPUS = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/ab12cd34ef56";
/** Everything the queries look for, as text and as JSON that a tool was called with. */
const TRAP = {
  ...{ inputTokenCount: 7e6, cacheReadInputTokenCount: 7e6, cacheWriteInputTokenCount: 7e6 },
  ...{ outputTokenCount: 7e6, errorCode: "Trap", modelId: "trap", identity: { arn: "trap" } },
};

/** The text of an event as Bedrock writes it, with whatever bodies. */
function event(input: object, output: object, more: object = {}): LogEvent {
  const counts = { inputTokenCount: 10, cacheReadInputTokenCount: 2000, cacheWriteInputTokenCount: 300 };
  const record = {
    ...{ timestamp: "2026-11-20T11:30:00Z", accountId: "123456789012", region: "us-east-1" },
    ...{ requestId: "6f0b1b52", operation: "InvokeModelWithResponseStream", modelId: OPUS },
    input: { inputContentType: "application/json", ...input, ...counts },
    output: { outputContentType: "application/json", ...output, outputTokenCount: 42 },
    ...{ identity: { arn: ADA }, inferenceRegion: "us-west-2" },
    ...{ schemaType: "ModelInvocationLog", schemaVersion: "1.0", ...more },
  };
  return { message: JSON.stringify(record), timestamp: Date.parse("2026-11-20T11:30:00Z") };
}

/** The same record with its bodies before everything else: the order of members is not documented. */
function bodiesFirst({ message, timestamp }: LogEvent): LogEvent {
  const { input, output, ...rest } = JSON.parse(message) as Record<string, unknown>;
  return { message: JSON.stringify({ input, output, ...rest }), timestamp };
}

/** A streamed answer of so many events that its record has more fields than Insights discovers. */
function streamed(): object {
  const metrics = {
    ...{ inputTokenCount: 10, outputTokenCount: 42, invocationLatency: 900 },
    ...{ cacheReadInputTokenCount: 2000, cacheWriteInputTokenCount: 300 },
  };
  const deltas = Array.from({ length: 300 }, () => ({
    type: "content_block_delta",
    delta: { type: "text_delta", text: JSON.stringify(TRAP) },
  }));
  return {
    outputBodyJson: [...deltas, { type: "message_stop", "amazon-bedrock-invocationMetrics": metrics }],
  };
}

/** A prompt with many messages, the tokens' names in its text, and a tool call with them as JSON. */
const LONG_PROMPT = {
  inputBodyJson: {
    messages: Array.from({ length: 150 }, () => ({
      role: "assistant",
      content: [
        { type: "text", text: JSON.stringify(TRAP) },
        { type: "tool_use", input: TRAP },
      ],
    })),
  },
};

function answersOf(file: string, events: LogEvent[]) {
  const query = wanted.find((want) => want.name === `claude-code/${file}`) as Wanted<InsightsQuery>;
  return runInsights(query.spec.queryString, events, NOW);
}

async function queries(aws: Aws) {
  return (await aws.call("logs", "DescribeQueryDefinitions", {})).queryDefinitions ?? [];
}

async function put(aws: Aws, more: { queryString?: string; logGroupNames?: string[]; name?: string }) {
  const found = (await queries(aws)).find((query) => query.name === NAME);
  const input = { queryDefinitionId: found?.queryDefinitionId, name: NAME, queryString: found?.queryString };
  await aws.call("logs", "PutQueryDefinition", { ...input, logGroupNames: [GROUP], ...more });
}

describe("insights-query", () => {
  test("saves four queries on the log group, with nested token counts", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const found = await queries(aws);
    expect(found.map((query) => query.name).toSorted()).toEqual([
      "claude-code/daily-token-usage-by-caller",
      "claude-code/hourly-token-totals",
      "claude-code/model-usage-breakdown",
      "claude-code/top-consumers-last-7d",
    ]);
    for (const { queryString, logGroupNames } of found) {
      expect(logGroupNames).toEqual([GROUP]);
      expect(queryString).toContain("input.inputTokenCount");
      expect(queryString).toContain("output.outputTokenCount");
    }
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test.each([
    ["queryString", { queryString: "fields @message" }],
    ["logGroupNames", { logGroupNames: ["/other"] }],
  ])("repairs %s, in place", async (field, damage) => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    await aws.call("logs", "CreateLogGroup", { logGroupName: "/other" });
    const before = await queries(aws);
    await put(aws, damage);
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([`update ${KEY} ${field}`]);
    const text = (found: typeof before) =>
      found.map(({ queryDefinitionId, queryString, logGroupNames }) => [
        queryDefinitionId,
        queryString,
        logGroupNames,
      ]);
    expect(text(await queries(aws))).toEqual(text(before));
  });

  test("somebody's query in the same folder is left alone, destroy or not", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    await aws.call("logs", "PutQueryDefinition", {
      name: "claude-code/mine",
      queryString: "fields @message",
    });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    await reconcile(aws, KINDS, wanted, { destroy: true });
    expect((await queries(aws)).map((query) => query.name)).toEqual(["claude-code/mine"]);
  });

  test("a copy somebody saved under another name is theirs, plan, removal and destroy alike", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const { queryString, logGroupNames } = (await queries(aws)).find((query) => query.name === NAME) ?? {};
    const name = `${NAME}-mine`;
    await aws.call("logs", "PutQueryDefinition", { name, queryString, logGroupNames });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    const less = wanted.filter((want) => want.key !== KEY);
    expect(changesOf((await reconcile(aws, KINDS, less)).plan)).toEqual([`delete ${KEY}`]);
    await reconcile(aws, KINDS, wanted, { destroy: true });
    expect(await queries(aws)).toMatchObject([{ name, queryString }]);
  });

  test("a namesake on another log group is nobody's: it stops the plan", async () => {
    const { aws } = sandbox();
    await aws.call("logs", "PutQueryDefinition", { name: NAME, queryString: "fields @message" });
    expect((await planOf(aws, KINDS, wanted)).plan.blocked).toEqual([
      { key: KEY, kind: "insights-query", name: NAME },
    ]);
  });

  test("one that is no longer wanted goes", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const { plan } = await reconcile(
      aws,
      KINDS,
      wanted.filter((want) => want.key !== KEY),
    );
    expect(changesOf(plan)).toEqual([`delete ${KEY}`]);
    expect((await queries(aws)).map((query) => query.name)).not.toContain(NAME);
  });

  test("all are read with one call", async () => {
    const { aws, calls } = sandbox();
    await reconcile(aws, KINDS, wanted);
    calls.length = 0;
    await planOf(aws, [insightsQuery], wanted);
    expect(calls).toHaveLength(1);
  });
});

describe("what the saved queries count", () => {
  // Names that end as the ones looked for, with an escaped quote before.
  const quoted = Object.fromEntries(Object.entries(TRAP).map(([name, value]) => [`my "${name}`, value]));
  const long = event(LONG_PROMPT, streamed(), { requestMetadata: quoted });
  const events = [
    event({}, {}),
    event({}, streamed()),
    long,
    bodiesFirst(long),
    event(LONG_PROMPT, {}, { errorCode: "ThrottlingException" }),
    { message: "Permissions are correctly set for Amazon Bedrock logs.", timestamp: NOW },
    { message: JSON.stringify({ 'my "schemaType': "ModelInvocationLog" }), timestamp: NOW },
  ];
  const totals = { inputTotal: 40, cacheReadTotal: 8000, cacheWriteTotal: 1200, outputTotal: 168 };

  test("a record of a long answer has its counts, caller and type behind what Insights discovers", () => {
    const found = [...discoveredFields(long.message).keys()];
    expect(found).toHaveLength(200);
    expect(found).toContain("modelId");
    for (const field of ["output.outputTokenCount", "identity.arn", "schemaType"]) {
      expect(found).not.toContain(field);
    }
  });

  test.each([
    ["daily-token-usage-by-caller", { ...totals, day: Date.parse("2026-11-20"), caller: ADA }],
    ["hourly-token-totals", { ...totals, hour: Date.parse("2026-11-20T11:00:00Z") }],
    ["model-usage-breakdown", { ...totals, model: OPUS }],
    ["top-consumers-last-7d", { promptTotal: 9240, outputTotal: 168, caller: ADA }],
  ])("%s: short and long answers alike, nothing that bodies merely say", (file, expected) => {
    expect(answersOf(file, events)).toEqual([{ ...expected, invocations: 4 }]);
  });

  test("top consumers are those of seven days, most output first", () => {
    const of = (name: string, more: object = {}): LogEvent => ({
      ...event({}, {}, { identity: { arn: name } }),
      ...more,
    });
    const old = of("old", { timestamp: NOW - 8 * 86_400_000 });
    const found = answersOf("top-consumers-last-7d", [of("rare"), old, of("busy"), of("busy")]);
    expect(found.map(({ caller }) => caller)).toEqual(["busy", "rare"]);
  });

  test("patterns keep to what every engine has: no look-around, no back-reference", () => {
    const texts = logging
      .compose(compositionOf())
      .filter((want) => want.kind === insightsQuery.name)
      .map((want) => (want.spec as { queryString: string }).queryString);
    expect(texts).toHaveLength(4);
    for (const text of texts) expect(text).not.toMatch(/\(\?(?!<[a-zA-Z])|\\[1-9]|\\k</);
  });
});
