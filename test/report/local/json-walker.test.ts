import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JSON_WALKER } from "../../../src/report/local/json-walker-code.js";
import { ENTRY, JsonWalker } from "../../../src/report/local/json-walker.js";

const walker = new JsonWalker();

/** Whether the walker takes a text for one JSON value. */
function accepts(text: string): boolean {
  const bytes = Buffer.from(text);
  const at = walker.load(bytes);
  const end = walker.walk(walker.skipBlanks(at), 0);
  return end >= 0 && walker.skipBlanks(end) === at + bytes.length;
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Name and value of what is on the tape. */
function noted(text: string, levels: number): [string, string][] {
  const at = walker.load(Buffer.from(text));
  expect(walker.walk(at, levels)).toBeGreaterThan(at);
  const slice = (from = 0, to = 0) => Buffer.from(walker.bytes.subarray(from, to)).toString();
  const entries: [string, string][] = [];
  for (let i = 0; i < walker.tapeLength(); i += ENTRY) {
    const [name, nameEnd, value, valueEnd] = walker.tape.subarray(i, i + ENTRY);
    entries.push([slice(name, nameEnd), slice(value, valueEnd)]);
  }
  return entries;
}

describe("the walker", () => {
  test("takes what is JSON, whatever its length and place in a vector", () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: "binary" }), fc.nat(40), (json, blanks) => {
        expect(accepts(" ".repeat(blanks) + json)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test("takes broken JSON exactly where a parser does", () => {
    const piece = fc.constantFrom(
      "",
      ",",
      ":",
      '"',
      "\\",
      "{",
      "}",
      "[",
      "]",
      "0",
      "-",
      ".",
      "e",
      "\t",
      "\\u12",
      "t",
      " ",
    );
    fc.assert(
      fc.property(fc.json({ stringUnit: "binary" }), fc.nat(), piece, (json, at, by) => {
        const place = at % (json.length + 1);
        // As read from a file: a cut may split a pair of surrogates.
        const text = Buffer.from(json.slice(0, place) + by + json.slice(place + 1)).toString();
        expect(accepts(text)).toBe(parses(text));
      }),
      { numRuns: 4000 },
    );
  });

  test.each([
    ...[
      "0",
      "-0",
      "10",
      "1.50",
      "1e5",
      "1E+05",
      "-1.5e-10",
      "true",
      "false",
      "null",
      '""',
      "[]",
      "{}",
      "[ ]",
    ],
    ...[
      String.raw`"\"\\\/\b\f\n\r\t\u00e9\uD83D"`,
      '"\u007f é 漢 😀"',
      `"${"x".repeat(31)}\\n${"y".repeat(33)}"`,
    ],
  ])("takes %s", (text) => expect([accepts(text), parses(text)]).toEqual([true, true]));

  test.each([
    ...[
      "",
      "-",
      "01",
      "1.",
      ".5",
      "1e",
      "1e+",
      "+1",
      "0x1",
      "NaN",
      "Infinity",
      "-Infinity",
      "tru",
      "nulls",
      "True",
    ],
    ...[
      "[1,]",
      "[,1]",
      "[1 2]",
      '{"a":1,}',
      '{"a"}',
      "{a:1}",
      "{'a':1}",
      '{"a":1 "b":2}',
      "[",
      "{",
      '"',
      "]",
      "1]",
    ],
    ...[
      String.raw`"\x"`,
      String.raw`"\u12"`,
      String.raw`"\u12G4"`,
      String.raw`"\U0041"`,
      '"a\tb"',
      '"\u0000"',
      '"\u001f"',
    ],
    `"${"x".repeat(40)}\u0001"`,
  ])("takes no %j", (text) => expect([accepts(text), parses(text)]).toEqual([false, false]));

  test("notes members level by level, what contains before what is contained", () => {
    const text = '{"a" : {"b":[1,{"c":2}]}, "d":"x"}';
    expect(noted(text, 1).map(([name]) => name)).toEqual(["a", "d"]);
    expect(noted(text, 2)).toEqual([
      ["a", '{"b":[1,{"c":2}]}'],
      ["b", '[1,{"c":2}]'],
      ["d", '"x"'],
    ]);
  });

  test("looks into a response body, and leaves out events that tell neither tokens nor model", () => {
    const events = [
      { type: "message_start", message: { model: "m" }, index: 1 },
      { type: "content_block_delta", delta: { text: "message_start" } },
      { type: "content_block_delta", usage: {} },
      { index: 0 },
    ];
    const text = JSON.stringify({ output: { outputBodyJson: events, other: [{ type: "message_start" }] } });
    expect(noted(text, 2).map(([name]) => name)).toEqual([
      ...["output", "outputBodyJson", "", "type", "message", "", "type", "usage", "", "other"],
    ]);
  });

  test("leaves to a parser what does not fit: depth, members, names with escapes", () => {
    const deep = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect([accepts(deep(256)), accepts(deep(257))]).toEqual([true, false]);
    const many = `{${Array.from({ length: 70_000 }, (_, i) => `"a${i}":1`).join(",")}}`;
    const at = walker.load(Buffer.from(many));
    expect([walker.walk(at, 0) > 0, walker.walk(at, 1)]).toEqual([true, -1]);
    const escaped = walker.load(Buffer.from(String.raw`{"\u0061":1}`));
    expect([walker.walk(escaped, 0) > 0, walker.walk(escaped, 1)]).toEqual([true, -1]);
  });

  test("grows with the text", () => {
    const long = `"${"z".repeat(9_000_000)}"`;
    expect([accepts(long), accepts("1")]).toEqual([true, true]);
  });
});

test("the compiled walker is what json-walker.wat says", async () => {
  const { default: load } = (await import(createRequire(import.meta.url).resolve("wabt"))) as {
    default: Wabt;
  };
  const source = readFileSync(new URL("../../../src/report/local/json-walker.wat", import.meta.url), "utf8");
  const module = (await load()).parseWat("json-walker.wat", source, { simd: true });
  expect(Buffer.from(module.toBinary({}).buffer).toString("base64")).toBe(JSON_WALKER);
});

/** As far as it is used; the package has types of its own. */
type Wabt = () => Promise<{
  parseWat(
    name: string,
    text: string,
    features: { simd: boolean },
  ): { toBinary(options: object): { buffer: Uint8Array } };
}>;
