import type { Composition, IdentityCenter } from "../../reconcilers/compose.js";
import type { Aws } from "../aws/aws.js";
import type { ParsedConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import type { Stack } from "../engine/kind.js";
import { ownershipOf } from "../engine/ownership.js";
import { tagsFromList } from "../engine/tag-index.js";
import { BadInput, GuardRefused, KnownError } from "../errors.js";
import { composition, identifyStack } from "../stack/composition.js";
import { findIdentityCenter } from "../stack/identity-center.js";

/** A stack seen from some developers: a number of calls that does not grow with the others. */
export interface DeveloperSession {
  stack: Stack;
  /** Holds these developers only, and of Identity Center only their own names. */
  composition: Composition;
}

export interface DeveloperSessionOptions {
  /** Names under `developers`; those no longer there are left out. */
  users: ReadonlySet<string>;
  /** Their names in Identity Center, as far as the YAML assigns the permission set to them. */
  ssoUsers: readonly string[];
  /** For a removal: what Bedrock or Identity Center no longer knows is left out instead of refused. */
  lenient?: boolean;
}

/**
 * Gathers what a run for some developers needs.
 * @throws KnownError when the stack has not been applied, BadInput for names Identity Center does not have
 */
export async function openDeveloperSession(
  aws: Aws,
  parsed: ParsedConfig & { config: Config },
  options: DeveloperSessionOptions,
): Promise<DeveloperSession> {
  const { config } = parsed;
  const { users, ssoUsers, lenient = false } = options;
  const sso = { ...config.attribution.sso, enabled: false };
  // Nothing that is encrypted is set up here, so the key is not looked at either.
  const logging = { ...config.logging, kmsKeyArn: null };
  const narrowed = { ...config, logging, attribution: { ...config.attribution, sso } };
  const stack = await identifyStack(aws, config);
  const [c, identityCenter] = await Promise.all([
    composition(aws, { ...parsed, config: narrowed }, stack, lenient),
    identityCenterOf(aws, config, stack, ssoUsers, lenient),
    requireStack(aws, config, stack),
  ]);
  const developers = c.developers.filter((developer) => users.has(developer.user));
  return {
    stack,
    composition: { ...c, config, developers, ...(identityCenter === undefined ? {} : { identityCenter }) },
  };
}

async function identityCenterOf(
  aws: Aws,
  config: Config,
  stack: Stack,
  ssoUsers: readonly string[],
  lenient: boolean,
): Promise<IdentityCenter | undefined> {
  if (ssoUsers.length === 0) return undefined;
  const sso = { ...config.attribution.sso, groups: [], users: [...ssoUsers] };
  const { identityCenter, problems } = await findIdentityCenter(aws, stack.partition, sso);
  if (problems.length > 0 && !lenient) {
    const text = problems.map((problem) => problem.message).join("\n");
    const hint = "name people as Identity Center has them: --principal NAME, or the column principal";
    throw new BadInput("unknown_principal", text, `${hint}; nothing was changed`, problems);
  }
  return identityCenter;
}

/** The developer role is what every other part of a stack serves: without it there is none. */
async function requireStack(aws: Aws, config: Config, stack: Stack): Promise<void> {
  const RoleName = `${config.project}-developer`;
  const { Role } = await aws.call("iam", "GetRole", { RoleName }).catch((error: Error) => {
    if (error.name !== "NoSuchEntityException") throw error;
    return { Role: undefined };
  });
  if (Role === undefined) throw stackMissing(stack);
  const live = { kind: "", name: RoleName, spec: {}, tags: tagsFromList(Role.Tags), attributes: {} };
  const judged = ownershipOf(live, stack);
  if (judged.whose === "foreign") {
    throw new GuardRefused("foreign_resources", `the role ${RoleName} belongs to ${judged.owner}`);
  }
  if (judged.whose === "unowned") throw stackMissing(stack);
}

/** The error for work on a stack that is not there, or not far enough. */
export function stackMissing(stack: Stack): KnownError {
  const where = `in account ${stack.account}, ${stack.region}`;
  return new KnownError(
    "stack_missing",
    `there is no stack "${stack.name}" ${where} yet`,
    "run ccb apply first",
  );
}

/** A developer's name in Identity Center: the first principal that is no ARN, else the name itself. */
export function ssoName({ user, principals = [] }: { user: string; principals?: readonly string[] }): string {
  return principals.find((principal) => !principal.startsWith("arn:")) ?? user;
}
