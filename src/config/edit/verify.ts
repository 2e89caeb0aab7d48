import { isDeepStrictEqual } from "node:util";
import { CannotEdit } from "./cannot-edit.js";
import { readEditable, type EditableSource } from "./source.js";

type Data = Record<string, unknown>;

/**
 * Reads an edited text back and compares all of its data.
 * @param path where the edit was made
 * @param expected the value to be found there; a missing or empty value counts as `empty`
 * @returns the edited text
 * @throws {CannotEdit} when anything else differs from the source
 */
export function verified(
  source: EditableSource,
  edited: string,
  path: readonly string[],
  expected: unknown,
  empty: unknown,
): string {
  const after = readBack(edited);
  const actual = at(after, path) ?? empty;
  if (!isDeepStrictEqual(withValue(after, path, actual), withValue(source.data, path, expected))) {
    throw new CannotEdit(
      `\`${path.join(".")}\` cannot be edited without changing something else in the file; edit it by hand`,
    );
  }
  return edited;
}

/** The value at a path of plain data. */
export function at(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => {
    return typeof value === "object" && value !== null && Object.hasOwn(value, key)
      ? (value as Data)[key]
      : undefined;
  }, data);
}

function readBack(edited: string): Data {
  try {
    return readEditable(edited).data;
  } catch (error) {
    if (!(error instanceof CannotEdit)) throw error;
    throw new CannotEdit("the edit would break the file's YAML; edit it by hand");
  }
}

function withValue(data: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const own = (data ?? {}) as Data;
  return Object.fromEntries([...Object.entries(own), [key, withValue(at(own, [key]), rest, value)]]);
}
