import fc from "fast-check";
import { expect, it } from "vitest";
import { changedLines } from "../../../src/config/edit/changed-lines.js";

it.each([
  ["a\nb\n", "a\nx\ny\nb\n", "Add above line 2:\nx\ny\n"],
  ["a\nb\n", "a\nb\nx\n", "Add above line 3:\nx\n"],
  ["a\nb\nc\n", "a\nc\n", "Remove line 2.\n"],
  ["a\nb\nc\nd\n", "a\nd\n", "Remove line 2 to 3.\n"],
  ["a\nb\nc\n", "a\nB\nc\n", "Write in the place of line 2:\nB\n"],
  ["a\r\nb\r\n", "a\r\nx\r\nb\r\n", "Add above line 2:\nx\n"],
  ["a\nb\nc\nd\n", "a\nx\nb\nc\nD\n", "Add above line 2:\nx\nWrite in the place of line 4:\nD\n"],
  ["a\n", "a\n", ""],
])("from %j to %j: %j", (before, after, told) => expect(changedLines(before, after)).toBe(told));

/** Does what the text says. */
function followed(before: string, told: string): string {
  const lines = before.split("\n");
  const steps = told
    .split(/^(?=Add|Remove|Write)/m)
    .filter(Boolean)
    .toReversed();
  for (const step of steps) {
    const [, first = "", last = first] = /line (\d+)(?: to (\d+))?/.exec(step) ?? [];
    const added = step.split("\n").slice(1, -1);
    const count = step.startsWith("Add") ? 0 : Number(last) - Number(first) + 1;
    lines.splice(Number(first) - 1, count, ...added);
  }
  return lines.join("\n");
}

it("leads from any text to any other", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "", "  d: {}")).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(followed(before, changedLines(before, after))).toBe(after);
    }),
  );
});
