import { type Stats, constants, accessSync, existsSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { BadInput, EXIT, KnownError } from "../errors.js";
import { kindOf } from "../files/regular-file.js";
import { replaceFile } from "../files/replace-file.js";

/** A report says who spent what: its owner reads it, and whom they give it to. */
const NEW_FILE_MODE = 0o600;

/**
 * The file a report goes to, before anything is read for it.
 * @param given as on the command line
 * @returns its path
 * @throws BadInput when it is a folder or in none, or a pipe
 * @throws KnownError `file_error` when its folder may not be written to
 */
export function outFile(given: string, cwd: string): string {
  const file = resolve(cwd, given);
  const found = existsSync(file) ? statSync(file) : undefined;
  if (found?.isDirectory() === true || /[/\\]$/.test(given) || given === "") {
    throw new BadInput("bad_usage", `--out "${given}" is a folder`, "name a file in it, such as report.html");
  }
  if (found !== undefined && !found.isFile()) return device(given, file, found);
  const folder = dirname(file);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new BadInput(
      "bad_usage",
      `there is no folder ${folder} for --out`,
      "make it first, or name another",
    );
  }
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw cannotWrite(given, error);
  }
  return file;
}

/** A terminal or `/dev/null` takes a report at once; a pipe waits for a reader who may never come. */
function device(given: string, file: string, found: Stats): string {
  if (found.isCharacterDevice()) return file;
  throw new BadInput(
    "bad_usage",
    `--out "${given}" is ${kindOf(found)}, not a file`,
    "name a file; without --out the report goes to standard output, which may be a pipe",
  );
}

/**
 * Writes a report whole or not at all; a new file is its owner's only, an old one keeps its mode.
 * @throws KnownError `file_error`
 */
export function writeReport(file: string, text: string): void {
  try {
    // A device stays what it is.
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined || found.isFile()) replaceFile(file, text, NEW_FILE_MODE);
    else writeFileSync(file, text);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

function cannotWrite(file: string, error: unknown): KnownError {
  const message = `${file} cannot be written: ${(error as Error).message}`;
  const hint = "nothing was written; --out takes another place";
  return new KnownError("file_error", message, hint, EXIT.error, undefined, { cause: error });
}
