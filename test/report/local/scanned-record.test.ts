import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRecord } from "../../../src/report/local/parsed-record.js";
import { RecordScanner } from "../../../src/report/local/scanned-record.js";
import { profileArn } from "../logs.js";
import { hostileRecords, jsonText } from "./hostile.js";

const scanner = new RecordScanner();

/** The record as the scanner reads it, somewhere in the middle of a text. */
function scan(line: string, before = "") {
  const text = Buffer.from(`${before}${line}\n`);
  const address = scanner.load(text);
  return scanner.read(address + Buffer.byteLength(before), address + text.length - 1);
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
        expect(scanned).toEqual(parseRecord(line));
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
          if (scanned !== undefined) expect(scanned).toEqual(parseRecord(broken));
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
    expect(parseRecord(line)).toMatchObject({ requestId: "r", input: 1 });
  });

  test("very deep nesting is left to the full parse", () => {
    const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;
    const line = JSON.stringify(base).replace('"input":{', `"input":{"inputBodyJson":${deep},`);
    expect(scan(line)).toBeUndefined();
    expect(parseRecord(line)).toMatchObject({ input: 1 });
  });
});
