import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRecord } from "../../../src/report/local/parsed-record.js";
import { RecordScanner } from "../../../src/report/local/scanned-record.js";
import { MADE } from "../../../src/report/local/walker-memory.js";
import { profileArn } from "../logs.js";
import { hostileRecords, jsonText } from "./hostile.js";

const scanner = new RecordScanner();
/** Keys of request metadata. */
const KEYS = ["user", "__proto__"];
const parsed = (line: string) => parseRecord(line, KEYS);

/** The record as the scanner reads it, somewhere in the middle of a text. */
function scan(line: string, before = "") {
  const text = Buffer.from(`${before}${line}\n`);
  const address = scanner.load(text);
  const newline = scanner.read(address + Buffer.byteLength(before));
  if (newline === -1) return undefined;
  expect(newline).toBe(address + text.length - 1);
  return scanner.call(KEYS);
}

describe("a scanned record", () => {
  test("is the parsed one, whatever its bodies say and in whatever order its members come", () => {
    let certain = 0;
    fc.assert(
      fc.property(hostileRecords, jsonText, fc.nat(9), (record, write, shift) => {
        const line = write(record);
        const scanned = scan(line, " ".repeat(shift));
        if (scanned === undefined) return;
        certain += 1;
        expect(scanned).toEqual(parsed(line));
      }),
      { numRuns: 1500 },
    );
    // Giving up on everything would be right, too.
    expect(certain).toBeGreaterThan(500);
  });

  test("is none when its text is broken anywhere", () => {
    fc.assert(
      fc.property(
        hostileRecords,
        jsonText,
        fc.nat(),
        fc.constantFrom("", ",", "}", '"', "\\", "\t", "0", "x"),
        (record, write, at, by) => {
          const line = write(record);
          const place = at % line.length;
          // As read from a file: a cut may split a pair of surrogates.
          const broken = Buffer.from(line.slice(0, place) + by + line.slice(place + 1)).toString();
          const scanned = scan(broken);
          if (scanned !== undefined) expect(scanned).toEqual(parsed(broken));
        },
      ),
      { numRuns: 3000 },
    );
  });

  const base = {
    schemaType: "ModelInvocationLog",
    timestamp: "2026-11-03T09:14:22Z",
    requestId: "r",
    modelId: profileArn("p1"),
    input: { inputTokenCount: 1 },
    output: { outputTokenCount: 2 },
  };

  test("does not take text inside a body for its own member", () => {
    const trap = '","input":{"inputTokenCount":999},"output":{"outputTokenCount":999},"x":"';
    const nested = {
      input: { inputTokenCount: 999 },
      requestId: "x",
      usage: { output_tokens: 999 },
      type: "message_start",
    };
    const record = {
      other: { ...base, requestId: "other", input: { inputTokenCount: 999 } },
      ...base,
      input: { inputBodyJson: { text: trap, nested }, inputTokenCount: 1 },
      output: { outputBodyJson: [{ type: "content", nested, text: trap }], outputTokenCount: 2 },
    };
    expect(scan(JSON.stringify(record))).toMatchObject({
      requestId: "r",
      input: 1,
      output: 2,
      bodyModel: null,
    });
  });

  test.each([
    ["a member that occurs twice", '"requestId":"r"', '"requestId":"q","requestId":"r"'],
    ["a name written with an escape", '"requestId"', String.raw`"request\u0049d"`],
    ["an input that occurs twice", '"input":{', '"input":{"inputTokenCount":7},"input":{'],
  ])("%s is left to the full parse", (_what, from, to) => {
    const line = JSON.stringify(base).replace(from, to);
    expect(scan(line)).toBeUndefined();
    expect(parsed(line)).toMatchObject({ requestId: "r", input: 1 });
  });

  test("very deep nesting is left to the full parse", () => {
    const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;
    const line = JSON.stringify(base).replace('"input":{', `"input":{"inputBodyJson":${deep},`);
    expect(scan(line)).toBeUndefined();
    expect(parsed(line)).toMatchObject({ input: 1 });
  });
});

describe("a usual record is told by numbers alone", () => {
  const record = {
    timestamp: "2026-10-31T23:59:59Z",
    accountId: "111122223333",
    requestId: "0a1b2c3d-4e5f-4607-8899-aabbccddeeff",
    modelId: profileArn("p1"),
    region: "us-east-1",
    identity: { arn: "arn:aws:iam::111122223333:user/ada" },
    schemaType: "ModelInvocationLog",
  };
  const input = {
    inputTokenCount: 3,
    cacheReadInputTokenCount: 4,
    cacheWriteInputTokenCount: 50,
  };
  const usage = {
    input_tokens: 3,
    cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 30 },
  };
  const stream = [
    { type: "message_start", message: { model: "claude-opus-5-5", content: [], usage } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "message_start" } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", usage: { output_tokens: 6 } },
    { type: "message_stop", "amazon-bedrock-invocationMetrics": { inputTokenCount: 3 } },
  ];
  const response = { model: "claude-opus-5-5", content: [], usage };

  test.each([
    ["without a body", undefined, { cacheWrite1h: 0, lifetimeKnown: 0 }],
    ["with a stream", stream, { cacheWrite1h: 30, lifetimeKnown: 1 }],
    ["with a response", response, { cacheWrite1h: 30, lifetimeKnown: 1 }],
  ])("%s", (_what, outputBodyJson, expected) => {
    const line = JSON.stringify({ ...record, input, output: { outputTokenCount: 6, outputBodyJson } });
    expect(scan(line)).toEqual(parsed(line));
    expect([scanner.isUsual(), scanner.time]).toEqual([true, Date.parse(record.timestamp)]);
    const numbers = Object.entries(MADE).map(([name, place]) => [name, scanner.numbers[place]]);
    expect(Object.fromEntries(numbers)).toMatchObject({
      id: 0x0a1b2c3d,
      failed: 0,
      input: 3,
      cacheRead: 4,
      cacheWrite: 50,
      output: 6,
      ...expected,
    });
  });

  test("with null for a missing count, and an error code", () => {
    const line = JSON.stringify({
      ...record,
      input: { ...input, cacheWriteInputTokenCount: null },
      errorCode: "ThrottlingException",
    });
    expect(scan(line)).toEqual(parsed(line));
    expect(scanner.isUsual()).toBe(true);
    expect([scanner.numbers[MADE.failed], scanner.numbers[MADE.cacheWrite]]).toEqual([1, 0]);
  });
});
