/**
 * The parts of an in-line response body that tell tokens and model, as parsed JSON of any type; undefined where
 * missing. They are asked for only when needed, since finding them may mean parsing.
 */
export interface Body {
  /** `message` of a stream's last `message_start` event. */
  start(): unknown;
  /** `usage` of a stream's last `message_delta` event whose `output_tokens` is a count. */
  delta(): unknown;
  /** The last `amazon-bedrock-invocationMetrics` that is an object. */
  metrics(): unknown;
  /** `usage` of a response that is no stream. */
  usage(): unknown;
  /** `model` of a response that is no stream. */
  model(): unknown;
  /** Service tier of a response that is no stream, beside its usage. */
  tier(): unknown;
  /** Why it ended: of each `message_delta`, or of a response. */
  stopReasons(): unknown[];
  /** Whether an `output_tokens` of a `message_delta` is odd. */
  hasOddDelta(): boolean;
}

/** Token counts of one call. */
export interface Counts {
  /** Without cache reads and writes. */
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
}

type CountNames = Record<keyof Counts, string | readonly [string, string]>;

const METRICS: CountNames = {
  input: "inputTokenCount",
  cacheRead: "cacheReadInputTokenCount",
  cacheWrite: "cacheWriteInputTokenCount",
  output: "outputTokenCount",
};

/** Anthropic Messages API, `usage`. */
const MESSAGES: CountNames = {
  input: "input_tokens",
  cacheRead: "cache_read_input_tokens",
  cacheWrite: "cache_creation_input_tokens",
  output: "output_tokens",
};

/** Amazon Bedrock Converse API, `TokenUsage`; some responses spell cache counts the second way. */
const CONVERSE: CountNames = {
  input: "inputTokens",
  cacheRead: ["cacheReadInputTokens", "cacheReadInputTokenCount"],
  cacheWrite: ["cacheWriteInputTokens", "cacheWriteInputTokenCount"],
  output: "outputTokens",
};

/** A member of what may be an object. */
export function memberOf(value: unknown, name: string): unknown {
  return isObject(value) ? (Object.hasOwn(value, name) ? value[name] : undefined) : undefined;
}

/** Whether a value is a JSON object, no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A count of tokens: a whole number of at least 0. Anything else is a missing count. */
export function countOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
}

/** Whether something stands for a count and is none. */
export function isOdd(value: unknown): boolean {
  return value !== undefined && value !== null && countOf(value) === undefined;
}

/** The four counts under their names; undefined when both input and output are missing. */
function readCounts(value: unknown, names: CountNames): Counts | undefined {
  const hasCount = (name: keyof Counts) => countAt(value, names[name]) !== undefined;
  return hasCount("input") || hasCount("output") ? countsOf(value, names) : undefined;
}

/** The four counts under their names; a missing one is 0. */
function countsOf(value: unknown, names: CountNames): Counts {
  const count = (name: keyof Counts) => countAt(value, names[name]) ?? 0;
  return {
    input: count("input"),
    cacheRead: count("cacheRead"),
    cacheWrite: count("cacheWrite"),
    output: count("output"),
  };
}

function countAt(value: unknown, name: CountNames["input"]): number | undefined {
  if (typeof name === "string") return countOf(memberOf(value, name));
  return countOf(memberOf(value, name[0])) ?? countOf(memberOf(value, name[1]));
}

/** Whether anything that a body says for a count is none. */
export function hasOddCounts(body: Body): boolean {
  const usage = memberOf(body.start(), "usage") ?? body.usage();
  const isOddIn = (value: unknown, names: CountNames) =>
    Object.values(names)
      .flat()
      .some((name) => isOdd(memberOf(value, name)));
  return (
    isOddIn(body.metrics(), METRICS) ||
    isOddIn(usage, CONVERSE) ||
    isOddIn(usage, MESSAGES) ||
    body.hasOddDelta()
  );
}

/** The counts a body tells: its invocation metrics, else the stream's usage, else the response's. */
export function bodyCounts(body: Body): Counts | undefined {
  return (
    readCounts(body.metrics(), METRICS) ??
    streamCounts(body) ??
    readCounts(body.usage(), CONVERSE) ??
    readCounts(body.usage(), MESSAGES)
  );
}

/** A stream that was cut before its `message_delta` has the output count of its `message_start`. */
function streamCounts(body: Body): Counts | undefined {
  const start = memberOf(body.start(), "usage");
  const output = countOf(memberOf(body.delta(), "output_tokens"));
  return output === undefined ? readCounts(start, MESSAGES) : { ...countsOf(start, MESSAGES), output };
}

/** The model that a response names; null when it names none. */
export function modelOf(body: Body): string | null {
  const model = memberOf(body.start(), "model") ?? body.model();
  return typeof model === "string" && model !== "" ? model : null;
}

/**
 * Of the cache writes, those for an hour.
 * @param cacheWrite all of them; a body never says more
 * @returns undefined when the body does not tell one-hour from five-minute writes
 */
export function longWrites(body: Body, cacheWrite: number): number | undefined {
  const usage = memberOf(body.start(), "usage") ?? body.usage();
  const said =
    saidByMessages(memberOf(usage, "cache_creation")) ?? saidByConverse(memberOf(usage, "cacheDetails"));
  return said === undefined ? undefined : Math.min(said, cacheWrite);
}

/** Whether something stands for a count of one-hour or five-minute cache writes and is none, where they are asked for. */
export function hasOddLifetimes(body: Body): boolean {
  const usage = memberOf(body.start(), "usage") ?? body.usage();
  const creation = memberOf(usage, "cache_creation");
  if ([LONG, SHORT].some((name) => isOdd(memberOf(creation, name)))) return true;
  const details = memberOf(usage, "cacheDetails");
  return (
    saidByMessages(creation) === undefined &&
    Array.isArray(details) &&
    details.some((detail) => isOdd(memberOf(detail, "inputTokens")))
  );
}

const LONG = "ephemeral_1h_input_tokens";
const SHORT = "ephemeral_5m_input_tokens";

function saidByMessages(creation: unknown): number | undefined {
  const long = countOf(memberOf(creation, LONG));
  const short = countOf(memberOf(creation, SHORT));
  return long ?? (short === undefined ? undefined : 0);
}

function saidByConverse(details: unknown): number | undefined {
  if (!Array.isArray(details) || details.length === 0) return undefined;
  return details
    .filter((detail) => memberOf(detail, "ttl") === "1h")
    .reduce((sum: number, detail) => sum + (countOf(memberOf(detail, "inputTokens")) ?? 0), 0);
}
