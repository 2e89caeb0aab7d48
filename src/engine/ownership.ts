import type { Live, Stack, Tags } from "./kind.js";

/** Whose a live resource is: ours by its tags, nobody's (a name without our tag), or another stack's. */
export type Ownership = { whose: "ours" } | { whose: "unowned" } | { whose: "foreign"; owner: string };

export const STACK_TAG = "ccb:stack";
export const KEY_TAG = "ccb:key";
/** Marks a replaced resource that is kept until it is told to go. */
export const RETIRING_TAG = "ccb:retiring";
/** On the logs bucket: version of ccb that applied the stack last. */
export const VERSION_TAG = "ccb:version";
const REGION_TAG = "ccb:region";

/** The tags that mark a resource as ours. What exists once an account also says which region's stack it belongs to. */
export function ownerTags(stack: Stack, key: string, global: boolean): Tags {
  return { [STACK_TAG]: stack.name, [KEY_TAG]: key, ...(global ? { [REGION_TAG]: stack.region } : {}) };
}

/** Judges a live resource. What cannot be tagged says itself whose it is. */
export function ownershipOf(live: Live, stack: Stack): Ownership {
  if (live.owner !== undefined) {
    return typeof live.owner === "string"
      ? { whose: live.owner }
      : { whose: "foreign", owner: live.owner.foreign };
  }
  const name = live.tags?.[STACK_TAG];
  if (name === undefined) return { whose: "unowned" };
  if (name !== stack.name) return { whose: "foreign", owner: `stack "${name}"` };
  const region = live.tags?.[REGION_TAG];
  if (region !== undefined && region !== stack.region) {
    return { whose: "foreign", owner: `stack "${name}" of ${region}` };
  }
  return { whose: "ours" };
}

/** True for a replaced resource that is kept beside its replacement. */
export function isRetiring(live: Live): boolean {
  return live.tags?.[RETIRING_TAG] !== undefined;
}
