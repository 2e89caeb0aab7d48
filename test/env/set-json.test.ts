import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Step, WrongKind, removeJson, setJson } from "../../src/env/set-json.js";

const PRETTY = `{
  "keep": 1.0,
  "list": [
    "a",
    "b"
  ],
  "inner": { "x": 1, "y": [1, 2], "z": 3 }
}
`;

describe("setJson", () => {
  test("a place behind a list's last item appends to it, in the list's own style", () => {
    expect(setJson(PRETTY, ["list", 2], "c")).toBe(PRETTY.replace('"b"', '"b",\n    "c"'));
    expect(setJson(PRETTY, ["inner", "y", 2], 3)).toBe(PRETTY.replace("[1, 2]", "[1, 2, 3]"));
    expect(setJson("{}\n", ["list", 0], "a")).toBe('{\n  "list": [\n    "a"\n  ]\n}\n');
    expect(setJson('{"list": []}', ["list", 0], "a")).toBe('{"list": [\n    "a"\n  ]}');
  });

  test("an object is laid out as its surroundings are", () => {
    expect(setJson(PRETTY, ["list", 1], { m: 1 })).toBe(PRETTY.replace('"b"', '{\n      "m": 1\n    }'));
    expect(setJson('{"list":["a","b"]}', ["list", 1], { m: 1 })).toBe('{"list":["a",{"m":1}]}');
    expect(setJson(PRETTY, ["inner"], { z: 3, y: [1, 2], x: 1 })).toBe(PRETTY);
  });

  test.each([
    [["keep", 0], "list", "1.0"],
    [["keep", "x"], "object", "1.0"],
    [["list", "x"], "object", "["],
    [["inner", 0], "list", '{ "x"'],
  ] as const)("%j wants a %s", (path, expected, found) => {
    const offset = PRETTY.indexOf(found);
    for (const work of [() => setJson(PRETTY, path, 1), () => removeJson(PRETTY, path)]) {
      expect(work).toThrow(WrongKind);
      expect(work).toThrow(expect.objectContaining({ expected, offset, path: path.slice(0, 1) }));
    }
  });
});

describe("removeJson", () => {
  test.each([
    [["list"], PRETTY.replace(/,\n {2}"list": \[[^\]]*\]/, "")],
    [["keep"], PRETTY.replace('"keep": 1.0,\n  ', "")],
    [["inner"], PRETTY.replace(/,\n {2}"inner": .*\}/, "")],
    [["list", 0], PRETTY.replace('"a",\n    ', "")],
    [["list", 1], PRETTY.replace(',\n    "b"', "")],
    [["inner", "y"], PRETTY.replace(', "y": [1, 2]', "")],
    [["inner", "nothing", "here"], PRETTY],
    [["list", 7], PRETTY],
  ] as const)("%j goes and the rest stays to the letter", (path, expected) => {
    expect(removeJson(PRETTY, path)).toBe(expected);
  });

  test("the only one leaves an empty container", () => {
    expect(removeJson('{\n  "a": [ 1 ]\n}', ["a", 0])).toBe('{\n  "a": []\n}');
    expect(removeJson('{\n  "a": 1\n}', ["a"])).toBe("{}");
  });

  test("a key that stands there several times goes altogether", () => {
    expect(removeJson('{"a":1,"b":2,"a":3,"a":4}', ["a"])).toBe('{"b":2}');
  });

  test("what is removed is gone, what is set is there, and nothing else changed", () => {
    const document = fc.dictionary(fc.string(), fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())));
    const space = fc.constantFrom(undefined, 2, "\t");
    fc.assert(
      fc.property(document, fc.nat(), fc.nat(), fc.jsonValue(), space, (given, at, inner, value, indent) => {
        const clean = JSON.parse(JSON.stringify(given)) as Record<string, unknown>;
        const text = JSON.stringify(clean, null, indent);
        const keys = Object.keys(clean);
        const key = keys[at % Math.max(keys.length, 1)] ?? "";
        const held = Object.hasOwn(clean, key) ? clean[key] : undefined;
        const isList = Array.isArray(held) && held.length > 0;
        const place = isList ? inner % held.length : 0;
        const path: Step[] = isList ? [key, place] : [key];

        const without = structuredClone(clean);
        if (isList) (without[key] as unknown[]).splice(place, 1);
        else delete without[key];
        expect(JSON.parse(removeJson(text, path))).toEqual(without);

        const set = setJson(text, path, value);
        const read = JSON.parse(set) as Record<string, unknown>;
        const there = isList ? (read[key] as unknown[])[place] : read[key];
        expect(there).toEqual(JSON.parse(JSON.stringify(value)));
        expect(setJson(set, path, value)).toBe(set);
      }),
    );
  });
});
