import type { Aws } from "../aws/aws.js";
import { type Developer, developersOf } from "../config/developers.js";
import type { ParsedConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import { type StackPlan, planStack } from "../stack/plan.js";
import { type DeveloperSession, openDeveloperSession, ssoName } from "./session.js";

export interface Offboarding {
  session: DeveloperSession;
  shown: StackPlan;
  /** To plan the same again under the lock. */
  plan: () => Promise<StackPlan>;
  /** The developer's entry, when the YAML still has one. */
  developer?: Developer;
}

/**
 * Plans the removal of one developer: the profiles go, the register marks them retired, a permission set assignment of
 * their own is taken away. What they cost stays in the logs and in the register.
 * @param parsed the configuration as it is, with or without the developer
 */
export async function planOffboarding(
  aws: Aws,
  parsed: ParsedConfig & { config: Config },
  user: string,
): Promise<Offboarding> {
  const { sso } = parsed.config.attribution;
  const developer = developersOf(parsed.config).find((candidate) => candidate.user === user);
  const name = developer === undefined ? user : ssoName(developer);
  const assigned = sso.enabled && sso.users.includes(name) ? [name] : [];
  const session = await openDeveloperSession(aws, parsed, new Set(), assigned);
  const principals = session.composition.identityCenter?.principals ?? [];
  const dropAssignments = new Set(
    principals.map((principal) => `attribution/assignment/${principal.type.toLowerCase()}/${principal.id}`),
  );
  // Retiring profiles go too: nobody is left to use them.
  const options = { developers: new Set([user]), dropAssignments, dropOld: true };
  const plan = () => planStack(aws, session.composition, options);
  return { session, shown: await plan(), plan, ...(developer === undefined ? {} : { developer }) };
}
