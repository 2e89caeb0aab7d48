import { oneLine } from "./messages.js";

import { hostsOnly } from "../password.js";

/** Keys and list positions from the root of the YAML to a value. */
export type Path = ReadonlyArray<string | number>;

/** A place in the file; both numbers start at 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something wrong in a configuration file, or worth a warning. */
export interface Problem extends Position {
  /** Where in the configuration, e.g. `developers.alice.models[1]`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** One problem as a line: `file:line:col: path: message`. */
export function formatProblem(file: string, problem: Problem): string {
  const { line, column, path, message } = problem;
  return oneLine(`${file}:${line}:${column}: ${path === "" ? "" : `${path}: `}${message}`);
}

/** A path as people write it: `developers.alice.models[1]`, `developers["a b"].team`. Of web addresses, the host. */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (!/^[\w$-]+$/.test(step)) text += `[${JSON.stringify(hostsOnly(step))}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}

/** Whether `path` is `ancestor` or lies below it. */
export function isWithin(path: Path, ancestor: Path): boolean {
  return (
    ancestor.length <= path.length && ancestor.every((step, index) => String(step) === String(path[index]))
  );
}
