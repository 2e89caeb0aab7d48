import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { LogReader } from "../../../src/report/local/log-reader.js";
import { readPacked, readStream } from "../../../src/report/local/unpack.js";
import { engineQuery } from "../../../src/report/query.js";
import { configOf, packed, record } from "../logs.js";

const reader = () => new LogReader(engineQuery(configOf(), "2026-11", []));
const tooLong = {
  code: "damaged_object",
  message: expect.stringMatching(/the log object k: it has a line of more than 8 MiB/) as string,
};
const MIB = 1 << 20;

/** Gzip members of a MiB each without a newline, as many as are asked for; counts them. */
function endless(first: readonly Buffer[] = []): { packed: Readable; given: () => number } {
  const member = gzipSync(Buffer.alloc(MIB, "x"));
  let given = 0;
  const packedText = new Readable({
    read() {
      this.push(first[given] ?? member);
      given += 1;
    },
  });
  return { packed: packedText, given: () => given };
}

describe("a line", () => {
  test("that never ends is an error that names the object, once it is longer than any record", async () => {
    const { packed: text, given } = endless([packed([record()])]);
    await expect(readStream(reader(), "k", text)).rejects.toMatchObject(tooLong);
    expect(text.destroyed).toBe(true);
    // What was unpacked ahead is no more than a few buffers hold.
    expect(given()).toBeLessThan(600);
  });

  test.each([
    ["in memory", (of: LogReader, bytes: Buffer) => readPacked(of, "k", bytes)],
    ["piece by piece", (of: LogReader, bytes: Buffer) => readStream(of, "k", Readable.from([bytes]))],
  ])("is as long as it may be, and no longer, %s", async (_how, read) => {
    const line = (length: number) => {
      const text = JSON.stringify(record({ extra: "" }));
      return text.replace('"extra":""', `"extra":"${"y".repeat(length - text.length)}"`);
    };
    const longest = reader();
    await read(longest, gzipSync(`${line(8 * MIB)}\n${line(8 * MIB)}`));
    expect(longest.take().objects).toMatchObject([{ key: "k", records: 2, malformed: 0 }]);
    for (const text of [`${line(8 * MIB + 1)}\n`, `${line(2000)}\n${line(8 * MIB + 1)}`])
      await expect(read(reader(), gzipSync(text))).rejects.toMatchObject(tooLong);
  });

  test("of the object's size and more, whatever its trailer says, is not held", async () => {
    // The last member is small, so the trailer tells of a small object.
    const members = Array.from({ length: 64 }, () => gzipSync(Buffer.alloc(MIB, "x")));
    const bytes = Buffer.concat([...members, gzipSync("x")]);
    await expect(readPacked(reader(), "k", bytes)).rejects.toMatchObject(tooLong);
  });
});

test("a stream is closed when its object is damaged", async () => {
  const text = Readable.from([packed([record()]).subarray(0, -9), Buffer.from("no gzip at all")]);
  await expect(readStream(reader(), "k", text)).rejects.toMatchObject({ code: "damaged_object" });
  expect(text.destroyed).toBe(true);
});
