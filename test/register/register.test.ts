import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RegisterLine, appendLines, currentLines, parseRegister } from "../../src/register/register.js";

const text = fc.string({ maxLength: 8 });
const line: fc.Arbitrary<RegisterLine> = fc.record({
  arn: fc.constantFrom("arn:1", "arn:2", "arn:3"),
  id: text,
  developer: text,
  team: text,
  project: text,
  costCenter: text,
  alias: text,
  modelId: text,
  source: text,
  createdAt: fc.constantFrom("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-02-01T00:00:00.000Z"),
  retiredAt: fc.constantFrom(null, "2026-03-01T00:00:00Z"),
});
const lines = fc.array(line, { maxLength: 8 });

function lineOf(more: Partial<RegisterLine>): RegisterLine {
  const base = { arn: "arn:1", id: "1", developer: "alice", team: "t", project: "p", costCenter: "c" };
  const model = { alias: "opus", modelId: "m", source: "us.m" };
  return { ...base, ...model, createdAt: "2026-01-01T00:00:00Z", retiredAt: null, ...more };
}

describe("the register", () => {
  test("reads back what was appended, after whatever was there", () => {
    fc.assert(
      fc.property(lines, lines, (first, second) => {
        const once = appendLines("", first);
        const twice = appendLines(once, second);
        expect(twice.startsWith(once)).toBe(true);
        expect(parseRegister(twice)).toEqual([...first, ...second]);
      }),
    );
  });

  test("keeps the text that is there byte for byte, and begins on a new line", () => {
    const odd = '# a comment\n{"half":\n\r\n{"arn": 7}\n"text"\nnull';
    const grown = appendLines(odd, [lineOf({})]);
    expect(grown).toBe(`${odd}\n${JSON.stringify(lineOf({}))}\n`);
    expect(parseRegister(grown)).toEqual([lineOf({})]);
  });

  test("nothing appended is nothing changed", () => {
    expect(appendLines("", [])).toBe("");
    expect(appendLines("a\n", [])).toBe("a\n");
  });

  test("a line keeps members it does not know", () => {
    const [read] = parseRegister('{"arn":"arn:1","future":1}');
    expect(read).toEqual({ arn: "arn:1", future: 1 });
  });

  test("the line in force is that with the latest date, of equals the later one", () => {
    const first = lineOf({ developer: "first" });
    const late = lineOf({ developer: "late", createdAt: "2026-03-01T00:00:00Z" });
    const same = lineOf({ developer: "same", createdAt: "2026-03-01T00:00:00.000Z" });
    const other = lineOf({ arn: "arn:2", developer: "other" });
    expect(currentLines([late, first, other]).get("arn:1")).toBe(late);
    expect(currentLines([first, late, same, other]).get("arn:1")).toBe(same);
    expect(currentLines([first, other]).get("arn:2")).toBe(other);
  });

  test("there is one line in force for each profile, one of its own, and no later one", () => {
    fc.assert(
      fc.property(lines, (all) => {
        const current = currentLines(all);
        expect(new Set(current.keys())).toEqual(new Set(all.map(({ arn }) => arn)));
        for (const [arn, found] of current) {
          const own = all.filter((item) => item.arn === arn);
          const latest = Math.max(...own.map((item) => Date.parse(item.createdAt)));
          expect(found).toBe(own.findLast((item) => Date.parse(item.createdAt) === latest));
        }
      }),
    );
  });
});
