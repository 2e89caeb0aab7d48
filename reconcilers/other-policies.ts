import type { ReadContext } from "../src/engine/kind.js";
import type { Composition } from "./compose.js";

/** Which policies of others roles and permission sets of ours may have: none with `foundation.exclusive`, else any. */
export function allowedOthers(c: Composition): [] | undefined {
  return c.config.foundation.exclusive ? [] : undefined;
}

/**
 * Names policies that are there besides ours, where they stay.
 * @param what kind and name of what carries them
 */
export function warnOfOthers(cx: ReadContext, what: string, others: readonly string[]): void {
  if (others.length === 0 || cx.forRemoval) return;
  cx.warn(
    `${what} has policies that are not this stack's: ${others.join(", ")}. ` +
      "What they allow comes on top of the YAML; foundation.exclusive: true removes them",
  );
}
