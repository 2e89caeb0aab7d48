import { expect, test } from "vitest";
import { formatOfFile, requireJsonOutput } from "../../src/commands/cost-report-format.js";

test.each([
  ["october.html", "html"],
  ["october.HTM", "html"],
  ["/tmp/a.b/october.json", "json"],
  ["october.csv", "csv"],
  ["october.md", "markdown"],
  ["october.txt", "table"],
  ["october.log", undefined],
  ["october", undefined],
  ["csv", undefined],
  ["october.2026.log", undefined],
  ["october.html.md", "markdown"],
  [".csv", undefined],
  [undefined, undefined],
])("%s asks for %s", (file, format) => expect(formatOfFile(file)).toBe(format));

test.each(["pdf", "xlsx", "xls", "ods", "docx", "png", "parquet", "xml", "yaml", "YML"])(
  "no report is written as %s, and the endings there are are named",
  (ending) => {
    const five = [".html", ".json", ".csv", ".md", ".txt"];
    const hint = expect.stringMatching(new RegExp(five.map((name) => `\\${name}\\b`).join(".*"))) as string;
    expect(() => formatOfFile(`october.${ending}`)).toThrow(
      expect.objectContaining({ code: "bad_usage", exitCode: 3, hint }),
    );
  },
);

test.each([
  "october.html.gz",
  "october.json.zip",
  "october.csv.zst",
  "october.md.bak",
  "october.HTML.Gz",
  "october.txt.part",
  "october.gz",
  "october.tar.gz",
])("no report is written as %s", (file) => {
  expect(() => formatOfFile(file)).toThrow(
    expect.objectContaining({
      code: "bad_usage",
      exitCode: 3,
      message: expect.stringMatching(/^no report is written as \./),
    }),
  );
});

test("--json and another format need a file for the report", () => {
  expect(() => requireJsonOutput("html", undefined)).toThrow(/not html/);
  expect(() => requireJsonOutput("html", "a.html")).not.toThrow();
  expect(() => requireJsonOutput("json", undefined)).not.toThrow();
});
