import type { NormalizedSchema } from "@smithy/core/schema";
import { refuse } from "../errors.js";
import type { Complaints } from "./dialect.js";
import { requiredMembers } from "./model.js";

/**
 * Holds what was decoded against the shape it should have, since decoders pass on what they do not understand: a
 * simulated service may rely on its input's types as AWS's own code may.
 * @throws what the protocol says to a value of the wrong type, or to a missing member
 */
export function checkInput(shape: NormalizedSchema, input: unknown, names: Complaints): void {
  try {
    check(shape, input, "");
  } catch (error) {
    if (error instanceof Problem) refuse(names[error.kind], error.message);
    throw error;
  }
}

class Problem extends Error {
  constructor(
    readonly kind: keyof Complaints,
    message: string,
  ) {
    super(message);
  }
}

function check(shape: NormalizedSchema, value: unknown, path: string): void {
  if (shape.isStructSchema()) {
    const given = asObject(value, path);
    for (const name of requiredMembers(shape)) {
      if (given[name] === undefined || given[name] === null) missing(join(path, name));
    }
    for (const [name, member] of shape.structIterator()) {
      if (given[name] !== undefined && given[name] !== null) check(member, given[name], join(path, name));
    }
  } else if (shape.isListSchema()) {
    if (!Array.isArray(value)) wrong(path, "a list");
    const items = value as unknown[];
    items.forEach((item, i) => check(shape.getValueSchema(), item, `${path}.${i + 1}.member`));
  } else if (shape.isMapSchema()) {
    for (const [key, item] of Object.entries(asObject(value, path))) {
      check(shape.getValueSchema(), item, join(path, key));
    }
  } else if (!isSimple(shape, value)) wrong(path, wanted(shape));
}

function isSimple(shape: NormalizedSchema, value: unknown): boolean {
  if (shape.isStringSchema()) return typeof value === "string";
  if (shape.isBooleanSchema()) return typeof value === "boolean";
  if (shape.isNumericSchema()) return typeof value === "number" && Number.isFinite(value);
  if (shape.isTimestampSchema()) return value instanceof Date && !Number.isNaN(value.getTime());
  if (shape.isBlobSchema()) return value instanceof Uint8Array;
  return true;
}

function wanted(shape: NormalizedSchema): string {
  if (shape.isBooleanSchema()) return "true or false";
  if (shape.isNumericSchema()) return "a number";
  if (shape.isTimestampSchema()) return "a time";
  return shape.isBlobSchema() ? "bytes" : "a string";
}

function asObject(value: unknown, path: string): Record<string, unknown> {
  const plain = typeof value === "object" && value !== null && !Array.isArray(value);
  return plain ? (value as Record<string, unknown>) : wrong(path, "an object");
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function wrong(path: string, what: string): never {
  throw new Problem("wrongType", `The value at '${path === "" ? "the top" : path}' must be ${what}`);
}

function missing(path: string): never {
  const text = "1 validation error detected: Value null at";
  throw new Problem("missing", `${text} '${path}' failed to satisfy constraint: Member must not be null`);
}
