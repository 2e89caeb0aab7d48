import { developersOf } from "../config/developers.js";
import { principalOf, roleOfSession } from "../config/principal.js";
import type { Config } from "../config/schema.js";
import { sessionName } from "../config/session-name.js";
import type { RegisterLine } from "../register/register.js";
import { lastPart } from "./last-part.js";

/** Everybody a call may belong to, by the names that logs know them by. */
export class People {
  /** By ARN of an identity. */
  private readonly identities = new Map<string, string>();
  /** By role, see `config/principal.ts`. */
  private readonly roles = new Map<string, string>();
  /** By sign-in name. */
  private readonly principals = new Map<string, string>();
  private readonly names: ReadonlySet<string>;
  /** By the session name that `print-env` makes of a name; undefined for one of several. */
  private readonly sessions = new Map<string, string | undefined>();
  /** As they are written, by the same in lower case. */
  private readonly spellings: ReadonlyMap<string, string>;

  constructor(config: Config, register: readonly RegisterLine[]) {
    const developers = developersOf(config);
    for (const { user, principals } of developers) {
      for (const text of principals) {
        const principal = principalOf(text);
        if (principal.kind === "role") putFirst(this.roles, principal.role, user);
        else putFirst(principal.kind === "name" ? this.principals : this.identities, text, user);
      }
    }
    const users = developers.map(({ user }) => user);
    this.names = new Set([...users, ...register.map(({ developer }) => developer).filter(isName)]);
    for (const name of this.names) {
      const session = sessionName(name);
      this.sessions.set(session, this.sessions.has(session) ? undefined : name);
    }
    this.spellings = new Map(
      [...this.names, ...this.principals.keys()].map((name) => [name.toLowerCase(), name]),
    );
  }

  /** Whose an identity is by its ARN alone, in whatever account: as itself, or as a session of a role. */
  configured(identity: string): string | undefined {
    return this.identities.get(identity) ?? this.roles.get(roleOfSession(identity) ?? "");
  }

  /** Whose a name is: principals come before names, and names before what `print-env` makes of them. */
  named(name: string): string | undefined {
    return this.principals.get(name) ?? (this.names.has(name) ? name : undefined) ?? this.sessions.get(name);
  }

  /** The known name that the end of an identity's ARN differs from in case alone. */
  nearly(identity: string): string | undefined {
    return this.spellings.get(lastPart(identity).toLowerCase());
  }
}

function putFirst(into: Map<string, string>, key: string, user: string): void {
  if (!into.has(key)) into.set(key, user);
}

/** The register is a file that people may have edited. */
export function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
