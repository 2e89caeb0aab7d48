import type { Aws } from "../aws/aws.js";
import { developersOf } from "../config/developers.js";
import type { ParsedConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import { type PlanOptions, type StackPlan, planStack } from "../stack/plan.js";
import { type DeveloperSession, openDeveloperSession, ssoName } from "./session.js";

export interface Offboarding {
  session: DeveloperSession;
  shown: StackPlan;
  /** To plan the same again under the lock. */
  plan: () => Promise<StackPlan>;
  planOptions: PlanOptions;
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
  const assigned = assignedName(parsed.config, user);
  const session = await openDeveloperSession(aws, parsed, {
    users: new Set(),
    ssoUsers: assigned === undefined ? [] : [assigned],
    // Somebody who leaves is often gone from the directory first.
    lenient: true,
  });
  const principals = session.composition.identityCenter?.principals ?? [];
  const dropAssignments = new Set(
    principals.map((principal) => `attribution/assignment/${principal.type.toLowerCase()}/${principal.id}`),
  );
  // Retiring profiles go too: nobody is left to use them.
  const planOptions = { developers: new Set([user]), dropAssignments, dropOld: true };
  const plan = () => planStack(aws, session.composition, planOptions);
  return { session, shown: await plan(), plan, planOptions };
}

/** The name under `attribution.sso.users` by which a developer, of the YAML or not, has the permission set. */
export function assignedName(config: Config, user: string): string | undefined {
  const { sso } = config.attribution;
  const name = ssoName(developersOf(config).find((candidate) => candidate.user === user) ?? { user });
  return sso.enabled && sso.users.includes(name) ? name : undefined;
}
