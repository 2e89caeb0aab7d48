import fc from "fast-check";
import { profileArn, signedIn } from "../logs.js";

/** JSON text of token counts, usual and not. */
const countText = fc.oneof(
  { weight: 4, arbitrary: fc.nat(200_000).map(String) },
  fc.constantFrom(
    ...["0", "7", "999999999", "1000000000", "4294967296", "12345678901234567890", "9007199254740991"],
    ...["1.0", "1e3", "-0", "-1", "0.5", "1e400", "-1e400", "1E+2", "null", '"5"', "true", "{}", "[7]"],
  ),
);

/** As most records have them. */
const plainCount = fc.nat(200_000).map(String);

const hex = fc.constantFrom(..."0123456789abcdef");

/** JSON text of request ids. */
const idText = fc.oneof(
  { weight: 6, arbitrary: fc.uuid().map((id) => `"${id}"`) },
  // A few of them come again.
  fc.nat(3).map((i) => `"00000000-0000-4000-8000-00000000000${i}"`),
  // One letter is another one: at times a UUID no more.
  fc
    .tuple(fc.uuid(), fc.nat(35), fc.oneof(hex, fc.constantFrom(..."gG-AF/:@`{ ", "é", "\\u0061", "\\n")))
    .map(([id, at, by]) => `"${id.slice(0, at)}${by}${id.slice(at + 1)}"`),
  fc.uuid().map((id) => `"${id.toUpperCase()}"`),
  fc.constantFrom('"r"', '""', "null", "5", `"${"a".repeat(36)}"`, '"\\u0061b"'),
);

const instant = fc.date({
  min: new Date("1969-01-01T00:00:00Z"),
  max: new Date("2101-12-31T23:59:59Z"),
  noInvalidDate: true,
});

/** JSON text of timestamps. */
const timeText = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.nat(40 * 86_400).map((s) => secondsOf(new Date(Date.UTC(2026, 9, 25) + s * 1000))),
  },
  { weight: 2, arbitrary: instant.map(secondsOf) },
  // Days and times that exist or do not.
  fc
    .tuple(
      fc.constantFrom(1969, 1970, 2000, 2026, 2028, 2100, 9999),
      fc.nat(14),
      fc.nat(33),
      fc.nat(26),
      fc.nat(61),
    )
    .map(
      ([year, month, day, hour, second]) =>
        `"${year}-${two(month)}-${two(day)}T${two(hour)}:30:${two(second)}Z"`,
    ),
  // One character is another one.
  fc
    .tuple(instant, fc.nat(19), fc.constantFrom(..."/:;09-+TtZz .a"))
    .map(([date, at, by]) => secondsOf(date).slice(0, at + 1) + by + secondsOf(date).slice(at + 2)),
  fc.constantFrom(
    ...['"2026-11-03"', '"2026-11-03T09:14:22.123Z"', '"2026-11-03T09:14:22+02:00"', '"2026-11-03T09:14:22"'],
    ...[
      '"2026-02-29T00:00:00Z"',
      '"2028-02-29T00:00:00Z"',
      '"2026-11-03T24:00:00Z"',
      '"0099-11-03T09:14:22Z"',
    ],
    ...['"2026-11-03T09:14:22\\u005a"', '""', "null", "1762161262", '"yesterday"'],
  ),
);

function secondsOf(date: Date): string {
  return `"${date.toISOString().slice(0, 19)}Z"`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** JSON text of values that come again and again, some of them nearly alike, short and long. */
const knownText = fc.oneof(
  { weight: 6, arbitrary: fc.nat(5).map((i) => JSON.stringify(profileArn(`p${i}`))) },
  { weight: 6, arbitrary: fc.nat(5).map((i) => JSON.stringify(signedIn(`dev-${i}`))) },
  fc
    .tuple(
      fc.constantFrom(1, 5, 6, 7, 13, 14, 15, 30, 46, 236, 237, 238, 239, 254, 1000),
      fc.nat(),
      fc.constantFrom("b", "c"),
    )
    .map(([length, at, by]) => {
      const text = "a".repeat(length);
      return `"${text.slice(0, at % length)}${by}${text.slice((at % length) + 1)}"`;
    }),
  fc.constantFrom(
    '""',
    "null",
    "5",
    "{}",
    '["x"]',
    '"\\u0061"',
    '"a"',
    '"é漢😀"',
    String.raw`"\ud83d"`,
    '"anthropic.claude"',
  ),
);

const schemaText = fc.oneof(
  { weight: 30, arbitrary: fc.constant('"ModelInvocationLog"') },
  fc.constantFrom(
    '"ModelInvocationLoG"',
    '"modelInvocationLog"',
    '"ModelInvocationLogs"',
    '"Model\\u0049nvocationLog"',
    "null",
    "20",
  ),
);

const creation = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(plainCount, plainCount)
      .map(([long, short]) => object({ ephemeral_1h_input_tokens: long, ephemeral_5m_input_tokens: short })),
  },
  fc
    .tuple(countText, countText)
    .map(([long, short]) => object({ ephemeral_1h_input_tokens: long, ephemeral_5m_input_tokens: short })),
  countText.map((short) => object({ ephemeral_5m_input_tokens: short })),
  fc.constantFrom("null", "{}", "7", '{"ephemeral_1h_input_tokens":1,"ephemeral_1h_input_tokens":2}'),
);

/** JSON text of service tiers: the standard one by its names, others, and what is none. */
const tierText = fc.oneof(
  fc.constantFrom('"standard"', '"default"', "null"),
  fc.constantFrom(
    ...[
      '"flex"',
      '"priority"',
      '"Standard"',
      '"standarx"',
      '"xtandard"',
      '"defaulx"',
      '"Default"',
      '""',
      "7",
    ],
    ...[
      '{"type":"flex"}',
      '{"type":"default"}',
      '{"type":7}',
      "{}",
      '"d\\u0065fault"',
      "[1,2,3,4]",
      '"nothing"',
    ],
  ),
);

/** JSON text of request metadata, some of it too long to be kept. */
const metadataText = fc.oneof(
  fc.constantFrom(
    '{"team":"blue"}',
    '{"x":"y","team":"red"}',
    '{"team":"red","team":"blue"}',
    '{"Team":"red"}',
  ),
  fc.constantFrom("null", "7", "[]", "{}", '"team"', '{"team":7}', '{"team":""}', '{"t\\u0065am":"red"}'),
  fc.integer({ min: 190, max: 260 }).map((length) => `{"team":"red","long":"${"x".repeat(length)}"}`),
);

const regionText = fc.constantFrom(
  ...[
    '"us-east-1"',
    '"ca-central-1"',
    '"eu-west-1"',
    '"ap-south-1"',
    '"us-gov-west-1"',
    '"sa-east-1"',
    '""',
    "7",
  ],
);

const usage = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(creation, plainCount)
      .map(([c, count]) => object({ input_tokens: count, cache_creation: c })),
  },
  fc.tuple(countText, countText).map(([one, other]) => object({ input_tokens: one, output_tokens: other })),
  fc
    .tuple(plainCount, tierText)
    .map(([count, tier]) => object({ input_tokens: count, service_tier: tier, cache_creation: "null" })),
  countText.map((count) => `{"cacheReadInputTokenCount":${count},"outputTokens":3}`),
  countText.map((count) => `{"cacheDetails":[{"ttl":"1h","inputTokens":${count}}],"outputTokens":3}`),
  fc.constantFrom("null", "7", "{}"),
);

const stopText = fc.constantFrom('"refusal"', '"end_turn"', "null", "7", '"r\\u0065fusal"');

const message = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(knownText, usage).map(([model, u]) => object({ model, usage: u })) },
  fc
    .tuple(usage, stopText, tierText)
    .map(([u, stop, tier]) => object({ usage: u, stop_reason: stop, service_tier: tier })),
  fc
    .tuple(usage, stopText, tierText)
    .map(([u, stop, tier]) => object({ usage: u, stopReason: stop, serviceTier: tier })),
  fc.constantFrom("null", '{"service_tier":"flex","serviceTier":"default"}', "[]", '"x"', "{}"),
);

const event = fc.oneof(
  { weight: 4, arbitrary: message.map((m) => object({ type: '"message_start"', message: m })) },
  { weight: 2, arbitrary: usage.map((u) => object({ type: '"message_delta"', usage: u })) },
  fc.tuple(countText, stopText).map(([count, stop]) =>
    object({
      type: '"message_delta"',
      delta: object({ stop_reason: stop }),
      usage: object({ output_tokens: count }),
    }),
  ),
  message.map((m) => object({ message: m, type: '"message_stop"' })),
  countText.map(
    (c) => `{"amazon-bedrock-invocationMetrics":{"inputTokenCount":${c},"outputTokenCount":${c}}}`,
  ),
  fc.constantFrom(
    '{"type":"message_\\u0073tart"}',
    '{"type":"x","type":"y"}',
    "{}",
    "1",
    "null",
    '{"type":7}',
    '{"type":"message_delto"}',
  ),
);

/** JSON text of response bodies. */
const bodyText = fc.oneof(
  fc.array(event, { maxLength: 4 }).map((events) => `[${events.join(",")}]`),
  message,
  fc.constantFrom("null", '"s3"', "7"),
);

function object(members: Record<string, string | undefined>): string {
  const texts = Object.entries(members).filter(([, value]) => value !== undefined);
  return `{${texts.map(([name, value]) => `"${name}":${value}`).join(",")}}`;
}

function optional(text: fc.Arbitrary<string>, weight = 5): fc.Arbitrary<string | undefined> {
  return fc.oneof({ weight, arbitrary: text }, fc.constant(undefined));
}

/** Counts of one record: all usual, or any. */
const counts = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      input: optional(plainCount),
      read: optional(plainCount),
      write: optional(plainCount),
      output: optional(plainCount),
    }),
  },
  fc.record({
    input: optional(countText),
    read: optional(countText),
    write: optional(countText),
    output: optional(countText),
  }),
);

const recordText = fc
  .record({
    schemaType: optional(schemaText, 40),
    timestamp: optional(timeText, 40),
    requestId: optional(idText, 40),
    modelId: optional(knownText),
    region: optional(fc.oneof({ weight: 2, arbitrary: fc.constant('"us-east-1"') }, regionText, knownText)),
    inferenceRegion: optional(fc.oneof({ weight: 2, arbitrary: regionText }, knownText)),
    accountId: optional(fc.oneof(fc.constantFrom('"111122223333"', '"444455556666"', "1"), knownText)),
    requestMetadata: optional(metadataText, 1),
    serviceTier: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, tierText),
    errorCode: optional(fc.constantFrom("null", '""', '"Throttling"', "0", '"\\u0000"', "{}", '" "'), 1),
    principal: optional(knownText),
    identity: fc.oneof({ weight: 20, arbitrary: fc.constant(undefined) }, fc.constantFrom("null", "7", "[]")),
    counts,
    body: optional(bodyText, 1),
    turn: fc.nat(8),
  })
  .map(({ principal, counts: { input, read, write, output }, body, turn, identity, ...own }) => {
    const members = Object.entries({
      ...own,
      identity: identity ?? object({ arn: principal }),
      input: object({
        inputTokenCount: input,
        cacheReadInputTokenCount: read,
        cacheWriteInputTokenCount: write,
      }),
      output: object({ outputTokenCount: output, outputBodyJson: body }),
    });
    const turned = members.map(
      (_member, i) => members[(i + turn) % members.length] as (typeof members)[number],
    );
    return object(Object.fromEntries(turned));
  });

/** Lines of a log object: records that are usual in nearly everything, and lines that are none. */
export const logLine = fc.oneof(
  { weight: 20, arbitrary: recordText },
  recordText.map((text) => ` \t${text.replaceAll(":", " : ").replaceAll(",", " ,")} \r`),
  recordText.map((text) => text.replace("{", '{"requestId":"twice",')),
  recordText.map((text) => text.replace('"modelId"', String.raw`"model\u0049d"`)),
  fc.tuple(recordText, fc.nat(), fc.constantFrom("", ",", "}", '"', "\\", "x")).map(([text, at, by]) => {
    const place = at % text.length;
    return text.slice(0, place) + by + text.slice(place + 1);
  }),
  fc.constantFrom("", " ", "\r", " \t\r", "{}", "[]", "x", "{", "\u00a0", "\ufeff", "\u0000"),
);
