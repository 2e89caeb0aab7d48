import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wrap } from "../../src/ui/wrap.js";

describe("wrap", () => {
  it.each([
    ["one two three", 8, "", ["one two", "three"]],
    ["one two three", 8, "  ", ["one two", "  three"]],
    ["one", 8, "", ["one"]],
    ["", 8, "", [""]],
    ["abcdefghij kl", 4, "", ["abcd", "efgh", "ij", "kl"]],
    ["ab cdefgh", 4, " ", ["ab", " cde", " fgh"]],
  ])("%j to %d columns", (text, columns, indent, lines) =>
    expect(wrap(text, columns, indent)).toEqual(lines),
  );

  it("keeps every letter, in lines that fit", () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 3, max: 30 }),
        fc.constantFrom("", "  "),
        (all, columns, indent) => {
          const lines = wrap(all.join(" "), columns, indent);
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
          expect(lines.join("").replaceAll(" ", "")).toBe(all.join(""));
        },
      ),
    );
  });
});
