import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CannotEdit } from "../config/edit/cannot-edit.js";
import { type ParsedConfig, parseConfig } from "../config/load.js";
import { type Problem, formatProblem } from "../config/problem.js";
import { YAML_BYTES_MAX, readText } from "../config/read-text.js";
import type { Config } from "../config/schema.js";
import { BadInput } from "../errors.js";
import { replaceFile } from "../files/replace-file.js";
import type { Context } from "./context.js";

/** A byte order mark in UTF-8; reading takes it away, an edit keeps it. */
const MARK = Buffer.from("\uFEFF");

/** When the file was changed meanwhile, so that the edit is no longer possible. */
const AFTERWARDS = "AWS is done, the file is not: correct it and run the same command again";

/** A change of the YAML's text; the same text when there is nothing to change. */
export type Edit = (text: string) => string;

/** An edited configuration that is not written yet. */
export interface Draft {
  /** The configuration as it would be. */
  parsed: ParsedConfig & { config: Config };
  /** Writes an edit (by default the draft's) to the file as it is by then, atomically; nothing if it changes nothing. */
  write(edit?: Edit): void;
}

/**
 * Edits the configuration in memory and checks the outcome like any other.
 * @param explain called with what would be wrong, where the caller can say it better. @throws to do so
 * @throws BadInput when the text cannot be edited, or would not be valid; the file is untouched
 */
export function draft(cx: Context, edit: Edit, explain?: (problems: readonly Problem[]) => void): Draft {
  const shown = cx.configPath();
  const file = resolve(cx.io.cwd, shown);
  const before = textOf(file, shown);
  const text = applied(edit, before, shown);
  const parsed = parseConfig(text, shown, { region: cx.options.region, env: cx.io.env });
  const { config } = parsed;
  if (config === undefined) {
    explain?.(parsed.problems);
    const lines = parsed.problems.map((problem) => formatProblem(shown, problem)).join("\n");
    throw new BadInput(
      "bad_config",
      lines,
      `${shown} would not be valid; nothing was changed`,
      parsed.problems,
    );
  }
  return {
    parsed: { ...parsed, config },
    write: (other = edit) => {
      // Read again: somebody may have saved the file while AWS was at work.
      const now = textOf(file, shown);
      const next = other === edit && now === before ? text : applied(other, now, shown, AFTERWARDS);
      if (next !== now) replaceFile(file, next);
    },
  };
}

function textOf(file: string, shown: string): string {
  const read = readText(file, YAML_BYTES_MAX);
  if ("text" in read)
    return readFileSync(file).subarray(0, 3).equals(MARK) ? `\uFEFF${read.text}` : read.text;
  throw new BadInput("bad_config", `${shown}:1:1: ${read.problem}`);
}

function applied(edit: Edit, text: string, shown: string, hint = "nothing was changed"): string {
  try {
    return edit(text);
  } catch (error) {
    if (!(error instanceof CannotEdit)) throw error;
    throw new BadInput("cannot_edit", `${shown}: ${error.message}`, hint);
  }
}
