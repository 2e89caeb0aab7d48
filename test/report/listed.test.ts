import { expect, test } from "vitest";
import { listed } from "../../src/report/listed.js";

const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`);

test("a few names are all told, of many the first ten", () => {
  expect(listed([])).toBe("");
  expect(listed(names(2))).toBe("n0, n1");
  expect(listed(names(11))).toMatch(/n10$/);
  expect(listed(names(500))).toBe(`${names(10).join(", ")} and 490 more`);
});
