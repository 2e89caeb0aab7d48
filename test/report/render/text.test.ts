import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf, cut, cutInside, padded, visible } from "../../../src/report/render/text.js";

describe("text", () => {
  it("takes out what moves the cursor, hides or turns text around", () => {
    const hostile = "a\u001b[2Jb\nc\rd\te\u202Ef\u0007g\u009bh\ud83d";
    expect(visible(hostile)).toBe("a�[2Jb�c�d�e�f�g�h�");
    expect(visible("Zoë 😀 李")).toBe("Zoë 😀 李");
  });

  it("counts columns, not characters", () => {
    expect(["abc", "李四", "😀", "e\u0301"].map(columnsOf)).toEqual([3, 4, 2, 1]);
  });

  it("cuts and fills to exactly the columns there are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 30 }), (raw, columns) => {
        const text = visible(raw);
        for (const shorten of [cut, cutInside]) {
          const short = shorten(text, columns);
          expect(columnsOf(short)).toBeLessThanOrEqual(columns);
          expect(columnsOf(padded(short, columns, "left"))).toBe(columns);
          if (columnsOf(text) <= columns) expect(short).toBe(text);
        }
      }),
    );
    expect(cut("abcdef", 4)).toBe("abc…");
    expect(cutInside("us.anthropic.claude-opus-4-6-v1", 22)).toBe("us.…claude-opus-4-6-v1");
  });
});
