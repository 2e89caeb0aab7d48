import { z } from "zod";
import { configSchema } from "./schema.js";
import { defaultOf, mayBeLeftOut, unwrap } from "./schema/walk.js";

/** What the free keys of a mapping are called in paths. */
const KEY_NAMES: Record<string, string> = {
  models: "<alias>",
  developers: "<user>",
  "budgets.teams": "<key>",
  "report.pricing.overrides": "<model id>",
};

/**
 * The table of every key in the configuration page, as Markdown: one row a key, in the order of the schema.
 * Columns are padded the way the formatter does, so that formatting the page changes nothing.
 */
export function configurationTable(): string {
  const rows = [["Key", "Type", "Default", "Meaning"], ...rowsOf(configSchema, "")];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const padded = rows.map((cells) => line(cells.map((cell, column) => cell.padEnd(widths[column] ?? 0))));
  return padded.toSpliced(1, 0, line(widths.map((width) => "-".repeat(width)))).join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function* rowsOf(schema: z.core.$ZodType, path: string): Iterable<string[]> {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    for (const [key, value] of Object.entries(inner.shape as Record<string, z.ZodType>)) {
      const here = path === "" ? key : `${path}.${key}`;
      if (!isSection(value)) yield row(here, value);
      yield* rowsOf(value, here);
    }
  } else if (inner instanceof z.ZodRecord) {
    yield* rowsOf(inner.valueType, `${path}.${KEY_NAMES[path] ?? "<key>"}`);
  } else if (inner instanceof z.ZodArray) {
    yield* rowsOf(inner.element, `${path}[]`);
  }
}

function row(path: string, schema: z.ZodType): string[] {
  return [`\`${path}\``, typeOf(schema), defaultText(schema), schema.description ?? ""];
}

/** Sections have no row of their own: their keys do. */
function isSection(schema: z.ZodType): boolean {
  return unwrap(schema) instanceof z.ZodObject;
}

function defaultText(schema: z.ZodType): string {
  if (!mayBeLeftOut(schema)) return "required";
  const value = defaultOf(schema);
  return value === undefined ? "" : `\`${JSON.stringify(value).replaceAll('"', "")}\``;
}

function typeOf(schema: z.core.$ZodType): string {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodLiteral) return `\`${String(inner.value)}\``;
  if (inner instanceof z.ZodEnum) return inner.options.map((option) => `\`${option}\``).join(" or ");
  if (inner instanceof z.ZodArray) return `list of ${typeOf(inner.element)}`;
  if (inner instanceof z.ZodUnion) return inner.options.map(typeOf).join(" or ");
  if (inner instanceof z.ZodObject || inner instanceof z.ZodRecord) return "mapping";
  if (inner instanceof z.ZodNumber) return inner.isInt ? "whole number" : "number";
  return inner instanceof z.ZodBoolean ? "true or false" : "text";
}
