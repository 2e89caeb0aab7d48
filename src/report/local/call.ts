import { isApplicationProfile } from "../model.js";
import { parseTimestamp } from "../timestamp.js";
import { type Body, type Counts, bodyCounts, countOf, longWrites, modelOf } from "./body.js";

/** One record of the invocation log, as far as its cost and owner depend on it. */
export interface Call {
  requestId: string;
  /** Milliseconds since 1970 UTC. */
  time: number;
  modelId: string | null;
  /** Only for application inference profiles. */
  bodyModel: string | null;
  principal: string | null;
  region: string | null;
  /** It has an `errorCode`. */
  failed: boolean;
  /** Neither the envelope nor the body tells its tokens. */
  unmetered: boolean;
  input: number;
  cacheRead: number;
  /** Of both lifetimes. */
  cacheWrite: number;
  /** Of `cacheWrite`, what the body says was written for an hour; undefined where no body says. */
  cacheWrite1h: number | undefined;
  output: number;
}

/** A record's own fields, as parsed: of any type, undefined where missing. */
export interface Envelope {
  schemaType: unknown;
  timestamp: unknown;
  requestId: unknown;
  modelId: unknown;
  region: unknown;
  errorCode: unknown;
  principal: unknown;
  inputTokenCount: unknown;
  cacheReadInputTokenCount: unknown;
  cacheWriteInputTokenCount: unknown;
  outputTokenCount: unknown;
  body: Body | undefined;
}

const NO_TOKENS: Counts = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };

/** Reads a call off its envelope; undefined when it is no record of an invocation. */
export function callOf(envelope: Envelope): Call | undefined {
  if (envelope.schemaType !== "ModelInvocationLog") return undefined;
  const requestId = textOf(envelope.requestId);
  const time = typeof envelope.timestamp === "string" ? parseTimestamp(envelope.timestamp) : undefined;
  if (requestId === null || time === undefined) return undefined;
  const modelId = textOf(envelope.modelId);
  const { body } = envelope;
  const counts = envelopeCounts(envelope) ?? (body && bodyCounts(body));
  const { input, cacheRead, cacheWrite, output } = counts ?? NO_TOKENS;
  return {
    requestId,
    time,
    modelId,
    bodyModel: body !== undefined && modelId !== null && isApplicationProfile(modelId) ? modelOf(body) : null,
    principal: textOf(envelope.principal),
    region: textOf(envelope.region),
    failed: envelope.errorCode !== undefined && envelope.errorCode !== null && envelope.errorCode !== "",
    unmetered: counts === undefined,
    input,
    cacheRead,
    cacheWrite,
    output,
    cacheWrite1h: body !== undefined && cacheWrite > 0 ? longWrites(body, cacheWrite) : undefined,
  };
}

/** Undefined when both input and output are missing; the same as for bodies, with no look-up by name. */
function envelopeCounts(envelope: Envelope): Counts | undefined {
  const input = countOf(envelope.inputTokenCount);
  const output = countOf(envelope.outputTokenCount);
  if (input === undefined && output === undefined) return undefined;
  return {
    input: input ?? 0,
    cacheRead: countOf(envelope.cacheReadInputTokenCount) ?? 0,
    cacheWrite: countOf(envelope.cacheWriteInputTokenCount) ?? 0,
    output: output ?? 0,
  };
}

/** A text; anything else, and an empty one, is a missing text. */
export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
