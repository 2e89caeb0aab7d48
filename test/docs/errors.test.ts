import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ERROR_CODES } from "../../src/error-codes.js";
import { packageRoot } from "../../src/package.js";
import { generatedPart } from "./page.js";

const PAGE = join(packageRoot(), "docs/troubleshooting.md");

/** A Markdown table, padded as the formatter pads. */
function table(): string {
  const rows = Object.entries(ERROR_CODES).map(([code, meaning]) => [`\`${code}\``, meaning]);
  const all = [["Code", "Meaning"], ...rows];
  const widths = [0, 1].map((i) => Math.max(...all.map((cells) => cells[i]?.length ?? 0)));
  const line = (cells: string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  return [line(all[0] ?? []), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

test("the page lists every error code there is", () => {
  const text = table();
  const block = /(<!-- errors -->\n\n)([\s\S]*?)(\n\n<!-- end -->)/;
  expect(generatedPart(PAGE, block, text)).toBe(text);
});

test("every code is one that some command gives", () => {
  const sources = ["src", "reconcilers"].flatMap((folder) =>
    readdirSync(join(packageRoot(), folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith("error-codes.ts"))
      .map((file) => readFileSync(join(packageRoot(), folder, file), "utf8")),
  );
  const text = sources.join("\n");
  expect(Object.keys(ERROR_CODES).filter((code) => !text.includes(`"${code}"`))).toEqual([]);
  expect(Object.keys(ERROR_CODES)).toEqual(Object.keys(ERROR_CODES).toSorted());
});
