import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { configurationTable } from "../../src/config/docs-table.js";

it("is in the configuration page as it is", () => {
  const page = readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8");
  const written = page.split("\n").filter((line) => line.startsWith("|"));
  expect(written.join("\n")).toBe(configurationTable());
});

it("has a row for keys at every depth", () => {
  const rows = configurationTable().replaceAll(/ +/g, " ");
  expect(rows).toContain("| `budgets.teams.<key>.amount` | number | required |");
  expect(rows).toContain("| `guardrail.enforce` | `none` or `account` | `none` |");
});
