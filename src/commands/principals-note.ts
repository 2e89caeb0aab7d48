import type { Config } from "../config/schema.js";
import type { Context } from "./context.js";

/**
 * Says what is left for an apply when principals have changed: the saved queries hold them all, and are the whole
 * stack's, not the developer's.
 */
export function notePrincipals(cx: Context, before: Config, after: Config): void {
  if (principalsOf(before) === principalsOf(after)) return;
  cx.say("The saved Athena queries name principals: the next ccb apply brings them up to date.");
}

function principalsOf({ developers }: Config): string {
  const named = Object.entries(developers).map(([user, own]) => [user, own?.principal]);
  return JSON.stringify(named.filter(([, principal]) => principal !== undefined));
}
