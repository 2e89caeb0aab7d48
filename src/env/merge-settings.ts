import { BadInput } from "../errors.js";
import { type Bypass, bypasses } from "./bypasses.js";
import type { Environment } from "./environment.js";
import { settings } from "./formats/settings.js";
import { JsonSyntaxError, jsonSpans } from "./json-spans.js";
import { mergeModels } from "./merge-models.js";
import { mergeVariables } from "./merge-variables.js";
import { WrongKind, removeJson, setJson } from "./set-json.js";
import { Changes, type Whose } from "./settings-changes.js";

export interface MergedSettings {
  text: string;
  /** Keys whose values were others', and led elsewhere. */
  replaced: string[];
  /** Keys and entries that were ours and are no longer said. */
  removed: string[];
  /** What stays and leads past the profiles. */
  bypasses: Bypass[];
}

/** What a settings file says, as far as one can be read. @throws BadInput `bad_settings` with line and column */
export function readSettings(text: string | undefined): Record<string, unknown> {
  if (text === undefined || isBlank(text)) return {};
  try {
    const { members, start } = jsonSpans(text);
    if (members === undefined) throw new WrongKind([], start, "object");
  } catch (error) {
    throw asBadInput(error, text);
  }
  return JSON.parse(text.replace(/^\uFEFF/, "")) as Record<string, unknown>;
}

/**
 * Puts an environment into the text of a `settings.json`: what it sets is set, lists keep the entries of others, what was
 * ours and is no longer said goes. All other text stays as it is, and merging once more changes nothing.
 * @throws BadInput `bad_settings` when the text is no JSON object, with line and column
 */
export function mergeSettings(
  existingText: string | undefined,
  environment: Environment,
  whose: Whose,
): MergedSettings {
  const document = readSettings(existingText);
  if (existingText === undefined || isBlank(existingText)) {
    return { text: settings.render(environment), replaced: [], removed: [], bypasses: [] };
  }
  const changes = changesOf(document, environment, whose);
  try {
    const set = changes.set.reduce((text, [path, value]) => setJson(text, path, value), existingText);
    const text = changes.remove.reduce((left, path) => removeJson(left, path), set);
    return {
      text,
      replaced: changes.replaced,
      removed: changes.removed,
      bypasses: bypasses(readSettings(text), environment),
    };
  } catch (error) {
    throw asBadInput(error, existingText);
  }
}

function changesOf(document: Record<string, unknown>, environment: Environment, whose: Whose): Changes {
  const changes = new Changes(environment, whose);
  mergeVariables(changes, document["env"]);
  mergeModels(changes, document);
  const { awsAuthRefresh } = environment;
  const theirs = document["awsAuthRefresh"];
  if (awsAuthRefresh !== undefined) {
    if (theirs !== undefined && theirs !== awsAuthRefresh) changes.replaced.push("awsAuthRefresh");
    changes.put(["awsAuthRefresh"], awsAuthRefresh);
  } else if (typeof theirs === "string" && whose.isOurSignIn(theirs)) {
    changes.drop(["awsAuthRefresh"], "awsAuthRefresh");
  }
  return changes;
}

function isBlank(text: string): boolean {
  return /^\uFEFF?\s*$/.test(text);
}

function asBadInput(error: unknown, text: string): unknown {
  const hint = "Correct the file, or move it away to have a new one written.";
  if (error instanceof JsonSyntaxError) {
    const { line, column } = positionOf(text, error.offset);
    return new BadInput("bad_settings", `${line}:${column}: ${error.message}`, hint);
  }
  if (error instanceof WrongKind) {
    const { line, column } = positionOf(text, error.offset);
    const what =
      error.path.length === 0 ? "the file" : error.path.map((key) => JSON.stringify(key)).join(".");
    return new BadInput("bad_settings", `${line}:${column}: ${what} must be a JSON ${error.expected}`, hint);
  }
  return error;
}

/** Line and column of an offset; both start at 1. */
function positionOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
