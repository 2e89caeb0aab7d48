import { distance } from "fastest-levenshtein";
import { BadInput } from "../errors.js";

/**
 * One of the values of an option.
 * @param more what else the hint names
 * @throws BadInput with the value that was probably meant
 */
export function oneOf<T extends string>(
  what: string,
  given: string,
  known: readonly T[],
  ...more: string[]
): T {
  const found = known.find((candidate) => candidate === given);
  if (found !== undefined) return found;
  const near = known.toSorted((a, b) => distance(a, given) - distance(b, given))[0] ?? "";
  const guess = distance(near, given) <= 2 ? `did you mean ${near}? ` : "";
  throw new BadInput(
    "bad_usage",
    `there is no ${what} "${given}"`,
    `${guess}choose from ${[...known, ...more].join(", ")}`,
  );
}
