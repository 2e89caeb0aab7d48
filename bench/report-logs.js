// Makes invocation logs of one month for the benchmark of the cost report, always the same for the same options.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const ACCOUNT = "111122223333";
const REGION = "us-east-1";
const MODELS = ["claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5"];
const PROFILES = 60;
const DAYS = 31;

/**
 * Writes log objects below `root/ccb/AWSLogs/`.
 * @param {{ root: string, records: number, perObject: number, bodyBytes: number }} options
 *   `bodyBytes`: about how large a record's bodies are; 0: no bodies
 * @returns {{ files: string[], raw: number, stored: number }} the objects, and their bytes before and after gzip
 */
export function writeLogs({ root, records, perObject, bodyBytes }) {
  const random = mulberry32(20261001);
  const words = vocabulary(random);
  const files = [];
  let raw = 0;
  let stored = 0;
  const objects = Math.ceil(records / perObject);
  for (let object = 0; object < objects; object += 1) {
    const hour = Math.floor((object * DAYS * 24) / objects);
    const start = Date.UTC(2026, 9, 1) + hour * 3_600_000;
    const count = Math.min(perObject, records - object * perObject);
    const lines = [];
    for (let i = 0; i < count; i += 1) {
      const time = start + Math.floor((i * 3_600_000) / perObject);
      lines.push(JSON.stringify(record({ random, words, time, bodyBytes })));
    }
    const text = Buffer.from(`${lines.join("\n")}\n`);
    const packed = gzipSync(text);
    const stamp = new Date(start).toISOString();
    const folder = join(
      root,
      `ccb/AWSLogs/${ACCOUNT}/BedrockModelInvocationLogs/${REGION}`,
      stamp.slice(0, 13).replaceAll("-", "/").replace("T", "/"),
    );
    mkdirSync(folder, { recursive: true });
    const file = join(
      folder,
      `${stamp.replaceAll(/[-:.]/g, "")}_${object.toString(16).padStart(16, "0")}.json.gz`,
    );
    writeFileSync(file, packed);
    files.push(file);
    raw += text.length;
    stored += packed.length;
  }
  return { files, raw, stored };
}

/**
 * Writes a log object of a single line.
 * @param {string} root
 * @param {number} bytes of the line, before gzip
 * @returns {string} its path
 */
export function writeEndlessLine(root, bytes) {
  const piece = 2 ** 26;
  const packed = gzipSync(Buffer.alloc(piece, "x"), { level: 9 });
  const folder = join(root, `ccb/AWSLogs/${ACCOUNT}/BedrockModelInvocationLogs/${REGION}/2026/10/05/09`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "20261005T090000000Z_0000000000000000.json.gz");
  writeFileSync(file, Buffer.concat(Array.from({ length: bytes / piece }, () => packed)));
  return file;
}

function record({ random, words, time, bodyBytes }) {
  const profile = Math.floor(random() * PROFILES);
  const model = MODELS[profile % MODELS.length];
  const usage = {
    input: Math.floor(random() * 50),
    read: Math.floor(random() * 150_000),
    write: Math.floor(random() * 5000),
    output: Math.floor(random() * 2000),
  };
  const id = uuid(random);
  const bodies =
    bodyBytes === 0
      ? { input: {}, output: {} }
      : {
          // Claude Code sends the whole conversation and gets a few hundred events back.
          input: { inputBodyJson: requestBody(random, words, bodyBytes * 0.7) },
          output: { outputBodyJson: streamBody(random, words, bodyBytes * 0.3, model, usage) },
        };
  return {
    timestamp: `${new Date(time).toISOString().slice(0, 19)}Z`,
    accountId: ACCOUNT,
    region: REGION,
    requestId: id,
    operation: "InvokeModelWithResponseStream",
    modelId: `arn:aws:bedrock:${REGION}:${ACCOUNT}:application-inference-profile/${profileId(profile)}`,
    input: {
      inputContentType: "application/json",
      ...bodies.input,
      inputTokenCount: usage.input,
      cacheReadInputTokenCount: usage.read,
      cacheWriteInputTokenCount: usage.write,
    },
    output: { outputContentType: "application/json", ...bodies.output, outputTokenCount: usage.output },
    identity: {
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_ClaudeCodeDeveloper_0123456789abcdef/dev-${profile}`,
    },
    inferenceRegion: "us-west-2",
    schemaType: "ModelInvocationLog",
    schemaVersion: "1.0",
  };
}

function requestBody(random, words, bytes) {
  const messages = [];
  for (let size = 0; size < bytes;) {
    const text = prose(random, words, 300 + random() * 4000);
    size += text.length;
    messages.push({
      role: messages.length % 2 === 0 ? "user" : "assistant",
      content: [{ type: "text", text }],
    });
  }
  return { anthropic_version: "bedrock-2023-05-31", max_tokens: 32_000, messages };
}

function streamBody(random, words, bytes, model, usage) {
  const input = {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.write,
    cache_read_input_tokens: usage.read,
  };
  const cacheCreation = { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: usage.write };
  const message = { model, id: `msg_bdrk_${uuid(random)}`, type: "message", role: "assistant", content: [] };
  const events = [
    {
      type: "message_start",
      message: { ...message, usage: { ...input, cache_creation: cacheCreation, output_tokens: 1 } },
    },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  ];
  for (let size = 0; size < bytes; size += 100) {
    const text = prose(random, words, 5 + random() * 40);
    events.push({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } });
  }
  events.push(
    { type: "content_block_stop", index: 0 },
    {
      type: "message_delta",
      delta: { stop_reason: "end_turn", stop_sequence: null },
      usage: { ...input, output_tokens: usage.output },
    },
    {
      type: "message_stop",
      "amazon-bedrock-invocationMetrics": {
        inputTokenCount: usage.input,
        outputTokenCount: usage.output,
        invocationLatency: 11_840,
        firstByteLatency: 1932,
        cacheReadInputTokenCount: usage.read,
        cacheWriteInputTokenCount: usage.write,
      },
    },
  );
  return events;
}

/** Text as programs and people write it: words, quotes and line ends. */
function prose(random, words, length) {
  let text = "";
  while (text.length < length) {
    const word = words[Math.floor(random() ** 2 * words.length)];
    const dice = random();
    text += dice < 0.03 ? `"${word}" ` : dice < 0.11 ? `${word}\n` : `${word} `;
  }
  return text;
}

function vocabulary(random) {
  const letters = "etaoinshrdlucmfwypvbgk_(){}.=";
  return Array.from({ length: 4000 }, () =>
    Array.from(
      { length: 2 + Math.floor(random() * 9) },
      () => letters[Math.floor(random() ** 1.5 * letters.length)],
    ).join(""),
  );
}

function profileId(profile) {
  return `ab12cd${profile.toString(16).padStart(6, "0")}`;
}

function uuid(random) {
  const hex = () =>
    Math.floor(random() * 0x100000000)
      .toString(16)
      .padStart(8, "0");
  const digits = hex() + hex() + hex() + hex();
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
}

function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
