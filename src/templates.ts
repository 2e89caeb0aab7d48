import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./package.js";

/** Text of a file under `templates/`. */
export function templateText(path: string): string {
  return readFileSync(join(packageRoot(), "templates", path), "utf8");
}

export type Values = Record<string, unknown>;

/**
 * Text of a template with every `{{name}}` replaced.
 * @throws Error when a name has no value: a hole in a policy or a query must never reach AWS
 */
export function renderText(path: string, values: Values): string {
  return fillText(templateText(path), values, path);
}

/**
 * A JSON template with its placeholders replaced: a string that is one placeholder becomes the value itself, and a list
 * in place of a list's member is spliced in; elsewhere `{{name}}` is text.
 */
export function renderJson(path: string, values: Values): unknown {
  return fill(JSON.parse(templateText(path)) as unknown, values, path);
}

function fill(node: unknown, values: Values, path: string): unknown {
  if (typeof node === "string") {
    const name = /^\{\{(\w+)\}\}$/.exec(node)?.[1];
    return name === undefined ? fillText(node, values, path) : valueOf(name, values, path);
  }
  if (Array.isArray(node)) {
    return node.flatMap((item: unknown) => {
      const filled = fill(item, values, path);
      return Array.isArray(filled) && typeof item === "string" ? filled : [filled];
    });
  }
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([k, v]) => [fillText(k, values, path), fill(v, values, path)]),
  );
}

function fillText(text: string, values: Values, path: string): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => String(valueOf(name, values, path)));
}

function valueOf(name: string, values: Values, path: string): unknown {
  if (!(name in values)) throw new Error(`templates/${path}: no value for {{${name}}}`);
  return values[name];
}
