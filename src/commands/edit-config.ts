import { CannotEdit } from "../config/edit/cannot-edit.js";
import { changedLines } from "../config/edit/changed-lines.js";
import { type ParsedConfig, parseConfig } from "../config/load.js";
import { type Problem, formatProblem } from "../config/problem.js";
import { YAML_BYTES_MAX, readText, tooLarge } from "../config/read-text.js";
import type { Config } from "../config/schema.js";
import { BadInput, EXIT, KnownError } from "../errors.js";
import { writing } from "../files/disk.js";
import { replaceFile, tryReplaceFile } from "../files/replace-file.js";
import type { Context } from "./context.js";

/** When the edit cannot be written although all else is done. */
const AFTERWARDS =
  "AWS is done, the file is not: correct it and run the same command again, or edit it by hand.";

const UNTOUCHED = "nothing was changed";

/** Errors of files and folders that may not be written. */
const READ_ONLY = ["EACCES", "EPERM"];

/** A change of the YAML's text; the same text when there is nothing to change. */
export type Edit = (text: string) => string;

/** An edited configuration that is not written yet. */
export interface Draft {
  /** The configuration as it would be. */
  parsed: ParsedConfig & { config: Config };
  /**
   * Writes an edit (by default the draft's) to the file as it is by then, atomically; nothing if it changes nothing.
   * @throws KnownError with the lines to change by hand
   */
  write(edit?: Edit): void;
}

/**
 * Edits the configuration in memory and checks the outcome like any other.
 * @param explain called with what would be wrong, where the caller can say it better. @throws to do so
 * @throws BadInput when the text cannot be edited, or would not be valid; KnownError when the file could not be written.
 *   It is untouched then
 */
export function draft(cx: Context, edit: Edit, explain?: (problems: readonly Problem[]) => void): Draft {
  const shown = cx.configPath();
  const file = cx.configFile();
  const before = textOf(file, shown);
  const text = applied(edit, before, shown);
  if (Buffer.byteLength(text) > YAML_BYTES_MAX)
    throw new BadInput("bad_config", `${shown} would be too large: ${tooLarge(YAML_BYTES_MAX)}`, UNTOUCHED);
  const parsed = parseConfig(text, shown, { region: cx.options.region, env: cx.io.env });
  const { config } = parsed;
  if (config === undefined) {
    explain?.(parsed.problems);
    const lines = parsed.problems.map((problem) => formatProblem(shown, problem)).join("\n");
    throw new BadInput("bad_config", lines, `${shown} would not be valid; ${UNTOUCHED}`, parsed.problems);
  }
  if (text !== before) requireWritable(file, shown, text);
  return {
    parsed: { ...parsed, config },
    write: (other = edit) => {
      try {
        // Read again: somebody may have saved the file while AWS was at work.
        const now = textOf(file, shown);
        const next = other === edit && now === before ? text : applied(other, now, shown);
        if (next !== now) writing(shown, () => replaceFile(file, next));
      } catch (error) {
        throw notWritten(error, shown, changedLines(before, other(before)));
      }
    },
  };
}

/** @throws KnownError for a file, folder or disk that would refuse the edit once everything else is done */
function requireWritable(file: string, shown: string, text: string): void {
  try {
    writing(shown, () => tryReplaceFile(file, text));
  } catch (error) {
    if (error instanceof KnownError) throw error;
    const hint = `${UNTOUCHED}; the file and its folder must be writable for ccb to edit the file`;
    throw new KnownError("file_error", unwritable(error, shown), hint, EXIT.error, undefined, {
      cause: error,
    });
  }
}

function notWritten(error: unknown, shown: string, lines: string): KnownError {
  const [message, exitCode] =
    error instanceof KnownError ? [error.message, error.exitCode] : [unwritable(error, shown), EXIT.error];
  const code = error instanceof KnownError ? error.code : "file_error";
  return new KnownError(
    code,
    message,
    `${AFTERWARDS}\n${lines}`.trimEnd(),
    exitCode,
    { lines },
    { cause: error },
  );
}

/** @throws the error itself, when it is not the file system's */
function unwritable(error: unknown, shown: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return `${shown} cannot be written: ${READ_ONLY.includes(code) ? "it is read-only, or its folder is" : message}`;
}

function textOf(file: string, shown: string): string {
  const read = readText(file, YAML_BYTES_MAX);
  // Reading takes a byte order mark away, an edit keeps it.
  if ("text" in read) return read.hasMark ? `\uFEFF${read.text}` : read.text;
  throw new BadInput("bad_config", `${shown}:1:1: ${read.problem}`);
}

function applied(edit: Edit, text: string, shown: string): string {
  try {
    return edit(text);
  } catch (error) {
    if (!(error instanceof CannotEdit)) throw error;
    throw new BadInput("cannot_edit", `${shown}: ${error.message}`, UNTOUCHED);
  }
}
