import { basename, extname } from "node:path";
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

/** What other programs open by its ending, and a report is not; archives are none either. */
const FOREIGN = new Set(
  (
    "pdf xlsx xls ods docx png parquet xml yaml yml " +
    "gz gzip tgz tar zip bz2 xz zst zstd lz4 br 7z rar z lzma gpg age enc"
  )
    .split(" ")
    .map((name) => `.${name}`),
);

/**
 * The format a file's ending asks for; undefined when it asks for none.
 * @throws BadInput for an ending of another kind of file
 */
export function formatOfFile(file: string | undefined): Format | undefined {
  if (file === undefined) return undefined;
  const ending = extname(file).toLowerCase();
  const inner = extname(basename(file, extname(file))).toLowerCase();
  // Of `october.html.bak` nobody can say what it is to hold.
  const isDouble = ending !== "" && !Object.hasOwn(ENDINGS, ending) && Object.hasOwn(ENDINGS, inner);
  if (FOREIGN.has(ending) || isDouble) {
    throw new BadInput(
      "bad_usage",
      `no report is written as ${isDouble ? inner : ""}${ending}`,
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
