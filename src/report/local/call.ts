import { isAbroad } from "../abroad.js";
import { isApplicationProfile } from "../model.js";
import { parseTimestamp } from "../timestamp.js";
import type { CallerClass } from "../usage.js";
import {
  type Body,
  type Counts,
  bodyCounts,
  countOf,
  hasOddCounts,
  hasOddLifetimes,
  isOdd,
  longWrites,
  memberOf,
  modelOf,
} from "./body.js";
import { otherTier } from "./tier.js";

/** One record of the invocation log, as far as its cost and owner depend on it. */
export interface Call extends CallerClass {
  requestId: string;
  /** Milliseconds since 1970 UTC. */
  time: number;
  /** It has an `errorCode`. */
  failed: boolean;
  /** Neither the envelope nor the body tells its tokens. */
  unmetered: boolean;
  /** Something stands for a token count and is none. */
  odd: boolean;
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
  account: unknown;
  region: unknown;
  inferenceRegion: unknown;
  requestMetadata: unknown;
  serviceTier: unknown;
  errorCode: unknown;
  principal: unknown;
  inputTokenCount: unknown;
  cacheReadInputTokenCount: unknown;
  cacheWriteInputTokenCount: unknown;
  outputTokenCount: unknown;
  body: Body | undefined;
}

const NO_TOKENS: Counts = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };

/**
 * Reads a call off its envelope; undefined when it is no record of an invocation.
 * @param metadataKeys keys of the request metadata to be read
 */
export function callOf(envelope: Envelope, metadataKeys: readonly string[]): Call | undefined {
  if (envelope.schemaType !== "ModelInvocationLog") return undefined;
  const requestId = textOf(envelope.requestId);
  const time = typeof envelope.timestamp === "string" ? parseTimestamp(envelope.timestamp) : undefined;
  if (requestId === null || time === undefined) return undefined;
  const modelId = textOf(envelope.modelId);
  const isProfile = modelId !== null && isApplicationProfile(modelId);
  const region = textOf(envelope.region);
  const { body, errorCode } = envelope;
  const failed = errorCode !== undefined && errorCode !== null && errorCode !== "";
  const logged = envelopeCounts(envelope);
  const counts = logged ?? (body && bodyCounts(body));
  const { input, cacheRead, cacheWrite, output } = counts ?? NO_TOKENS;
  return {
    requestId,
    time,
    modelId,
    bodyModel: body !== undefined && isProfile ? modelOf(body) : null,
    principal: textOf(envelope.principal),
    account: textOf(envelope.account),
    region,
    abroad: isProfile && isAbroad(region, textOf(envelope.inferenceRegion)),
    tier: failed ? null : otherTier(envelope.serviceTier, body && usageTier(body), body?.tier()),
    refused: !failed && output === 0 && body?.stopReasons().includes("refusal") === true,
    metadata: metadataOf(envelope.requestMetadata, metadataKeys),
    failed,
    unmetered: counts === undefined,
    odd:
      hasOddCount(envelope) ||
      (body !== undefined &&
        ((logged === undefined && hasOddCounts(body)) || (cacheWrite > 0 && hasOddLifetimes(body)))),
    input,
    cacheRead,
    cacheWrite,
    output,
    cacheWrite1h: body !== undefined && cacheWrite > 0 ? longWrites(body, cacheWrite) : undefined,
  };
}

/** What request metadata says under some keys. */
export function metadataOf(metadata: unknown, keys: readonly string[]): (string | null)[] {
  return keys.map((key) => textOf(memberOf(metadata, key)));
}

function usageTier(body: Body): unknown {
  return memberOf(memberOf(body.start(), "usage") ?? body.usage(), "service_tier");
}

function hasOddCount(envelope: Envelope): boolean {
  return (
    isOdd(envelope.inputTokenCount) ||
    isOdd(envelope.cacheReadInputTokenCount) ||
    isOdd(envelope.cacheWriteInputTokenCount) ||
    isOdd(envelope.outputTokenCount)
  );
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
