import { type Body, countOf, isObject, isOdd, memberOf } from "./body.js";
import { type Call, callOf } from "./call.js";

/**
 * Reads a line by parsing all of it; undefined when it is no record.
 * @param metadataKeys keys of the request metadata to be read
 */
export function parseRecord(line: string, metadataKeys: readonly string[] = []): Call | undefined {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(record)) return undefined;
  const input = memberOf(record, "input");
  const output = memberOf(record, "output");
  const envelope = {
    schemaType: memberOf(record, "schemaType"),
    timestamp: memberOf(record, "timestamp"),
    requestId: memberOf(record, "requestId"),
    modelId: memberOf(record, "modelId"),
    account: memberOf(record, "accountId"),
    region: memberOf(record, "region"),
    inferenceRegion: memberOf(record, "inferenceRegion"),
    requestMetadata: memberOf(record, "requestMetadata"),
    serviceTier: memberOf(record, "serviceTier"),
    errorCode: memberOf(record, "errorCode"),
    principal: memberOf(memberOf(record, "identity"), "arn"),
    inputTokenCount: memberOf(input, "inputTokenCount"),
    cacheReadInputTokenCount: memberOf(input, "cacheReadInputTokenCount"),
    cacheWriteInputTokenCount: memberOf(input, "cacheWriteInputTokenCount"),
    outputTokenCount: memberOf(output, "outputTokenCount"),
    body: bodyOf(memberOf(output, "outputBodyJson")),
  };
  return callOf(envelope, metadataKeys);
}

/** A response body; undefined for what is none. @param value as parsed */
export function bodyOf(value: unknown): Body | undefined {
  if (Array.isArray(value)) return streamBody(value);
  if (!isObject(value)) return undefined;
  const metrics = memberOf(value, METRICS);
  return {
    start: () => undefined,
    delta: () => undefined,
    metrics: () => metrics,
    usage: () => memberOf(value, "usage"),
    model: () => memberOf(value, "model"),
    tier: () => memberOf(value, "service_tier") ?? memberOf(value, "serviceTier"),
    stopReasons: () => [memberOf(value, "stop_reason"), memberOf(value, "stopReason")],
    hasOddDelta: () => false,
  };
}

function streamBody(events: unknown[]): Body {
  const last = (type: string) => events.findLast((event) => memberOf(event, "type") === type);
  const isDelta = (event: unknown) => memberOf(event, "type") === "message_delta";
  const outputOf = (event: unknown) => memberOf(memberOf(event, "usage"), "output_tokens");
  const tells = (event: unknown) => isDelta(event) && countOf(outputOf(event)) !== undefined;
  return {
    start: () => memberOf(last("message_start"), "message"),
    delta: () => memberOf(events.findLast(tells), "usage"),
    metrics: () =>
      memberOf(
        events.findLast((event) => isObject(memberOf(event, METRICS))),
        METRICS,
      ),
    usage: () => undefined,
    model: () => undefined,
    tier: () => undefined,
    stopReasons: () =>
      events.filter(isDelta).map((event) => memberOf(memberOf(event, "delta"), "stop_reason")),
    hasOddDelta: () => events.some((event) => isDelta(event) && isOdd(outputOf(event))),
  };
}

const METRICS = "amazon-bedrock-invocationMetrics";
