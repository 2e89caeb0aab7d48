import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Span, JsonSyntaxError, jsonSpans } from "../../src/env/json-spans.js";

/** What the spans of a text say, put together again; lists and scalars from their own text. */
function read(text: string, span: Span): unknown {
  if (span.members === undefined) return JSON.parse(text.slice(span.start, span.end));
  return Object.fromEntries(span.members.map(({ key, value }) => [key, read(text, value)]));
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function offsetOfError(text: string): number | undefined {
  try {
    jsonSpans(text);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(JsonSyntaxError);
    return (error as JsonSyntaxError).offset;
  }
}

describe("jsonSpans", () => {
  test("spans are those of the values, whatever the document and its layout", () => {
    const indent = fc.constantFrom(undefined, 1, 2, "\t");
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), indent, (value, space) => {
        const text = ` ${JSON.stringify(value, null, space)}\n`;
        expect(JSON.stringify(read(text, jsonSpans(text)))).toBe(JSON.stringify(value));
      }),
    );
  });

  test("takes what JSON.parse takes and nothing else", () => {
    const pieces = fc.constantFrom(
      ...'{}[]:,"\\\n\t 0-1.eE+nu',
      "true",
      "null",
      '"a"',
      "\\u00e9",
      "\u0001",
      "//",
    );
    const broken = fc.oneof(
      fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join("")),
      fc.tuple(fc.jsonValue(), fc.nat(), pieces).map(([value, at, piece]) => {
        const text = JSON.stringify(value);
        const cut = at % (text.length + 1);
        return text.slice(0, cut) + piece + text.slice(cut);
      }),
    );
    fc.assert(
      fc.property(broken, (text) => {
        expect(offsetOfError(text) === undefined).toBe(parses(text));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['{"a": 1,}', 8],
    ['{"a": tru}', 6],
    ["{a: 1}", 1],
    ['{"a": 1', 7],
    ['{"a": 1} x', 9],
    ["[01]", 1],
    ["", 0],
  ])("%j goes wrong at %i", (text, offset) => {
    expect(offsetOfError(text)).toBe(offset);
  });
});
