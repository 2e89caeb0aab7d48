import { extname } from "node:path";
import { BadInput } from "../errors.js";
import type { Format } from "../report/render/index.js";

const ENDINGS: Record<string, Format> = {
  ".html": "html",
  ".htm": "html",
  ".json": "json",
  ".csv": "csv",
  ".md": "markdown",
  ".markdown": "markdown",
  ".txt": "table",
};

/** What other programs open by its ending, and a report is not. */
const FOREIGN = new Set(
  ["pdf", "xlsx", "xls", "ods", "docx", "png", "parquet", "xml", "yaml", "yml"].map((name) => `.${name}`),
);

/**
 * The format a file's ending asks for; undefined when it asks for none.
 * @throws BadInput for an ending of another kind of file
 */
export function formatOfFile(file: string | undefined): Format | undefined {
  if (file === undefined) return undefined;
  const ending = extname(file).toLowerCase();
  if (FOREIGN.has(ending)) {
    throw new BadInput(
      "bad_usage",
      `no report is written as ${ending}`,
      "let the file of --out end in .html, .json, .csv, .md or .txt, or say which of them it holds with --format",
    );
  }
  return ENDINGS[ending];
}

/**
 * With `--json`, standard output is one JSON document.
 * @throws BadInput when a report in another format would go there
 */
export function requireJsonOutput(format: Format, out: string | undefined): void {
  if (format === "json" || out !== undefined) return;
  throw new BadInput(
    "bad_usage",
    `--json prints a JSON document, not ${format}`,
    `leave out --json, or write the report to a file with --out FILE`,
  );
}
