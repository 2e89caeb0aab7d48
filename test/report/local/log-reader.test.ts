import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BatchWriter, type CallBatch } from "../../../src/report/local/batch.js";
import { ClassNumbers } from "../../../src/report/local/classes.js";
import { LogReader } from "../../../src/report/local/log-reader.js";
import { parseRecord } from "../../../src/report/local/parsed-record.js";
import { RecordScanner } from "../../../src/report/local/scanned-record.js";
import type { EngineQuery } from "../../../src/report/usage.js";
import { logLine } from "./log-lines.js";

const query: EngineQuery = {
  month: "2026-11",
  start: Date.UTC(2026, 10),
  end: Date.UTC(2026, 11),
  firstFolder: "2026-10-31",
  lastFolder: "2026-12-01",
  thresholds: [1000, 100_000],
  slots: [Date.UTC(2026, 10, 1, 12), Date.UTC(2026, 10, 3), Date.UTC(2026, 10, 3, 9, 14, 22)],
  metadataKeys: ["team"],
};

const usual = {
  schemaType: "ModelInvocationLog",
  timestamp: "2026-11-03T09:14:22Z",
  requestId: "0a1b2c3d-4e5f-4607-8899-aabbccddeeff",
  input: { inputTokenCount: 1 },
  output: { outputTokenCount: 2 },
};

/** What the reader should read, by parsing each line. */
class PlainReader {
  private readonly classes = new ClassNumbers(query);
  private readonly calls = new BatchWriter();

  read(text: string) {
    const object = { key: "k", bytes: 1, records: 0, malformed: 0 };
    for (const line of text.split("\n")) {
      if (/^[ \t\r]*$/.test(line)) continue;
      const call = parseRecord(line, query.metadataKeys);
      if (call === undefined) object.malformed += 1;
      else {
        object.records += 1;
        this.calls.add(call, this.classes.numberOf(call));
      }
    }
    return { ...this.calls.take(), newClasses: this.classes.takeNew(), objects: [object] };
  }
}

/** For batches that are too large to compare number by number. */
function digest({ ids, values, newClasses, objects }: CallBatch): string {
  const hash = createHash("sha256").update(ids).update(values);
  return hash.update(JSON.stringify([newClasses, objects])).digest("hex");
}

describe("the log reader", () => {
  test("reads what parsing each line reads, whatever was read before", () => {
    const reader = new LogReader(query);
    const plain = new PlainReader();
    fc.assert(
      fc.property(fc.array(logLine, { maxLength: 8 }), fc.boolean(), (lines, isEnded) => {
        // As read from a file: half a pair of surrogates is no text.
        const bytes = Buffer.from(lines.join("\n") + (isEnded ? "\n" : ""));
        reader.readLines(bytes);
        reader.endObject("k", 1);
        expect(reader.take()).toEqual(plain.read(bytes.toString()));
      }),
      { numRuns: 2500 },
    );
  });

  test("does not mix up people and models, however many there are", () => {
    const reader = new LogReader(query);
    const plain = new PlainReader();
    // More than are kept, of one length and of others; the longest are not kept at all.
    for (const length of [0, 6, 238, 250]) {
      const line = (i: number) => {
        const person = `${"p".repeat(length)}${i + 1000}`.slice(-Math.max(length, 4));
        return JSON.stringify({ ...usual, modelId: `m${i % 7000}`, identity: { arn: person } });
      };
      const text = Array.from({ length: 9000 }, (_, i) => line(i)).join("\n");
      reader.readLines(Buffer.from(text));
      reader.readLines(Buffer.from(text));
      reader.endObject("k", 1);
      expect(digest(reader.take())).toBe(digest(plain.read(`${text}\n${text}`)));
    }
  });

  test.each<[string, (i: number) => object]>([
    ["accounts", (i) => ({ accountId: `${i}` })],
    ["metadata", (i) => ({ requestMetadata: { team: `t${i}` } })],
    [
      "Regions",
      (i) => ({ region: `us-east-${i}`, inferenceRegion: i % 2 === 0 ? "eu-west-1" : "us-east-1" }),
    ],
  ])("does not mix up %s, however many there are", (_what, membersOf) => {
    const reader = new LogReader(query);
    const modelId = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/p";
    const lines = Array.from({ length: 12_000 }, (_, i) =>
      JSON.stringify({ ...usual, modelId, ...membersOf(i % 9000) }),
    );
    reader.readLines(Buffer.from(lines.join("\n")));
    reader.endObject("k", 1);
    expect(digest(reader.take())).toBe(digest(new PlainReader().read(lines.join("\n"))));
  });

  test("tells a good part of such lines by numbers alone", () => {
    const scanner = new RecordScanner();
    let told = 0;
    let records = 0;
    fc.assert(
      fc.property(logLine, (line) => {
        const newline = scanner.read(scanner.load(Buffer.from(line)));
        if (newline !== -1 && scanner.isUsual()) told += 1;
        if (parseRecord(line) !== undefined) records += 1;
      }),
      { numRuns: 2000 },
    );
    expect(told / records).toBeGreaterThan(0.3);
  });
});
