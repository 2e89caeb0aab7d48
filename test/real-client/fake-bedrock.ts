import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { EventStreamCodec } from "@smithy/core/event-streams";

/** A call of a model, as the client made it. */
export interface ModelCall {
  /** Model id or ARN of the path. */
  id: string;
  headers: IncomingMessage["headers"];
  /** `anthropic_beta` of the body. */
  betas: string[];
}

/** What the model's first answer is, where the client offers a tool for it: a subagent at work. */
export interface Subagent {
  description: string;
  prompt: string;
  subagent_type: string;
}

interface RequestBody {
  anthropic_beta?: string[];
  tools?: { name: string }[];
  messages?: unknown[];
}

const MODEL = /^\/model\/(.+)\/(invoke|invoke-with-response-stream|converse|converse-stream|count-tokens)$/;
const USAGE = { input_tokens: 10, output_tokens: 5 };
const encoder = new TextEncoder();
const codec = new EventStreamCodec(
  (bytes) => new TextDecoder().decode(bytes as Uint8Array),
  (text) => encoder.encode(text),
);

/** An endpoint on this machine that answers as Bedrock does, and keeps which models it is asked for. */
export async function startBedrock(subagent?: Subagent) {
  const calls: ModelCall[] = [];
  const server = createServer((request, response) => void respond(request, response, calls, subagent));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  calls: ModelCall[],
  subagent: Subagent | undefined,
): Promise<void> {
  let text = "";
  for await (const part of request) text += String(part);
  const [, id, operation] = MODEL.exec(new URL(request.url ?? "", "http://x").pathname) ?? [];
  const json = (document: unknown) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
  // The client looks its profiles up, and goes on without an answer.
  if (id === undefined) return void json({ inferenceProfileSummaries: [], models: [] });
  const body = JSON.parse(text) as RequestBody;
  calls.push({ id: decodeURIComponent(id), headers: request.headers, betas: body.anthropic_beta ?? [] });
  if (operation === "count-tokens") return void json({ inputTokens: 10 });
  const { block, delta, stop_reason } = answerTo(body, subagent);
  const message = { id: "msg_1", type: "message", role: "assistant", model: "claude", stop_sequence: null };
  if (operation !== "invoke-with-response-stream") {
    return void json({ ...message, content: [block], stop_reason, usage: USAGE });
  }
  response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
  for (const event of [
    { type: "message_start", message: { ...message, content: [], stop_reason: null, usage: USAGE } },
    { type: "content_block_start", index: 0, content_block: { ...block, ...delta.empty } },
    { type: "content_block_delta", index: 0, delta: delta.whole },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage: USAGE },
    { type: "message_stop" },
  ]) {
    response.write(chunk(event));
  }
  response.end();
}

function answerTo({ tools = [], messages = [] }: RequestBody, subagent: Subagent | undefined) {
  const tool = tools.find(({ name }) => ["Task", "Agent"].includes(name));
  if (subagent !== undefined && tool !== undefined && !JSON.stringify(messages).includes("tool_result")) {
    return {
      block: { type: "tool_use", id: "toolu_1", name: tool.name, input: subagent },
      delta: {
        empty: { input: {} },
        whole: { type: "input_json_delta", partial_json: JSON.stringify(subagent) },
      },
      stop_reason: "tool_use",
    };
  }
  // Whatever is asked of it as JSON is agreed to.
  const text = '{"ok": true}';
  return {
    block: { type: "text", text },
    delta: { empty: { text: "" }, whole: { type: "text_delta", text } },
    stop_reason: "end_turn",
  };
}

/** One event of the stream, as InvokeModelWithResponseStream sends it. */
function chunk(event: object): Uint8Array {
  const bytes = Buffer.from(JSON.stringify(event)).toString("base64");
  const header = (value: string) => ({ type: "string" as const, value });
  return codec.encode({
    headers: {
      ":message-type": header("event"),
      ":event-type": header("chunk"),
      ":content-type": header("application/json"),
    },
    body: encoder.encode(JSON.stringify({ bytes })),
  });
}
