import { z } from "zod";
import { configSchema } from "./schema.js";
import { child, mayBeEmpty, mayBeLeftOut, schemaAt, unwrap } from "./schema/walk.js";
import type { Path } from "./problem.js";

/** Removes keys that are empty and may be left out, so that `teams:` alone means no teams. */
export function dropEmptySections(data: unknown, schema: z.core.$ZodType = configSchema): void {
  if (typeof data !== "object" || data === null) return;
  const record = data as Record<string, unknown>;
  for (const key of Object.keys(record)) {
    const inner = child(schema, Array.isArray(data) ? Number(key) : key);
    if (inner === undefined) continue;
    if (record[key] === null && mayBeEmpty(inner)) delete record[key];
    else dropEmptySections(record[key], inner);
  }
}

/**
 * Takes a broken value out of the data, so that the rest can still be checked: an optional one is deleted, a
 * required one or a list item gets a stand-in of the right type. List positions stay as they are.
 */
export function repair(data: Record<string, unknown>, path: Path, unknown: boolean): void {
  const last = path.at(-1);
  const parent = path.slice(0, -1).reduce<unknown>((value, step) => {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[step] : undefined;
  }, data) as Record<string, unknown> | undefined;
  if (last === undefined || typeof parent !== "object" || parent === null) return;
  const schema = schemaAt(configSchema, path);
  if (unknown || schema === undefined || (mayBeLeftOut(schema) && typeof last !== "number"))
    delete parent[last];
  else parent[last] = standIn(schema);
}

function standIn(schema: z.core.$ZodType): unknown {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodLiteral) return inner.value;
  if (inner instanceof z.ZodNumber) return 1;
  if (inner instanceof z.ZodRecord) return { placeholder: standIn(inner.valueType) };
  if (inner instanceof z.ZodObject) {
    const required = Object.entries(inner.shape as Record<string, z.core.$ZodType>).filter(
      ([, value]) => !mayBeLeftOut(value),
    );
    return Object.fromEntries(required.map(([key, value]) => [key, standIn(value)]));
  }
  return "placeholder";
}
