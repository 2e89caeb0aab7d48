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

/** The format a file's ending asks for; undefined when it asks for none. */
export function formatOfFile(file: string | undefined): Format | undefined {
  return file === undefined ? undefined : ENDINGS[extname(file).toLowerCase()];
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
