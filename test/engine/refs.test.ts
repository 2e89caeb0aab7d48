import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NOW, describeRefs, ref, referencedKeys, resolve, resolveLines } from "../../src/engine/refs.js";

const ATTRIBUTES = new Map<string, Record<string, string>>([
  ["a/b", { arn: "arn:x", id: "1" }],
  ["run", { now: "2026-11-20T08:00:00Z" }],
]);

describe("references", () => {
  test("are filled in at any depth and inside text", () => {
    const input = {
      list: [{ text: `role ${ref("a/b", "arn")}/${ref("a/b", "id")}` }],
      at: NOW,
      n: 1,
      no: null,
    };
    expect(resolve(input, ATTRIBUTES)).toEqual({
      list: [{ text: "role arn:x/1" }],
      at: "2026-11-20T08:00:00Z",
      n: 1,
      no: null,
    });
  });

  test("bytes and dates pass through as they are", () => {
    const input = { bytes: Buffer.from(ref("a/b", "arn")), date: new Date(0) };
    const out = resolve(input, ATTRIBUTES);
    expect(out.bytes).toBe(input.bytes);
    expect(out.date).toBe(input.date);
  });

  test.each([
    ["a resource that was not made", ref("c", "arn"), "c has no arn yet"],
    ["an attribute it does not have", ref("a/b", "url"), "a/b has no url yet"],
  ])("refuses %s", (_what, text, message) => {
    expect(() => resolve({ text }, ATTRIBUTES)).toThrow(message);
  });

  test("a value is not read as a reference again", () => {
    const attributes = new Map([["a", { v: ref("b", "v") }]]);
    expect(resolve(ref("a", "v"), attributes)).toBe(ref("b", "v"));
  });

  test("lines that cannot be filled in are left out, the others stay byte for byte", () => {
    const text = ["{ }", ref("c", "arn"), `x ${ref("a/b", "id")}`, "", " end"].join("\n");
    expect(resolveLines(text, ATTRIBUTES)).toBe("{ }\nx 1\n\n end");
  });

  test("name the resources a value depends on, the clock not among them", () => {
    const input = { a: [ref("a/b", "arn"), `${ref("c", "id")} ${NOW}`], b: ref("a/b", "id") };
    expect(referencedKeys(input)).toEqual(new Set(["a/b", "c"]));
    expect(referencedKeys(undefined)).toEqual(new Set());
  });

  test("people read that the value is not known yet", () => {
    expect(describeRefs({ a: `arn:${ref("a/b", "id")}` })).toEqual({ a: "arn:(known after apply)" });
    expect(describeRefs(undefined)).toBeUndefined();
  });

  test("whatever has no reference is left alone", () => {
    fc.assert(
      fc.property(
        fc.jsonValue().filter((value) => !JSON.stringify(value).includes("${ref:")),
        (value) => {
          const plain = JSON.parse(JSON.stringify(value)) as unknown;
          expect(resolve(plain, new Map())).toEqual(plain);
          expect(describeRefs(plain)).toEqual(plain);
        },
      ),
    );
  });
});
