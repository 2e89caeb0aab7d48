import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { BadInput } from "../errors.js";
import { readRegular } from "../files/regular-file.js";
import { templateText } from "../templates.js";
import type { Context } from "./context.js";
import { askForAnswers } from "./init-questions.js";

/**
 * `ccb init`: writes the commented starter YAML and its JSON Schema, and keeps `.ccb/` out of git; never overwrites.
 * Always in the current folder or where it is told, whatever lies in the folders above.
 */
export async function init(cx: Context, options: { defaults?: boolean }): Promise<void> {
  const path = cx.namedConfig() ?? "ccb.yaml";
  const file = resolve(cx.io.cwd, path);
  if (existsSync(file)) {
    throw new BadInput(
      "file_exists",
      `${path} exists already`,
      "delete it first, or name another file with --config",
    );
  }
  const asks = options.defaults !== true && cx.io.canAsk && cx.options.json !== true;
  const text = asks ? await askForAnswers(cx, templateText("ccb.yaml")) : templateText("ccb.yaml");
  const { jsonSchema } = await import("../config/json-schema.js");
  const folder = join(dirname(file), ".ccb");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, "schema.json"), `${JSON.stringify(jsonSchema(), null, 2)}\n`, { mode: 0o600 });
  writeFileSync(file, text, { flag: "wx" });
  ignore(cx, dirname(file));
  cx.result({ path }, `${path} written. Next: edit it, then \`ccb validate\` and \`ccb plan --sandbox\`.\n`);
}

/**
 * Adds a line for `.ccb/` to the folder's `.gitignore`, unless one is there: locks and simulated accounts are nobody
 * else's. The YAML is written by then, so that a file which takes no line is worth a warning alone.
 */
function ignore(cx: Context, folder: string): void {
  const file = join(folder, ".gitignore");
  try {
    // Of whatever encoding: the rule is found by its bytes, and those that are there stay.
    const text = existsSync(file) ? readRegular(file).toString("latin1") : "";
    if (/^\/?\.ccb\/?\s*$/m.test(text)) return;
    appendFileSync(file, `${text === "" || text.endsWith("\n") ? "" : "\n"}.ccb/\n`);
  } catch (error) {
    cx.warn(`.gitignore was not added to; give it a line .ccb/ yourself: ${(error as Error).message}`);
  }
}
