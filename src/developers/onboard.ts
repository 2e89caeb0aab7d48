import type { Aws } from "../aws/aws.js";
import { type Developer, developersOf } from "../config/developers.js";
import type { ParsedConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import type { Execution, Outcome } from "../engine/execute.js";
import type { Stack } from "../engine/kind.js";
import type { Plan } from "../engine/plan.js";
import { guardOwnership } from "../stack/guards.js";
import { planStack } from "../stack/plan.js";
import { type RunOptions, runLocked } from "../stack/run.js";
import { profileKey } from "../../reconcilers/allocation/index.js";
import { type DeveloperSession, openDeveloperSession, ssoName } from "./session.js";

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
  /** True when at least one profile was made. */
  created: boolean;
  /** Why it is not complete. */
  error?: string;
}

export interface OnboardOptions extends Omit<RunOptions, "lockFile"> {
  lockFile: (stack: Stack) => string;
  /** Shown before anything is done. */
  onPlan: (plan: Plan) => void;
  /** Told how many changes are about to be carried out. */
  onStart: (count: number) => Promise<void>;
}

/**
 * Makes what the given developers of a configuration need, and nothing else: their profiles, their register lines and,
 * where the YAML assigns the permission set to single users, their assignments. Running it again makes no call that
 * changes anything.
 * @param parsed the configuration with the developers in it
 */
export async function onboard(
  aws: Aws,
  parsed: ParsedConfig & { config: Config },
  users: ReadonlySet<string>,
  options: OnboardOptions,
): Promise<Onboarded> {
  const { sso } = parsed.config.attribution;
  const developers = developersOf(parsed.config).filter((developer) => users.has(developer.user));
  const assigned = developers.map(ssoName).filter((name) => sso.enabled && sso.users.includes(name));
  const session = await openDeveloperSession(aws, parsed, users, assigned);
  const c = session.composition;
  const planOptions = { ...options, developers: users, lockFile: options.lockFile(session.stack) };
  const plan = async () => {
    const planned = await planStack(aws, c, planOptions);
    guardOwnership(planned.plan);
    return planned;
  };
  const shown = await plan();
  options.onPlan(shown.plan);
  const carryOut = async () => {
    await options.onStart(shown.plan.changes.length);
    return (await runLocked(aws, c, true, plan, planOptions)).execution;
  };
  const nothing: Execution = { outcomes: [], attributes: shown.plan.attributes };
  const execution = shown.plan.changes.length === 0 ? nothing : await carryOut();
  return {
    session,
    results: developers.map((developer) => resultOf(developer, execution)),
    outcomes: execution.outcomes,
  };
}

function resultOf(developer: Developer, execution: Execution): OnboardResult {
  const keys = new Map(developer.models.map((alias) => [profileKey(developer.user, alias), alias]));
  const own = execution.outcomes.filter((outcome) => keys.has(outcome.key));
  const profiles = Object.fromEntries(
    [...keys].flatMap(([key, alias]) => {
      const arn = execution.attributes.get(key)?.["arn"];
      return arn === undefined ? [] : [[alias, arn]];
    }),
  );
  const failed = own.find((outcome) => outcome.status !== "done");
  return {
    developer,
    profiles,
    created: own.some((outcome) => outcome.status === "done" && outcome.action === "create"),
    ...(failed === undefined ? {} : { error: `${failed.key}: ${failed.error ?? failed.status}` }),
  };
}
