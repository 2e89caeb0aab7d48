import type { Target } from "../locate.js";
import { quote } from "../messages.js";
import type { Path } from "../problem.js";

/** Something a check found; the position follows from the path. */
export interface Finding {
  readonly severity: "error" | "warning";
  readonly path: Path;
  readonly target: Target;
  readonly message: string;
}

/** An error at a value, or at its key. */
export function wrong(path: Path, message: string, target: Target = "value"): Finding {
  return { severity: "error", path, target, message };
}

/** Allowed, but probably not meant. */
export function doubtful(path: Path, message: string, target: Target = "value"): Finding {
  return { severity: "warning", path, target, message };
}

/** An error for every item that stands earlier in the list too. */
export function* repeats(path: Path, items: readonly (string | number)[]): Iterable<Finding> {
  for (const [index, item] of items.entries()) {
    if (items.indexOf(item) < index)
      yield wrong(
        [...path, index],
        `${typeof item === "string" ? quote(item) : item} is listed twice; remove one`,
      );
  }
}
