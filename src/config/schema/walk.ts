import { z } from "zod";

/** A schema without its wrappers: optional, nullable, default, prefault, and the input side of a transform. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodPipe) return unwrap(schema.in);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return unwrap(schema.unwrap());
  }
  return schema;
}

/** The schema of one key or list item, with its wrappers; `undefined` for an unknown key. */
export function child(schema: z.core.$ZodType, step: string | number): z.core.$ZodType | undefined {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    return Object.hasOwn(inner.shape, step) ? (inner.shape[step] as z.core.$ZodType) : undefined;
  }
  if (inner instanceof z.ZodRecord) return inner.valueType;
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodUnion) {
    const list = inner.options.find((option) => option instanceof z.ZodArray);
    return typeof step === "number" && list !== undefined ? child(list, step) : undefined;
  }
  return undefined;
}

/** The schema at a path, with its wrappers. */
export function schemaAt(
  schema: z.core.$ZodType,
  path: ReadonlyArray<string | number>,
): z.core.$ZodType | undefined {
  let here: z.core.$ZodType | undefined = schema;
  for (const step of path) here = here && child(here, step);
  return here;
}

/** The keys a section knows; empty for anything that is not a section. */
export function keysOf(schema: z.core.$ZodType): string[] {
  const inner = unwrap(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

/** Whether a key may be left out. */
export function mayBeLeftOut(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
}

/** Whether `key:` with nothing after it is the same as leaving the key out: sections, mappings and lists that default to empty. */
export function mayBeEmpty(schema: z.core.$ZodType): boolean {
  if (!mayBeLeftOut(schema)) return false;
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject || inner instanceof z.ZodRecord) return true;
  return (
    inner instanceof z.ZodArray &&
    schema instanceof z.ZodDefault &&
    (defaultOf(schema) as unknown[]).length === 0
  );
}

/** The default of a key, `undefined` where it has none. */
export function defaultOf(schema: z.core.$ZodType): unknown {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? schema.def.defaultValue
    : undefined;
}
