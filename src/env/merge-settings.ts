import { BadInput } from "../errors.js";
import type { Environment } from "./environment.js";
import { settings, settingsOf } from "./formats/settings.js";
import { JsonSyntaxError } from "./json-spans.js";
import { NotAnObject, setJson } from "./set-json.js";

/**
 * Puts an environment into the text of a `settings.json`. Only the values that the environment sets change; all other
 * text stays as it is, and nothing is removed. Merging once more changes nothing.
 * @throws BadInput `bad_settings` when the text is no JSON object, with line and column
 */
export function mergeSettings(existingText: string | undefined, environment: Environment): string {
  if (existingText === undefined || /^\uFEFF?\s*$/.test(existingText)) return settings.render(environment);
  return assignments(environment).reduce((text, [path, value]) => {
    try {
      return setJson(text, path, value);
    } catch (error) {
      throw asBadInput(error, existingText);
    }
  }, existingText);
}

function assignments(environment: Environment): [path: string[], value: string][] {
  return Object.entries(settingsOf(environment)).flatMap(([key, value]): [string[], string][] =>
    typeof value === "string"
      ? [[[key], value]]
      : Object.entries(value).map(([name, inner]) => [[key, name], inner]),
  );
}

function asBadInput(error: unknown, text: string): unknown {
  const hint = "Correct the file, or move it away to have a new one written.";
  if (error instanceof JsonSyntaxError) {
    const { line, column } = positionOf(text, error.offset);
    return new BadInput("bad_settings", `${line}:${column}: not valid JSON: ${error.message}`, hint);
  }
  if (error instanceof NotAnObject) {
    const { line, column } = positionOf(text, error.offset);
    const what =
      error.path.length === 0 ? "the file" : error.path.map((key) => JSON.stringify(key)).join(".");
    return new BadInput("bad_settings", `${line}:${column}: ${what} must be a JSON object`, hint);
  }
  return error;
}

/** Line and column of an offset; both start at 1. */
function positionOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
