import { type Developer, developersOf } from "../config/developers.js";
import { accountOfIdentity } from "../config/principal.js";
import type { Config } from "../config/schema.js";
import type { RegisterLine } from "../register/register.js";
import type { RegisterHistory } from "./history.js";
import { lastPart } from "./last-part.js";
import { People, isName } from "./people.js";
import type { UsageClass } from "./usage.js";

/** Shown as the developer of calls that nobody is known to have made. */
export const UNATTRIBUTED = "(unattributed)";

/** Whose a call is. */
export interface Owner {
  developer: string;
  team: string | null;
  project: string | null;
  costCenter: string | null;
}

const NOBODY: Owner = { developer: UNATTRIBUTED, team: null, project: null, costCenter: null };

/** What tells whose a call is. */
export interface Caller extends Pick<UsageClass, "modelId" | "principal" | "account"> {
  /** What the call's metadata says under `attribution.metadataKey`. */
  named: string | null;
}

/** What keeps a call from being somebody's, though it nearly is. */
export interface NearMiss {
  /** The developer or principal it would be. */
  name: string;
  /** `case`: written in other letters; `account`: of an account that is not the stack's. */
  because: "case" | "account";
}

/** The account that calls; null when neither the identity nor the record names one. */
export function callingAccount({ principal, account }: Pick<Caller, "principal" | "account">): string | null {
  return (principal === null ? undefined : accountOfIdentity(principal)) ?? account;
}

/** Finds the owner of calls: by profile, else by who signed in, else by what the call says of itself. */
export class Attribution {
  private readonly configured: Map<string, Developer>;
  private readonly people: People;

  /** @param own the stack's accounts, in which names count; undefined: names count in every account */
  constructor(
    config: Config,
    private readonly history: RegisterHistory,
    register: readonly RegisterLine[],
    private readonly own?: ReadonlySet<string>,
  ) {
    this.configured = new Map(developersOf(config).map((developer) => [developer.user, developer]));
    this.people = new People(config, register);
  }

  /**
   * The owner at the time of the call.
   * @param at milliseconds since 1970 UTC
   */
  owner(caller: Caller, at: number): Owner {
    const line = caller.modelId === null ? undefined : this.history.profile(caller.modelId, at);
    if (line !== undefined && isName(line.developer)) return ownerOf(line);
    const name = this.developerOf(caller);
    if (name === undefined) return NOBODY;
    const known = this.history.developer(name, at);
    if (known !== undefined) return ownerOf(known);
    const own = this.configured.get(name);
    if (own === undefined) return { ...NOBODY, developer: name };
    return { developer: name, team: own.team, project: own.project, costCenter: own.costCenter };
  }

  /** Why a call of nobody is nobody's, where that may surprise. */
  nearMiss({ principal, account, named }: Caller): NearMiss | undefined {
    if (!this.isOwn({ principal, account })) {
      const found = [principal === null ? null : lastPart(principal), named].find(
        (name) => name !== null && this.people.named(name) !== undefined,
      );
      return found == null ? undefined : { name: found, because: "account" };
    }
    const name = principal === null ? undefined : this.people.nearly(principal);
    return name === undefined ? undefined : { name, because: "case" };
  }

  private developerOf({ principal, account, named }: Caller): string | undefined {
    const found = principal === null ? undefined : this.people.configured(principal);
    // Another account's alice is not the stack's.
    if (found !== undefined || !this.isOwn({ principal, account })) return found;
    const person = principal === null ? undefined : this.people.named(lastPart(principal));
    return person ?? (named === null ? undefined : this.people.named(named));
  }

  private isOwn(caller: Pick<Caller, "principal" | "account">): boolean {
    const account = callingAccount(caller);
    return this.own === undefined || account === null || this.own.has(account);
  }
}

function ownerOf(line: RegisterLine): Owner {
  const { developer, team, project, costCenter } = line;
  return { developer, team: team ?? null, project: project ?? null, costCenter: costCenter ?? null };
}
