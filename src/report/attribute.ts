import { type Developer, developersOf } from "../config/developers.js";
import type { Config } from "../config/schema.js";
import type { RegisterLine } from "../register/register.js";
import type { RegisterHistory } from "./history.js";
import { lastPart } from "./last-part.js";

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

/** Finds the owner of calls: by profile, else by who signed in. */
export class Attribution {
  private readonly configured: Map<string, Developer>;
  private readonly byPrincipal = new Map<string, string>();
  private readonly names: Set<string>;

  constructor(
    config: Config,
    private readonly history: RegisterHistory,
    register: readonly RegisterLine[],
  ) {
    const developers = developersOf(config);
    this.configured = new Map(developers.map((developer) => [developer.user, developer]));
    for (const { user, principal } of developers) {
      if (principal !== undefined && !this.byPrincipal.has(principal)) this.byPrincipal.set(principal, user);
    }
    this.names = new Set([
      ...this.configured.keys(),
      ...register.map(({ developer }) => developer).filter(isName),
    ]);
  }

  /**
   * The owner at the time of the call.
   * @param modelId as logged
   * @param principal `identity.arn` as logged
   * @param at milliseconds since 1970 UTC
   */
  owner(modelId: string | null, principal: string | null, at: number): Owner {
    const line = modelId === null ? undefined : this.history.profile(modelId, at);
    if (line !== undefined && isName(line.developer)) return ownerOf(line);
    const name = principal === null ? undefined : this.developerOf(principal);
    if (name === undefined) return NOBODY;
    const known = this.history.developer(name, at);
    if (known !== undefined) return ownerOf(known);
    const own = this.configured.get(name);
    if (own === undefined) return { ...NOBODY, developer: name };
    return { developer: name, team: own.team, project: own.project, costCenter: own.costCenter };
  }

  private developerOf(principal: string): string | undefined {
    const name = lastPart(principal);
    // A `principal` that is an ARN is compared with the whole identity, any other with its last part.
    return (
      this.byPrincipal.get(principal) ??
      this.byPrincipal.get(name) ??
      (this.names.has(name) ? name : undefined)
    );
  }
}

function ownerOf(line: RegisterLine): Owner {
  const { developer, team, project, costCenter } = line;
  return { developer, team: team ?? null, project: project ?? null, costCenter: costCenter ?? null };
}

/** The register is a file that people may have edited. */
function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
