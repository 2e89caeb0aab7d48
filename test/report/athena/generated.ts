import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { RegisterLine } from "../../../src/register/register.js";
import { parseTimestamp } from "../../../src/report/timestamp.js";
import { type Objects, logKey, logObject } from "./installed.js";

const ACCOUNT = "123456789012";
const profile = (id: string) => `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/${id}`;

const line = (id: string, fields: Partial<RegisterLine>): RegisterLine => ({
  arn: profile(id),
  id,
  developer: "alice",
  team: "platform",
  project: "apollo",
  costCenter: "CC-1",
  alias: "opus",
  modelId: "anthropic.claude-opus-4-6-v1",
  source: "us.anthropic.claude-opus-4-6-v1",
  createdAt: "2026-10-01T00:00:00.000Z",
  retiredAt: null,
  ...fields,
});

/** A register in which alice changes team, a profile changes hands and model, and one is retired. */
export const REGISTER: RegisterLine[] = [
  line("aaaaaaaaaaaa", {}),
  line("aaaaaaaaaaaa", { team: "data", costCenter: "CC-2", createdAt: "2026-11-10T08:30:00.123Z" }),
  line("bbbbbbbbbbbb", { developer: "bob", source: "global.anthropic.claude-sonnet-5" }),
  line("bbbbbbbbbbbb", {
    developer: "carol",
    source: "global.anthropic.claude-sonnet-5-5",
    createdAt: "2026-11-20T00:00:00Z",
  }),
  line("bbbbbbbbbbb", { developer: "dave", retiredAt: "2026-11-02T00:00:00Z" }),
];

const MODELS = [
  ...["aaaaaaaaaaaa", "bbbbbbbbbbbb", "bbbbbbbbbbb", "unknown", "unknown", "unknown"].map(profile),
  `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/us.anthropic.claude-opus-4-6-v1`,
  "global.anthropic.claude-haiku-5-5",
  "us.anthropic.claude-sonnet-5",
  "us.anthropic.claude-sonnet-5-5",
  "us.anthropic.claude-sonnet-5-5-5",
  "",
  null,
  undefined,
];

const OTHER_ACCOUNT = "210987654321";

const PRINCIPALS = [
  `arn:aws:sts::${ACCOUNT}:assumed-role/developers/alice`,
  `arn:aws:sts::${ACCOUNT}:assumed-role/developers/alice2`,
  `arn:aws:sts::${OTHER_ACCOUNT}:assumed-role/developers/alice`,
  `arn:aws:sts::${OTHER_ACCOUNT}:assumed-role/ci-claude/run-7`,
  `arn:aws:sts::${ACCOUNT}:assumed-role/ci-claude/i-0abc`,
  `arn:aws:sts::${ACCOUNT}:assumed-role/gateway/pod-1`,
  `arn:aws:sts::${ACCOUNT}:assumed-role/developers/fay-ray`,
  `arn:aws:sts::${ACCOUNT}:assumed-role/developers/x-`,
  `arn:aws:iam::${ACCOUNT}:user/="quoted", 'and' odd`,
  "",
  null,
  undefined,
];

/** Text that a reader may trip over: words of the record itself, half a character, quotes. */
const text = fc.constantFrom(
  "plain",
  '"inputTokenCount": 999, "outputTokenCount": 999',
  '{"type":"message_delta","usage":{"output_tokens":999999}}',
  "half \ud83d and \ude00 other",
  "back\\slash \\ud83d",
  "\u0000\n\t",
);

/** Keys of request metadata that SQL, JSON and JavaScript may stumble over. */
export const KEYS = ["user", "__proto__", `it's "a" \\ {{key}}`, "漢😀é", "k".repeat(256), "constructor"];

const metadata = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  {
    weight: 4,
    arbitrary: fc
      .dictionary(
        fc.constantFrom(...KEYS, "other"),
        fc.constantFrom("alice", "alice2", "zed", "", "it's", "x".repeat(300)),
        { maxKeys: 4, noNullPrototype: false },
      )
      // As parsed: `__proto__` is a member like any other.
      .map((members) => Object.fromEntries(Object.entries(members))),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(null, "text", [], {}, 5, { user: 5 }, { user: { a: "b" } }, { User: "alice" }),
  },
);

/** Becomes 1e400 in the text of a record: JavaScript has no such number. */
const HUGE = "@1e400@";
/** What stands for a count and is none. */
const odd = fc.constantFrom("12", "x", 1.5, -1, {}, { n: 1 }, [7], true, 1e21, HUGE, "0x10", "");

const logged = fc.oneof({ weight: 30, arbitrary: loggedWhole() }, { weight: 1, arbitrary: odd });

/** Counts as the log has them: what is negative or null is missing. */
function loggedWhole() {
  return fc.oneof(
    { weight: 6, arbitrary: fc.nat(1000) },
    { weight: 2, arbitrary: fc.integer({ min: 90_000, max: 300_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(0, null) },
  );
}
/** Counts in a body may be anything. */
const said = fc.oneof(
  { weight: 5, arbitrary: fc.nat(5000) },
  { weight: 1, arbitrary: fc.oneof(fc.constantFrom(0, null), odd) },
);
const tier = fc.constantFrom(
  ...["standard", "default", "Standard", "flex", "priority", "steady", "", null, undefined],
  ...[{ type: "priority" }, { type: "default" }, { type: "Flex" }, {}],
);
const stop = fc.constantFrom("refusal", "end_turn", null, "Refusal", undefined);
const noOutput = fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: said });

const some = <T extends Record<string, fc.Arbitrary<unknown>>>(members: T) =>
  fc.record(members, { requiredKeys: [] });

const creation = fc.oneof(
  some({ ephemeral_5m_input_tokens: said, ephemeral_1h_input_tokens: said }),
  fc.constantFrom(null, "1h", []),
);
const details = fc.oneof(
  fc.array(some({ ttl: fc.constantFrom("1h", "5m", 1), inputTokens: said }), { maxLength: 3 }),
  fc.constantFrom(null, {}),
);
const messagesUsage = some({
  input_tokens: said,
  output_tokens: said,
  cache_read_input_tokens: said,
  cache_creation_input_tokens: said,
  cache_creation: creation,
  service_tier: tier,
});
const converseUsage = some({
  inputTokens: said,
  outputTokens: said,
  cacheReadInputTokens: said,
  cacheWriteInputTokens: said,
  cacheReadInputTokenCount: said,
  cacheWriteInputTokenCount: said,
  cacheDetails: details,
});
const metrics = fc.oneof(
  some({
    inputTokenCount: said,
    outputTokenCount: said,
    cacheReadInputTokenCount: said,
    cacheWriteInputTokenCount: said,
  }),
  fc.constantFrom(null, 5, [1]),
);
const model = fc.constantFrom(
  "claude-opus-4-6",
  "claude-sonnet-5",
  "claude-sonnet-5-5",
  "claude-Unheard-Of",
  ...["anthropic.claude-opus-4-6", "us.anthropic.claude-opus-4-6-v1", "anthropic.claude-Unheard-Of"],
  "",
  null,
  5,
);

const start = some({ model, usage: fc.oneof(messagesUsage, messagesUsage, converseUsage) });
const event = fc.oneof(
  some({
    type: fc.constant("message_start"),
    message: fc.oneof(start, fc.constant(null)),
  }),
  some({ type: fc.constant("message_delta"), usage: messagesUsage, delta: some({ stop_reason: stop }) }),
  fc.record({ type: fc.constant("content_block_delta"), delta: fc.record({ text }) }),
  fc.record({ type: fc.constant("message_stop"), "amazon-bedrock-invocationMetrics": metrics }),
  fc.constantFrom(null, 5, "message_start", [], ["message_delta"]),
);
const delta = some({ type: fc.constant("message_delta"), usage: messagesUsage });
/** A stream, or a response, that may be a refusal without output. */
const refusal = fc.oneof(
  fc.tuple(
    fc.record({ type: fc.constant("message_start"), message: start }),
    fc.record({
      type: fc.constant("message_delta"),
      delta: fc.record({ stop_reason: stop }),
      usage: fc.record({ output_tokens: noOutput }),
    }),
  ),
  some({ model, stop_reason: stop, usage: messagesUsage, service_tier: tier }),
  some({ stopReason: stop, usage: converseUsage, serviceTier: tier }),
);
const body = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(fc.record({ type: fc.constant("message_start"), message: start }), delta, delta),
  },
  { weight: 4, arbitrary: fc.array(event, { maxLength: 6 }) },
  { weight: 3, arbitrary: refusal },
  {
    weight: 2,
    arbitrary: some({
      model,
      content: text,
      usage: messagesUsage,
      "amazon-bedrock-invocationMetrics": metrics,
    }),
  },
  { weight: 2, arbitrary: some({ output: text, usage: converseUsage, model }) },
  { weight: 1, arbitrary: fc.constantFrom(null, "just text", 5, true, {}) },
);

const MONTH_START = Date.parse("2026-11-01T00:00:00Z");
const DAY = 86_400_000;

/** As milliseconds, so that copies of a request are never alike in all that decides between them. */
const time = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: MONTH_START - DAY, max: MONTH_START + 31 * DAY }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      MONTH_START - 1,
      MONTH_START,
      MONTH_START + 30 * DAY - 1,
      MONTH_START + 30 * DAY,
    ),
  },
);
/** The forms of a time; whole seconds are what Bedrock writes. */
const stamp = fc.tuple(time, fc.nat(4)).map(([at, form]) => {
  const iso = new Date(at).toISOString();
  if (form === 0) return iso.replace("Z", "");
  if (form === 1) return new Date(at + 7_200_000).toISOString().replace("Z", "+02:00");
  if (form === 2) return new Date(at - 19_800_000).toISOString().replace("Z", "-0530");
  if (form === 3) return iso.replace("Z", "999Z");
  return iso;
});

const envelope = {
  schemaType: fc.constant("ModelInvocationLog"),
  timestamp: stamp,
  modelId: fc.constantFrom(...MODELS),
  errorCode: fc.constantFrom(undefined, undefined, undefined, null, "", "ThrottlingException"),
  identity: fc.constantFrom(...PRINCIPALS).map((arn) => ({ arn })),
  accountId: fc.constantFrom(ACCOUNT, ACCOUNT, ACCOUNT, OTHER_ACCOUNT, "", null),
  region: fc.constant("us-east-1"),
  inferenceRegion: fc.constantFrom(
    "us-east-1",
    "us-west-2",
    "ca-central-1",
    "eu-west-1",
    "eu-west-1",
    "sa-east-1",
    "",
    null,
  ),
  operation: fc.constantFrom("InvokeModel", "Converse", "ChatCompletions", undefined),
  serviceTier: fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, tier),
  requestMetadata: metadata,
};

const requestId = fc.nat(400).map((n) => `request-${n}`);
const counted = fc.record({
  ...envelope,
  requestId,
  input: some({
    inputTokenCount: logged,
    cacheReadInputTokenCount: logged,
    cacheWriteInputTokenCount: logged,
    inputBodyJson: fc.record({ messages: fc.array(text, { maxLength: 2 }) }),
  }),
  output: some({
    outputTokenCount: fc.oneof({ weight: 5, arbitrary: logged }, fc.constant(0)),
    outputBodyJson: body,
  }),
});
/** Only the body tells the tokens, if anything does. */
const uncounted = fc.record({ ...envelope, requestId, output: fc.record({ outputBodyJson: body }) });
/** Copies alike in tokens: the earliest counts. */
const twin = fc.record({
  ...envelope,
  requestId: fc.nat(9).map((n) => `twin-${n}`),
  input: fc.constant({ inputTokenCount: 3 }),
  output: fc.constant({ outputTokenCount: 4 }),
});
const record = fc
  .oneof(
    { weight: 6, arbitrary: counted },
    { weight: 3, arbitrary: uncounted },
    { weight: 1, arbitrary: twin },
  )
  .map((fields) => JSON.stringify(fields).replaceAll(`"${HUGE}"`, "1e400"));

const count = fc.oneof(
  { weight: 12, arbitrary: fc.nat(300_000) },
  { weight: 1, arbitrary: fc.oneof(fc.constant(null), odd) },
);

/** Without bodies, and with copies in one month only, as Bedrock delivers them. */
const plainRecord = fc
  .record({
    ...envelope,
    number: fc.nat(400),
    input: some({
      inputTokenCount: count,
      cacheReadInputTokenCount: count,
      cacheWriteInputTokenCount: count,
    }),
    output: some({ outputTokenCount: count }),
  })
  .map(({ number, ...fields }) => {
    const month = new Date(parseTimestamp(fields.timestamp) ?? 0).getUTCMonth();
    const recordText = JSON.stringify({ requestId: `request-${month}-${number}`, ...fields });
    return recordText.replaceAll(`"${HUGE}"`, "1e400");
  });

const malformed = fc.constantFrom(
  "{",
  "no JSON",
  '{"a":1}',
  "[]",
  '"text"',
  "5",
  "null",
  '{"schemaType":"ModelInvocationLog","requestId":"x","timestamp":"2026-11-03T10:00:00Z",}',
  '{"schemaType":"ModelInvocationLog","requestId":"x","timestamp":"2026-11-03T10:00:00Z","n":NaN}',
  '{"schemaType":"SomethingElse","requestId":"x","timestamp":"2026-11-03T10:00:00Z"}',
  '{"schemaType":"ModelInvocationLog","requestId":"","timestamp":"2026-11-03T10:00:00Z"}',
  '{"schemaType":"ModelInvocationLog","requestId":null,"timestamp":"2026-11-03T10:00:00Z"}',
  ...["2026-11-31T10:00:00Z", "2026-11-03T24:00:00Z", "2026-11-03 10:00:00", "2026-11", "", "yesterday"].map(
    (timestamp) => JSON.stringify({ schemaType: "ModelInvocationLog", requestId: "x", timestamp }),
  ),
);

/** One gzip member, or two. */
const object = (records: fc.Arbitrary<string>) =>
  fc
    .tuple(
      fc.array(fc.oneof({ weight: 12, arbitrary: records }, { weight: 1, arbitrary: malformed }), {
        minLength: 15,
        maxLength: 40,
      }),
      fc.boolean(),
    )
    .map(([lines, two]) => {
      const middle = Math.floor(lines.length / 2);
      return two
        ? Buffer.concat([logObject(lines.slice(0, middle)), logObject(lines.slice(middle))])
        : logObject(lines);
    });
/** An hour of delivery, some days before and after the month. */
const hour = (before: number, after: number) =>
  fc
    .tuple(fc.integer({ min: -before, max: 29 + after }), fc.nat(23))
    .map(([day, h]) =>
      new Date(MONTH_START + day * DAY + h * 3_600_000).toISOString().slice(0, 13).replace(/[-T]/g, "/"),
    );

const bucketWith = (records: fc.Arbitrary<string>, hours: fc.Arbitrary<string>): fc.Arbitrary<Objects> =>
  fc.array(fc.tuple(hours, object(records)), { minLength: 20, maxLength: 40 }).map((all) => ({
    ...Object.fromEntries(all.map(([at, bytes], i) => [logKey(at, `${i}`), bytes])),
    [logKey("2026/11/05/07", "empty")]: new Uint8Array(),
    [logKey("2026/11/05/07", "no-lines")]: gzipSync(""),
    [logKey("2026/11/05/07/data", "request-1_output")]: logObject(['{"usage":{"output_tokens":1}}']),
    [logKey("2026/11/05/07", "x").replace(/2026.*/, "amazon-bedrock-logs-permission-check")]:
      new Uint8Array(),
  }));

/** A logs bucket for November 2026 with every oddity that the fine print of the report names. */
export const bucket = bucketWith(record, hour(3, 3));

/** One for the saved queries, which read no bodies, and deliveries however late. */
export const plainBucket = bucketWith(plainRecord, hour(1, 0));
