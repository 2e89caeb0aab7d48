import type { Developer } from "./developers.js";
import { principalOf } from "./principal.js";
import { sessionName } from "./session-name.js";

/** How developers are known besides their own name, each kind by its name. */
export interface KnownAs {
  /** By sign-in name or ARN of an identity. */
  principals: ReadonlyMap<string, string>;
  /** By role, see `config/principal.ts`. */
  roles: ReadonlyMap<string, string>;
  /** By the session name that `print-env` makes of a name, where it is another and nobody else's. */
  sessions: ReadonlyMap<string, string>;
}

/** What the saved Athena queries hold of the developers: it changes them, and needs an apply, when it changes. */
export function knownAs(developers: readonly Pick<Developer, "user" | "principals">[]): KnownAs {
  const principals = new Map<string, string>();
  const roles = new Map<string, string>();
  for (const { user, principals: own } of developers) {
    for (const text of own) {
      const principal = principalOf(text);
      const [known, name] = principal.kind === "role" ? [roles, principal.role] : [principals, text];
      // A row of the log must find one developer at most, or its cost would count twice.
      if (!known.has(name)) known.set(name, user);
    }
  }
  return { principals, roles, sessions: sessionsOf(developers.map(({ user }) => user)) };
}

function sessionsOf(users: readonly string[]): Map<string, string> {
  const sharing = new Map<string, number>();
  for (const session of users.map(sessionName)) sharing.set(session, (sharing.get(session) ?? 0) + 1);
  const named = users.map((user): [string, string] => [sessionName(user), user]);
  return new Map(named.filter(([session, user]) => session !== user && sharing.get(session) === 1));
}
