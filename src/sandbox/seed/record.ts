import type { Stack } from "../../engine/kind.js";
import { converseBody, converseRequest, plainBody, requestBody, streamBody } from "./bodies.js";
import { destinationsOf } from "./callers.js";
import type { SeedCall } from "./calls.js";
import { Random } from "./random.js";

/** One line of a log object, and the body that was too large for it. */
export interface SeedRecord {
  record: object;
  /** Goes under `data/`, whose folder is that of the object. */
  offloaded?: { requestId: string; body: object };
}

export interface RecordOptions {
  stack: Stack;
  /** false: token counts without bodies. */
  deliverText: boolean;
  /** `s3://bucket/…/HH`: where the object and its `data/` lie. */
  folder: string;
}

/** A prompt above this many tokens is more than the 100 KB that a record holds. */
const OFFLOADED_ABOVE_TOKENS = 25_000;
/** Of the large inputs, how many are kept as objects; all of them would only make the simulation slow. */
const KEPT_INPUTS = 0.1;

const ERRORS = ["ThrottlingException", "ThrottlingException", "ModelTimeoutException", "ValidationException"];

/** The log record of a call, as Bedrock writes it. */
export function recordOf(call: SeedCall, { stack, deliverText, folder }: RecordOptions): SeedRecord {
  const random = new Random(call.requestId);
  const way = wayOf(random, call, stack);
  const envelope = (input: object, output: object, more: object = {}): object => ({
    timestamp: new Date(call.at).toISOString().replace(".000Z", "Z"),
    accountId: stack.account,
    region: stack.region,
    requestId: call.requestId,
    operation: way.operation,
    modelId: way.modelId,
    ...more,
    input,
    output,
    identity: { arn: way.identity },
  });
  const schema = { schemaType: "ModelInvocationLog", schemaVersion: "1.0" };
  const type = "application/json";
  if (random.chance(0.012)) {
    const failed = envelope(
      { inputContentType: type },
      { outputContentType: type },
      { errorCode: random.pick(ERRORS) },
    );
    return { record: { ...failed, ...schema } };
  }
  const inferenceRegion = random.pick(destinationsOf(call.model.source, stack.region));
  const finish = (input: object, output: object): object => ({
    ...envelope({ ...input, ...inputCounts(call) }, { ...output, outputTokenCount: call.outputTokens }),
    ...(way.metadata === undefined ? {} : { requestMetadata: way.metadata }),
    inferenceRegion,
    ...schema,
  });
  if (!deliverText || random.chance(0.02)) return { record: finish({}, {}) };
  const outputBodyJson = way.answer(random.around(6_000, 1.8));
  const output = { outputContentType: type, outputBodyJson };
  const prompt = call.inputTokens + call.cacheReadTokens + call.cacheWriteTokens;
  if (prompt <= OFFLOADED_ABOVE_TOKENS || !random.chance(KEPT_INPUTS)) {
    return { record: finish({ inputContentType: type, inputBodyJson: way.request }, output) };
  }
  const inputBodyS3Path = `${folder}/data/${call.requestId}_input.json.gz`;
  return {
    record: finish({ inputContentType: type, inputBodyS3Path }, output),
    offloaded: { requestId: call.requestId, body: way.request },
  };
}

/** Cache counts are there only when the call used the cache. */
function inputCounts(call: SeedCall): object {
  const cached = call.cacheReadTokens + call.cacheWriteTokens > 0;
  return {
    inputTokenCount: call.inputTokens,
    ...(cached
      ? { cacheReadInputTokenCount: call.cacheReadTokens, cacheWriteInputTokenCount: call.cacheWriteTokens }
      : {}),
  };
}

interface Way {
  operation: string;
  modelId: string;
  identity: string;
  request: object;
  answer: (latency: number) => object;
  metadata?: Record<string, string>;
}

/** Which API a call took: mostly streams through the developer's profile, now and then something else. */
function wayOf(random: Random, call: SeedCall, stack: Stack): Way {
  const { profileArn, source } = call.model;
  const { identity } = call.caller;
  const rare = random.unit();
  // A script of the developer's own, past the profile: found by its identity.
  if (rare < 0.02) {
    return {
      ...{ operation: "ConverseStream", modelId: source, identity, request: converseRequest() },
      answer: (latency) => converseBody(call, latency),
      metadata: { application: "review-bot" },
    };
  }
  const invoke = { request: requestBody(call), answer: () => plainBody(call) };
  // A key nobody owns up to.
  if (rare < 0.028) {
    const user = `arn:${stack.partition}:iam::${stack.account}:user/BedrockAPIKey-ab12`;
    const prefixed = !source.startsWith("anthropic.");
    const arn = `arn:${stack.partition}:bedrock:${stack.region}:${stack.account}:inference-profile/${source}`;
    return { operation: "InvokeModel", modelId: prefixed ? arn : source, identity: user, ...invoke };
  }
  if (call.kind === "background")
    return { operation: "InvokeModel", modelId: profileArn, identity, ...invoke };
  return {
    ...{ operation: "InvokeModelWithResponseStream", modelId: profileArn, identity },
    ...{ request: requestBody(call), answer: (latency: number) => streamBody(call, latency) },
  };
}
