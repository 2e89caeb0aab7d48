import { closeSync, fstatSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Aws } from "../aws/aws.js";
import type { Config } from "../config/schema.js";
import { whoseSettings } from "../developers/whose-settings.js";
import type { Bypass } from "../env/bypasses.js";
import { type MergedSettings, mergeSettings, readSettings } from "../env/merge-settings.js";
import { BadInput, KnownError } from "../errors.js";
import { writing } from "../files/disk.js";
import { openRegular } from "../files/regular-file.js";
import { replaceFile } from "../files/replace-file.js";
import type { Context } from "./context.js";
import type { FoundEnvironment } from "./print-env.js";
import { explained } from "./stack-session.js";

/** Far above any settings file, and read in an instant. */
const MAX_BYTES = 2_000_000;

interface MergeResult {
  file: string;
  changed: boolean;
  replaced: string[];
  removed: string[];
  bypasses: Bypass[];
}

/**
 * Puts an environment into a settings file, and says what of the file it replaced, took out, and what in it leads past
 * the profiles.
 * @throws BadInput that names the file, when it is no settings file; it is untouched then
 */
export async function mergeInto(
  cx: Context,
  aws: Aws,
  config: Config,
  shown: string,
  { environment, ...known }: FoundEnvironment,
): Promise<MergeResult> {
  const file = resolve(cx.io.cwd, shown.replace(/^~(?=\/|$)/, cx.io.env["HOME"] ?? "~"));
  const text = textIfThere(file, shown);
  const settings = naming(shown, () => readSettings(text));
  const whose = await explained(config.region, () => whoseSettings(aws, config, settings, known));
  const merged = naming(shown, () => mergeSettings(text, environment, whose));
  const changed = merged.text !== text;
  if (changed) write(file, shown, merged.text);
  for (const warning of whose.warnings) cx.warn(`${shown}: ${warning}`);
  cx.say(`${shown} ${text === undefined ? "written" : changed ? "updated" : "is up to date"}.`);
  report(cx, shown, merged);
  const { replaced, removed, bypasses } = merged;
  return { file, changed, replaced, removed, bypasses };
}

function report(cx: Context, shown: string, merged: MergedSettings): void {
  for (const key of merged.replaced) cx.say(`  replaced, since it led elsewhere: ${key}`);
  for (const key of merged.removed) cx.say(`  removed, since it is gone: ${key}`);
  for (const { key, why } of merged.bypasses) cx.warn(`${shown}: ${key} bypasses the profiles: ${why}`);
}

/** Errors in a file's text begin with line and column; the file goes before. */
function naming<T>(shown: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    throw new BadInput(error.code, `${shown}:${error.message}`, error.hint);
  }
}

function textIfThere(file: string, shown: string): string | undefined {
  const wrong = (what: string): never => {
    throw new BadInput("bad_file", `${shown}: ${what}`);
  };
  let fd: number | undefined;
  try {
    fd = openRegular(file);
    if (fstatSync(fd).size > MAX_BYTES) wrong("more than 2 MB are no settings of Claude Code");
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(fd));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (error instanceof BadInput) throw error;
    return wrong(error instanceof TypeError ? "the file is not UTF-8 text" : message);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** @throws KnownError when the disk does not take it; the file is then as it was */
function write(file: string, shown: string, text: string): void {
  try {
    writing(shown, () => {
      mkdirSync(dirname(file), { recursive: true });
      replaceFile(file, text);
    });
  } catch (error) {
    if (error instanceof KnownError) throw error;
    throw new KnownError(
      "write_failed",
      `${shown} cannot be written: ${(error as Error).message}`,
      "it is as it was",
    );
  }
}
