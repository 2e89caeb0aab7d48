import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { configurationTable } from "../../src/config/docs-table.js";

it("is in the configuration page as it is", () => {
  const file = new URL("../../docs/configuration.md", import.meta.url);
  if (process.env["UPDATE_DOCS"] === "1") {
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace(/(^\|.*\n)+/m, () => `${configurationTable()}\n`),
    );
  }
  const page = readFileSync(file, "utf8");
  const written = page.split("\n").filter((line) => line.startsWith("|"));
  expect(written.join("\n")).toBe(configurationTable());
});

it("has a row for keys at every depth", () => {
  const rows = configurationTable().replaceAll(/ +/g, " ");
  expect(rows).toContain("| `budgets.teams.<key>.amount` | number | required |");
  expect(rows).toContain("| `guardrail.enforce` | `none` or `account` | `none` |");
});
