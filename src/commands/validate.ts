import { EXIT } from "../errors.js";
import type { Context } from "./context.js";

/** `ccb validate`: every problem of the YAML at once, offline. @returns the exit code */
export async function validate(cx: Context): Promise<number> {
  const parsed = await cx.parse();
  const { formatProblem } = await import("../config/problem.js");
  const { problems, warnings, file } = parsed;
  for (const warning of warnings) cx.warn(formatProblem(file, warning));
  const errors = problems.map(({ line, column, path, message }) => ({ line, column, path, message }));
  const valid = errors.length === 0;
  if (!valid) cx.io.err(problems.map((problem) => `${formatProblem(file, problem)}\n`).join(""));
  cx.result({ valid, errors }, valid ? `${file} is valid.\n` : "");
  return valid ? EXIT.done : EXIT.badInput;
}
