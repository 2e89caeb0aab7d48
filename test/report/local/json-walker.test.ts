import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JSON_WALKER } from "../../../src/report/local/json-walker-code.js";
import { JsonWalker } from "../../../src/report/local/json-walker.js";

const walker = new JsonWalker();

/** Whether the walker takes a text for one JSON value, with blanks around it. */
function accepts(text: string): boolean {
  const bytes = Buffer.from(text);
  const at = walker.load(bytes);
  const blanks = /^[ \t\r]*/.exec(text)?.[0].length ?? 0;
  const end = walker.walk(at + blanks);
  return end >= 0 && /^[ \t\r]*$/.test(bytes.toString("utf8", end - at));
}

/** Whether the walker takes a text for a line with an object. */
function acceptsLine(text: string): boolean {
  const bytes = Buffer.from(text);
  const at = walker.load(bytes);
  const end = walker.line(at);
  if (end !== -1) expect(end).toBe(at + bytes.length);
  return end !== -1;
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What one character of a text is replaced by. */
const brokenBy = fc.constantFrom(
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

/** Records with any JSON in the places that are looked at. */
const recordOfJson = fc
  .tuple(fc.json({ maxDepth: 2 }), fc.json({ maxDepth: 2 }), fc.json({ maxDepth: 2 }))
  .map(
    ([one, two, three]) =>
      `{"identity":{"arn":${one}},"output":{"outputBodyJson":[${two},{"type":"t","message":{"usage":${three}},` +
      `"usage":${one}}],"outputTokenCount":${two}},"x":${three},"input":{"inputTokenCount":${one} , "y":{}}}`,
  );

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
    fc.assert(
      fc.property(fc.json({ stringUnit: "binary" }), fc.nat(), brokenBy, (json, at, by) => {
        const place = at % (json.length + 1);
        // As read from a file: a cut may split a pair of surrogates.
        const text = Buffer.from(json.slice(0, place) + by + json.slice(place + 1)).toString();
        expect(accepts(text)).toBe(parses(text));
      }),
      { numRuns: 4000 },
    );
  });

  test("takes a long string exactly where a parser does, whatever escapes are in it and wherever", () => {
    let taken = 0;
    const piece = fc.oneof(
      fc.nat(70).map((length) => "x".repeat(length)),
      fc.nat(9).map((length) => "\\".repeat(length)),
      fc.constantFrom(
        ...[
          String.raw`\n`,
          String.raw`\"`,
          String.raw`\\`,
          String.raw`\t`,
          String.raw`\r`,
          String.raw`\/`,
          String.raw`\b\f`,
        ],
        ...[String.raw`\u00e9`, String.raw`\ud83d`, "é漢😀", "n", "t", "u", "/", "/ \u007f"],
      ),
    );
    const bad = fc.oneof(
      { weight: 12, arbitrary: fc.constant("") },
      fc.constantFrom(
        "\t",
        "\u0000",
        "\u001f",
        "\r",
        '"',
        String.raw`\x`,
        String.raw`\u12G4`,
        String.raw`\u12`,
        "\\",
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, bad), { maxLength: 12 }), fc.nat(40), (pieces, blanks) => {
        const text = `${" ".repeat(blanks)}"${pieces.flat().join("")}"`;
        if (accepts(text)) taken += 1;
        expect(accepts(text)).toBe(parses(text));
      }),
      { numRuns: 4000 },
    );
    expect(taken).toBeGreaterThan(500);
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

  test("leaves very deep nesting to a parser", () => {
    const deep = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect([accepts(deep(256)), accepts(deep(257))]).toEqual([true, false]);
    const line = (depth: number) => `{"output":{"outputBodyJson":[{"x":${deep(depth)}}]}}`;
    expect([acceptsLine(line(252)), acceptsLine(line(253))]).toEqual([true, false]);
  });

  test("takes no line that a parser does not, wherever in a record it is broken", () => {
    let taken = 0;
    fc.assert(
      fc.property(recordOfJson, fc.nat(), brokenBy, fc.boolean(), (record, at, by, isBroken) => {
        const place = at % (record.length + 1);
        const broken = Buffer.from(record.slice(0, place) + by + record.slice(place + 1)).toString();
        const text = isBroken ? broken : record;
        if (!acceptsLine(text)) return;
        taken += 1;
        expect(parses(text)).toBe(true);
      }),
      { numRuns: 4000 },
    );
    expect(taken).toBeGreaterThan(1500);
  });

  test.each([
    ...[
      "{}",
      ' {"a" : 1 , "b" : 2 } ',
      '{"":1,"":2}',
      '{"input":{ },"output":[1]}',
      '{"output":{"outputBodyJson":[]}}',
    ],
    ...['{"output":{"outputBodyJson":[ {} , 1,"x" ]}}', '{"output":{"outputBodyJson":{"usage":7}}}\r'],
  ])("takes the line %j", (text) => expect([acceptsLine(text), parses(text)]).toEqual([true, true]));

  test.each([
    ...[
      "",
      " ",
      "[]",
      "1",
      "{",
      '{"a"',
      '{"a":',
      '{"a":1',
      '{"a":1,}',
      "{,}",
      '{"a":1}}',
      '{"a":1} x',
      '{"a":1}{}',
    ],
    ...[
      '{"a":1 "b":2}',
      "{a:1}",
      '{"input":{"x":1,}}',
      '{"input":{"x"}}',
      '{"output":{"outputBodyJson":[{},]}}',
    ],
    ...['{"output":{"outputBodyJson":[{} {}]}}', '{"output":{"outputBodyJson":[{"type":NaN}]}}'],
  ])("does not take the line %j", (text) => expect(acceptsLine(text)).toBe(false));

  test("grows with the text", () => {
    const long = `"${"z".repeat(9_000_000)}"`;
    expect([accepts(long), accepts("1")]).toEqual([true, true]);
  });
});

test("the compiled walker is what its source says", async () => {
  const { compiledWalker } = (await import("../../../build-walker.js" as string)) as {
    compiledWalker: () => Promise<string>;
  };
  expect(await compiledWalker()).toBe(JSON_WALKER);
});
