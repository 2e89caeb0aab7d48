import fc from "fast-check";
import { profileArn, signedIn } from "../logs.js";

/** Text that looks like what a scanner is after. */
const trickyText = fc.oneof(
  fc.string({ maxLength: 40, unit: "binary" }),
  fc.constantFrom(
    '"inputTokenCount": 999',
    '\\"inputTokenCount\\": 999',
    '","requestId":"stolen',
    "\\",
    '\\"',
    "\n\r\t\u0000",
    "message_start",
    "é漢😀\ud83d",
    "}]}",
    "",
  ),
);

const tokens = fc.oneof(
  fc.nat(2_000_000),
  fc.constantFrom(null, undefined, -1, 0.5, "7", 1e21, true, {}, 0, 3_000_000_000),
);

const tier = fc.constantFrom(
  ...[
    "standard",
    "default",
    "flex",
    "Priority",
    "",
    null,
    7,
    undefined,
    { type: "flex" },
    { type: "default" },
  ],
);

const stop = fc.constantFrom("refusal", "end_turn", null, 7);

const usage = fc.record(
  {
    service_tier: tier,
    input_tokens: tokens,
    output_tokens: tokens,
    cache_read_input_tokens: tokens,
    cache_creation_input_tokens: tokens,
    inputTokens: tokens,
    outputTokens: tokens,
    cacheReadInputTokenCount: tokens,
    cacheWriteInputTokens: tokens,
    cache_creation: fc.oneof(
      fc.record(
        { ephemeral_1h_input_tokens: tokens, ephemeral_5m_input_tokens: tokens },
        { requiredKeys: [] },
      ),
      fc.constantFrom(null, 5, []),
    ),
    cacheDetails: fc.array(fc.record({ ttl: fc.constantFrom("1h", "5m", 1), inputTokens: tokens }), {
      maxLength: 3,
    }),
  },
  { requiredKeys: [] },
);

const model = fc.oneof(fc.constantFrom("claude-opus-5-5", "", null, 7), trickyText);

const metrics = fc.oneof(
  fc.record(
    { inputTokenCount: tokens, outputTokenCount: tokens, cacheWriteInputTokenCount: tokens },
    { requiredKeys: [] },
  ),
  fc.constantFrom(null, [], "x"),
);

/** What may be in a body besides: traps at other depths than the real thing. */
const filler = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    trickyText,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, true, false),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        "usage",
        "input",
        "inputTokenCount",
        "requestId",
        "type",
        "message",
        "x",
        'a"b',
        "__proto__",
      ),
      tie("value"),
      { maxKeys: 3, noNullPrototype: true },
    ),
  ),
})).value;

const event = fc.oneof(
  fc.record(
    {
      type: fc.constantFrom(
        "message_start",
        "message_delta",
        "message_stop",
        "content_block_delta",
        null,
        'x\\"',
      ),
      message: fc.oneof(fc.record({ model, usage, text: trickyText }, { requiredKeys: [] }), filler),
      usage: fc.oneof(usage, filler),
      "amazon-bedrock-invocationMetrics": metrics,
      index: filler,
      delta: fc.oneof(fc.record({ stop_reason: stop }), filler),
    },
    { requiredKeys: [] },
  ),
  filler,
);

const body = fc.oneof(
  fc.array(event, { maxLength: 5 }),
  fc.record(
    {
      ...{
        usage: fc.oneof(usage, filler),
        model,
        "amazon-bedrock-invocationMetrics": metrics,
        content: filler,
      },
      ...{ stop_reason: stop, stopReason: stop, service_tier: tier, serviceTier: tier },
    },
    { requiredKeys: [] },
  ),
  filler,
);

/** Records with bodies and members of every kind, most of them valid. */
export const hostileRecords = fc.record(
  {
    schemaType: fc.constant("ModelInvocationLog"),
    timestamp: fc.constantFrom("2026-11-03T09:14:22Z", "2026-11-03T09:14:22.5+01:00", "2026-11-30"),
    requestId: fc.oneof(fc.uuid(), trickyText, fc.constantFrom("a", "b")),
    modelId: fc.oneof(
      fc.constantFrom(profileArn("p1"), "global.anthropic.claude-opus-4-6-v1", null),
      trickyText,
    ),
    region: fc.oneof(fc.constantFrom("us-east-1", null, 5), trickyText),
    accountId: fc.oneof(fc.constantFrom("111122223333", null, 7), trickyText),
    inferenceRegion: fc.constantFrom("us-east-1", "eu-west-1", null, {}),
    requestMetadata: fc.oneof(
      fc.dictionary(fc.constantFrom("user", "__proto__", "x"), fc.oneof(trickyText, fc.constant(5)), {
        noNullPrototype: true,
      }),
      filler,
    ),
    serviceTier: tier,
    errorCode: fc.constantFrom(undefined, undefined, null, "", "ThrottlingException", 0),
    identity: fc.oneof(
      fc.record({ arn: fc.oneof(fc.constant(signedIn("ada")), trickyText) }, { requiredKeys: [] }),
      filler,
    ),
    input: fc.oneof(
      fc.record(
        {
          inputTokenCount: tokens,
          cacheReadInputTokenCount: tokens,
          cacheWriteInputTokenCount: tokens,
          inputBodyJson: filler,
        },
        { requiredKeys: [] },
      ),
      filler,
    ),
    output: fc.oneof(
      fc.record({ outputTokenCount: tokens, outputBodyJson: body }, { requiredKeys: [] }),
      fc.record({ outputBodyJson: body }),
    ),
    extra: filler,
  },
  { requiredKeys: ["schemaType", "timestamp", "requestId", "output"] },
);

type Writer = (value: unknown) => string;

/** Ways to write a value as JSON on one line: with blanks or not, members in any order, more or fewer escapes. */
export const jsonText: fc.Arbitrary<Writer> = fc
  .record({ spaced: fc.boolean(), escaped: fc.boolean(), seed: fc.nat() })
  .map(({ spaced, escaped, seed }) => {
    const blank = spaced ? " \t" : "";
    const text = (value: string) => {
      const plain = JSON.stringify(value);
      if (!escaped) return plain;
      return plain.replaceAll(
        /[^\u0020-\u007e]/g,
        (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
    };
    const write = (value: unknown, depth: number): string => {
      if (typeof value === "string") return text(value);
      if (Array.isArray(value)) {
        return `[${blank}${value.map((item) => write(item ?? null, depth + 1)).join(`${blank},${blank}`)}]`;
      }
      if (typeof value !== "object" || value === null) return JSON.stringify(value);
      const members = Object.entries(value).filter(([, member]) => member !== undefined);
      const turned = members.map(
        (_member, i) => members[(i + seed + depth) % members.length] as [string, unknown],
      );
      const written = turned.map(
        ([name, member]) => `${text(name)}${blank}:${blank}${write(member, depth + 1)}`,
      );
      return `{${blank}${written.join(`,${blank}`)}${blank}}`;
    };
    return (value: unknown) => blank + write(value, 0) + blank;
  });
