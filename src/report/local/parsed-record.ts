import { type Body, countOf, isObject, memberOf } from "./body.js";
import { type Call, callOf } from "./call.js";

/** Reads a line by parsing all of it; undefined when it is no record. */
export function parseRecord(line: string): Call | undefined {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(record)) return undefined;
  const input = memberOf(record, "input");
  const output = memberOf(record, "output");
  return callOf({
    schemaType: memberOf(record, "schemaType"),
    timestamp: memberOf(record, "timestamp"),
    requestId: memberOf(record, "requestId"),
    modelId: memberOf(record, "modelId"),
    region: memberOf(record, "region"),
    errorCode: memberOf(record, "errorCode"),
    principal: memberOf(memberOf(record, "identity"), "arn"),
    inputTokenCount: memberOf(input, "inputTokenCount"),
    cacheReadInputTokenCount: memberOf(input, "cacheReadInputTokenCount"),
    cacheWriteInputTokenCount: memberOf(input, "cacheWriteInputTokenCount"),
    outputTokenCount: memberOf(output, "outputTokenCount"),
    body: bodyOf(memberOf(output, "outputBodyJson")),
  });
}

function bodyOf(value: unknown): Body | undefined {
  if (Array.isArray(value)) return streamBody(value);
  if (!isObject(value)) return undefined;
  const metrics = memberOf(value, METRICS);
  return {
    start: () => undefined,
    delta: () => undefined,
    metrics: () => metrics,
    usage: () => memberOf(value, "usage"),
    model: () => memberOf(value, "model"),
  };
}

function streamBody(events: unknown[]): Body {
  const last = (type: string) => events.findLast((event) => memberOf(event, "type") === type);
  const isDelta = (event: unknown) =>
    memberOf(event, "type") === "message_delta" &&
    countOf(memberOf(memberOf(event, "usage"), "output_tokens")) !== undefined;
  return {
    start: () => memberOf(last("message_start"), "message"),
    delta: () => memberOf(events.findLast(isDelta), "usage"),
    metrics: () =>
      memberOf(
        events.findLast((event) => isObject(memberOf(event, METRICS))),
        METRICS,
      ),
    usage: () => undefined,
    model: () => undefined,
  };
}

const METRICS = "amazon-bedrock-invocationMetrics";
