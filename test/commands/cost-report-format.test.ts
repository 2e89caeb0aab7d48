import { expect, test } from "vitest";
import { formatOfFile, requireJsonOutput } from "../../src/commands/cost-report-format.js";

test.each([
  ["october.html", "html"],
  ["october.HTM", "html"],
  ["/tmp/a.b/october.json", "json"],
  ["october.csv", "csv"],
  ["october.md", "markdown"],
  ["october.txt", "table"],
  ["october.xlsx", undefined],
  ["october", undefined],
  ["csv", undefined],
  [".csv", undefined],
  [undefined, undefined],
])("%s asks for %s", (file, format) => expect(formatOfFile(file)).toBe(format));

test("--json and another format need a file for the report", () => {
  expect(() => requireJsonOutput("html", undefined)).toThrow(/not html/);
  expect(() => requireJsonOutput("html", "a.html")).not.toThrow();
  expect(() => requireJsonOutput("json", undefined)).not.toThrow();
});
