import { z } from "zod";
import { got } from "../messages.js";

/** Builds the message of a field from what was expected; `undefined` input is a missing key. */
function says(expected: string) {
  return {
    error: (issue: { input?: unknown }): string =>
      issue.input === undefined
        ? `missing: expected ${expected}`
        : `expected ${expected}, ${got(issue.input)}`,
  };
}

/** A non-empty text; `expected` completes "expected …, got …". */
export function text(expected = "text", pattern?: RegExp) {
  const base = z.string(says(expected)).min(1, says(`${expected}, not an empty text`));
  return pattern === undefined ? base : base.regex(pattern, says(expected));
}

/** A text that may be empty, such as a tag's value. */
export function anyText(expected = "text") {
  return z.string(says(expected));
}

/** A whole number of `unit` between `min` and `max`. */
export function whole(unit: string, min: number, max?: number) {
  const expected = range(`a whole number of ${unit}`, min, max);
  const base = z.int(says(`a whole number of ${unit}`)).min(min, says(expected));
  return max === undefined ? base : base.max(max, says(expected));
}

/** Any number between `min` and `max`; `what` is a noun phrase such as "an amount in USD". */
export function number(what: string, min: number, max?: number) {
  const expected = range(what, min, max);
  const base = z.number(says(what)).min(min, says(expected));
  return max === undefined ? base : base.max(max, says(expected));
}

/** A number above zero. */
export function positive(what: string) {
  return z.number(says(what)).gt(0, says(`${what} above 0`));
}

/** True or false. */
export function flag() {
  return z.boolean(says("true or false"));
}

/** One word of a fixed list. */
export function choice<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, says(values.join(" or ")));
}

/** A list; `of` is the plural noun of what it holds. */
export function list<T extends z.ZodType>(of: string, item: T) {
  return z.array(item, says(`a list of ${of}`));
}

/** One of something, or a list of at least one. */
export function oneOrMore<T extends z.ZodType>(of: string, item: T) {
  return z.union([item, z.array(item, says(`a list of ${of}`)).min(1, says(`at least one of the ${of}`))]);
}

/** A mapping with free keys; `what` says what maps to what. */
export function mapping<T extends z.ZodType>(what: string, value: T) {
  return z.record(z.string(), value, says(`a mapping of ${what}`));
}

/** A section: a mapping with these keys and no others. */
export function section<T extends z.core.$ZodLooseShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue): string | undefined =>
      issue.code === "invalid_type"
        ? says(`a mapping with the keys ${Object.keys(shape).join(", ")}`).error(issue)
        : undefined,
  });
}

/** The one value that is accepted. */
export function exactly<const T extends number>(value: T) {
  return z.literal(value, says(String(value)));
}

function range(what: string, min: number, max: number | undefined): string {
  return max === undefined ? `${what}, ${min} or more` : `${what} between ${min} and ${max}`;
}
