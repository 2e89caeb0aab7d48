import type { Aws } from "../aws/aws.js";
import { type Developer, developersOf } from "../config/developers.js";
import type { ParsedConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import type { Execution, Outcome } from "../engine/execute.js";
import type { Stack } from "../engine/kind.js";
import type { Plan } from "../engine/plan.js";
import { guardOwnership, guardVersion } from "../stack/guards.js";
import { type StackPlan, planStack } from "../stack/plan.js";
import { type RunOptions, runLocked } from "../stack/run.js";
import { profileKey } from "../../reconcilers/allocation/index.js";
import { type DeveloperSession, openDeveloperSession, ssoName, stackMissing } from "./session.js";

/** What every developer's onboarding waits for. */
const SHARED = ["allocation/register", "attribution/permission-set"];

export interface Onboarded {
  session: DeveloperSession;
  /** One for each developer asked for, in order. */
  results: OnboardResult[];
  outcomes: Outcome[];
}

export interface OnboardResult {
  developer: Developer;
  /** ARN by alias, as far as they exist now. */
  profiles: Record<string, string>;
  /** `created`: at least one profile was made; `updated`: something else was changed. */
  status: "created" | "updated" | "unchanged" | "failed";
  /** Why it is not complete. */
  error?: string;
}

export interface OnboardOptions extends Omit<RunOptions, "lockFile"> {
  lockFile: (stack: Stack) => string;
  /** Told what is about to be done. @throws to stop before anything is changed */
  onPlan: (plan: Plan) => Promise<void>;
}

/**
 * Makes what the given developers of a configuration need, and nothing else: their profiles, their register lines and,
 * where the YAML assigns the permission set to single users, their assignments. Running it again makes no call that
 * changes anything.
 * @param parsed the configuration with the developers in it
 * @throws KnownError when the stack has not been applied
 */
export async function onboard(
  aws: Aws,
  parsed: ParsedConfig & { config: Config },
  users: ReadonlySet<string>,
  options: OnboardOptions,
): Promise<Onboarded> {
  const { sso } = parsed.config.attribution;
  const developers = developersOf(parsed.config).filter((developer) => users.has(developer.user));
  const ssoUsers = developers.map(ssoName).filter((name) => sso.enabled && sso.users.includes(name));
  const session = await openDeveloperSession(aws, parsed, { users, ssoUsers });
  const c = session.composition;
  const planOptions = { ...options, developers: users, lockFile: options.lockFile(session.stack) };
  const plan = async () => {
    const planned = await planStack(aws, c, planOptions);
    guardVersion(planned.bucket);
    guardOwnership(planned.plan);
    return planned;
  };
  const shown = await plan();
  await options.onPlan(shown.plan);
  const nothing: Execution = { outcomes: [], attributes: shown.plan.attributes };
  const execution =
    shown.plan.changes.length === 0 ? nothing : await carryOut(aws, session, shown, plan, planOptions);
  return {
    session,
    results: developers.map((developer) => resultOf(developer, execution)),
    outcomes: execution.outcomes,
  };
}

async function carryOut(
  aws: Aws,
  { composition: c, stack }: DeveloperSession,
  shown: StackPlan,
  plan: () => Promise<StackPlan>,
  options: RunOptions,
): Promise<Execution> {
  // The lock and the register are in the logs bucket: a stack of which only a part was applied has none.
  if (!shown.bucket.ours) throw stackMissing(stack);
  return (await runLocked(aws, c, shown, plan, options)).execution;
}

/** A developer is complete when all of theirs is done, and what all share: the register and the permission set. */
function resultOf(developer: Developer, execution: Execution): OnboardResult {
  const keys = new Map(developer.models.map((alias) => [profileKey(developer.user, alias), alias]));
  const profiles = Object.fromEntries(
    [...keys].flatMap(([key, alias]) => {
      const arn = execution.attributes.get(key)?.["arn"];
      return arn === undefined ? [] : [[alias, arn]];
    }),
  );
  const profile = `allocation/profile/${developer.user}/`;
  const assignment = `attribution/assignment/user/${ssoName(developer)}`;
  const isOwn = ({ key }: Outcome) => key.startsWith(profile) || key === assignment;
  const concerned = execution.outcomes.filter((outcome) => isOwn(outcome) || SHARED.includes(outcome.key));
  const failed = concerned.find((outcome) => outcome.status !== "done");
  if (failed !== undefined) {
    return {
      developer,
      profiles,
      status: "failed",
      error: `${failed.key}: ${failed.error ?? failed.status}`,
    };
  }
  const made = concerned.some(({ key, action }) => keys.has(key) && action === "create");
  const status = made ? "created" : concerned.some(isOwn) ? "updated" : "unchanged";
  return { developer, profiles, status };
}
