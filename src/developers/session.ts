import type { Composition } from "../../reconcilers/compose.js";
import type { Aws } from "../aws/aws.js";
import type { Config } from "../config/schema.js";
import type { ParsedConfig } from "../config/load.js";
import type { Stack } from "../engine/kind.js";
import { KnownError } from "../errors.js";
import { composition, identifyStack } from "../stack/composition.js";

/** A stack seen from some developers: a number of calls that does not grow with the others. */
export interface DeveloperSession {
  stack: Stack;
  /** Holds these developers only, and of Identity Center only their own names. */
  composition: Composition;
}

/**
 * Gathers what a run for some developers needs.
 * @param users names under `developers`; those no longer there are left out
 * @param ssoUsers their names in Identity Center, as far as the YAML assigns the permission set to them
 * @throws KnownError when the stack has not been applied
 */
export async function openDeveloperSession(
  aws: Aws,
  parsed: ParsedConfig & { config: Config },
  users: ReadonlySet<string>,
  ssoUsers: readonly string[],
): Promise<DeveloperSession> {
  const { config } = parsed;
  const sso = { ...config.attribution.sso, groups: [], users: [...ssoUsers], enabled: ssoUsers.length > 0 };
  const narrowed = { ...config, attribution: { ...config.attribution, sso } };
  const stack = await identifyStack(aws, config);
  const [c] = await Promise.all([
    composition(aws, { ...parsed, config: narrowed }, stack),
    requireStack(aws, config, stack),
  ]);
  return {
    stack,
    composition: { ...c, config, developers: c.developers.filter((developer) => users.has(developer.user)) },
  };
}

/** The developer role is what every other part of a stack serves: without it there is none. */
async function requireStack(aws: Aws, config: Config, stack: Stack): Promise<void> {
  const RoleName = `${config.project}-developer`;
  try {
    await aws.call("iam", "GetRole", { RoleName });
  } catch (error) {
    if ((error as Error).name !== "NoSuchEntityException") throw error;
    throw new KnownError(
      "stack_missing",
      `there is no stack "${stack.name}" in account ${stack.account} yet`,
      "run ccb apply first",
    );
  }
}

/** A developer's name in Identity Center: the principal unless that is an ARN, else the name itself. */
export function ssoName(developer: { user: string; principal?: string | undefined }): string {
  const { principal, user } = developer;
  return principal === undefined || principal.startsWith("arn:") ? user : principal;
}
