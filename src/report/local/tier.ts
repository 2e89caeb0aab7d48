import { memberOf } from "./body.js";

/** What the standard tier is called: by Anthropic, and by Bedrock. */
const STANDARD = new Set(["standard", "default"]);

/**
 * The first service tier that is not the standard one, in lower case.
 * @param said texts, or objects that have it as their `type`; anything else says nothing
 */
export function otherTier(...said: unknown[]): string | null {
  for (const value of said) {
    const text = typeof value === "string" ? value : memberOf(value, "type");
    if (typeof text !== "string" || text === "") continue;
    const tier = text.toLowerCase();
    if (!STANDARD.has(tier)) return tier;
  }
  return null;
}
