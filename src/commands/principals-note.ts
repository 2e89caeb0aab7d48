import { developersOf } from "../config/developers.js";
import { knownAs } from "../config/known-as.js";
import type { Config } from "../config/schema.js";
import type { Context } from "./context.js";

/**
 * Says what is left for an apply when the names that developers are known by have changed: the saved queries hold them
 * all, and are the whole stack's, not the developer's.
 */
export function notePrincipals(cx: Context, before: Config, after: Config): void {
  if (knownText(before) === knownText(after)) return;
  cx.say("The saved Athena queries name principals and sessions: the next ccb apply brings them up to date.");
}

function knownText(config: Config): string {
  const { principals, roles, sessions } = knownAs(developersOf(config));
  return JSON.stringify([principals, roles, sessions].map((known) => [...known]));
}
