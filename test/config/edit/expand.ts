import { parse } from "yaml";

/** The data of a YAML text, aliases and merge keys resolved. */
export function expand(text: string): Record<string, unknown> {
  return (parse(text, { merge: true, logLevel: "error" }) ?? {}) as Record<string, unknown>;
}

/** The developers of a YAML text. */
export function developersIn(text: string): Record<string, unknown> {
  return (expand(text)["developers"] ?? {}) as Record<string, unknown>;
}
