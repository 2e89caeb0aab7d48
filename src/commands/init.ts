import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { BadInput } from "../errors.js";
import { templateText } from "../templates.js";
import type { Context } from "./context.js";

/** Questions `ccb init` asks on a terminal, with where the answers go in the starter YAML. */
const QUESTIONS = [
  { question: "AWS Region", pattern: /^region: (\S+)/m },
  { question: "Prefix of the S3 bucket names (globally unique)", pattern: /^ {2}bucketPrefix: (\S+)/m },
] as const;

/** `ccb init`: writes the commented starter YAML and its JSON Schema; never overwrites. */
export async function init(cx: Context, options: { defaults?: boolean }): Promise<void> {
  const path = cx.configPath();
  const file = isAbsolute(path) ? path : join(cx.io.cwd, path);
  if (existsSync(file)) {
    throw new BadInput(
      "file_exists",
      `${path} exists already`,
      "delete it first, or name another file with --config",
    );
  }
  let text = templateText("ccb.yaml");
  if (options.defaults !== true && cx.io.canAsk && cx.options.json !== true) {
    for (const { question, pattern } of QUESTIONS) {
      const standard = pattern.exec(text)?.[1] ?? "";
      const answer = (await cx.io.ask(`${question} [${standard}]: `)).trim();
      if (answer !== "") text = text.replace(pattern, (line) => line.replace(standard, answer));
    }
  }
  await checkAnswers(text, path);
  const { jsonSchema } = await import("../config/json-schema.js");
  const folder = join(dirname(file), ".ccb");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, "schema.json"), `${JSON.stringify(jsonSchema(), null, 2)}\n`, { mode: 0o600 });
  writeFileSync(file, text, { flag: "wx" });
  cx.result({ path }, `${path} written. Next: edit it, then \`ccb validate\` and \`ccb plan --sandbox\`.\n`);
}

async function checkAnswers(text: string, path: string): Promise<void> {
  const { parseConfig } = await import("../config/load.js");
  const { formatProblem } = await import("../config/problem.js");
  const { problems } = parseConfig(text, path);
  if (problems.length === 0) return;
  const lines = problems.map((problem) => formatProblem(path, problem)).join("\n");
  throw new BadInput("bad_config", lines, `${path} was not written`, problems);
}
