import { responseModel } from "./callers.js";
import type { SeedCall } from "./calls.js";

const FILLER = "<elided>";

/** What a client sent; filler instead of a prompt. */
export function requestBody(call: SeedCall): object {
  return {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: call.kind === "background" ? 512 : 32_000,
    messages: [{ role: "user", content: FILLER }],
  };
}

/** The events of a streamed answer, with the token counts where Bedrock has them. */
export function streamBody(call: SeedCall, latency: number): object[] {
  const usage = usageOf(call);
  const written = call.cacheWriteTokens;
  const started = {
    ...usage,
    cache_creation: {
      ephemeral_5m_input_tokens: call.ttl === "5m" ? written : 0,
      ephemeral_1h_input_tokens: call.ttl === "1h" ? written : 0,
    },
    output_tokens: 1,
  };
  const message = { ...messageOf(call), content: [], stop_reason: null, usage: started };
  return [
    { type: "message_start", message },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: FILLER } },
    { type: "content_block_stop", index: 0 },
    {
      type: "message_delta",
      delta: { stop_reason: "tool_use", stop_sequence: null },
      usage: { ...usage, output_tokens: call.outputTokens },
    },
    {
      type: "message_stop",
      "amazon-bedrock-invocationMetrics": {
        inputTokenCount: call.inputTokens,
        outputTokenCount: call.outputTokens,
        invocationLatency: latency,
        firstByteLatency: Math.round(latency / 6),
        cacheReadInputTokenCount: call.cacheReadTokens,
        cacheWriteInputTokenCount: call.cacheWriteTokens,
      },
    },
  ];
}

/** An answer in one piece. */
export function plainBody(call: SeedCall): object {
  const content = [{ type: "text", text: FILLER }];
  const usage = { ...usageOf(call), output_tokens: call.outputTokens };
  return { ...messageOf(call), content, stop_reason: "end_turn", usage };
}

/** What was sent through Converse. */
export function converseRequest(): object {
  return { messages: [{ role: "user", content: [{ text: FILLER }] }] };
}

/** An answer of Converse and ConverseStream, which are logged alike. */
export function converseBody(call: SeedCall, latency: number): object {
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = call;
  return {
    output: { message: { role: "assistant", content: [{ text: FILLER }] } },
    stopReason: "end_turn",
    metrics: { latencyMs: latency },
    usage: {
      inputTokens,
      cacheReadInputTokens: cacheReadTokens,
      cacheWriteInputTokens: cacheWriteTokens,
      outputTokens,
      totalTokens: inputTokens + cacheReadTokens + cacheWriteTokens + outputTokens,
      ...(call.ttl === "1h" && cacheWriteTokens > 0
        ? { cacheDetails: [{ ttl: "1h", inputTokens: cacheWriteTokens }] }
        : {}),
    },
  };
}

function messageOf(call: SeedCall) {
  const id = `msg_bdrk_${call.requestId.replaceAll("-", "").slice(0, 24)}`;
  return { model: responseModel(call.model.source), id, type: "message", role: "assistant" };
}

function usageOf(call: SeedCall) {
  return {
    input_tokens: call.inputTokens,
    cache_creation_input_tokens: call.cacheWriteTokens,
    cache_read_input_tokens: call.cacheReadTokens,
  };
}
