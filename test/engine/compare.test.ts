import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Field, compareFields } from "../../src/engine/compare.js";

/** Whether a field that is compared this way sees a difference. */
function differs(compare: Field["compare"], wanted: unknown, live: unknown): boolean {
  return compareFields({ field: { compare } }, { field: wanted }, { field: live }).length > 0;
}

const allow = (Action: unknown) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action }] });

describe("compareFields", () => {
  test.each<[Field["compare"], unknown, unknown]>([
    ["value", { a: 1, b: [1, 2] }, { b: [1, 2], a: 1 }],
    ["value", { a: 1 }, { a: 1, b: undefined }],
    ["value", null, undefined],
    ["declared", { a: 1 }, { a: 1, filledIn: true }],
    ["declared", { a: { b: [{ c: 1 }] } }, { a: { b: [{ c: 1, d: 2 }] }, e: 3 }],
    ["set", ["a", "b"], ["b", "a"]],
    ["set", ["a", "a"], ["a"]],
    ["set", [{ id: 1, days: 2 }], [{ days: 2, id: 1 }]],
    ["policy", allow(["b", "a"]), JSON.stringify(allow(["A", "B"]))],
    ["policies", { one: allow("a") }, { one: encodeURIComponent(JSON.stringify(allow(["a"]))) }],
    ["policies", {}, undefined],
    ["json", '{"a": 1, "b": [2]}', '{"b":[2],"a":1}'],
    ["json", "no json", "no json"],
    ["ignore", "a", "b"],
  ])("%s: %j is %j", (compare, wanted, live) => {
    expect(differs(compare, wanted, live)).toBe(false);
  });

  test.each([
    [undefined, false],
    [null, true],
    ["b", true],
    ["a", false],
  ])("a field that AWS may not tell: %j in place of a differs: %s", (live, isDifference) => {
    const fields = { field: { compare: "value", maybeUntold: true } } as const;
    expect(compareFields(fields, { field: "a" }, { field: live }).length > 0).toBe(isDifference);
  });

  test.each<[Field["compare"], unknown, unknown]>([
    ["value", 1, "1"],
    ["value", ["a", "b"], ["b", "a"]],
    ["value", { a: 1 }, { a: 1, b: 2 }],
    ["value", "a", undefined],
    ["value", false, undefined],
    ["declared", { a: 1, b: 2 }, { a: 1 }],
    ["declared", { a: [1] }, { a: [1, 2] }],
    ["declared", { a: { b: 1 } }, { a: "b" }],
    ["declared", { a: 1 }, undefined],
    ["set", ["a"], ["a", "b"]],
    ["set", ["a"], undefined],
    ["policy", allow("a"), allow("b")],
    ["policy", allow("a"), null],
    ["policies", { one: allow("a") }, { two: allow("a") }],
    ["policies", { one: allow("a") }, { one: allow("a"), two: allow("a") }],
    ["json", '{"a":1}', '{"a":2}'],
    ["json", '{"a":1}', undefined],
  ])("%s: %j is not %j", (compare, wanted, live) => {
    expect(differs(compare, wanted, live)).toBe(true);
  });

  test("what the YAML leaves undefined is not declared", () => {
    for (const compare of ["value", "declared", "set", "policy", "policies", "json"] as const)
      expect(differs(compare, undefined, "anything")).toBe(false);
  });

  test("says what was, what is wanted, and why it means a new resource", () => {
    const fields = {
      model: { compare: "value", replaces: "it cannot move" },
      size: { compare: "value" },
    } satisfies Record<string, Field>;
    expect(compareFields(fields, { model: "b", size: 2 }, { model: "a", size: 1 })).toEqual([
      { path: "model", before: "a", after: "b", replaces: "it cannot move" },
      { path: "size", before: 1, after: 2 },
    ]);
  });

  test("nothing differs from itself after a round trip through JSON, however it is compared", () => {
    const modes = fc.constantFrom<Field["compare"]>("value", "declared", "set", "policy", "policies", "json");
    fc.assert(
      fc.property(modes, fc.json(), (mode, text) => {
        expect(differs(mode, JSON.parse(text), JSON.parse(text))).toBe(false);
      }),
    );
  });
});
