import type { Aws } from "../aws/aws.js";
import { type Developer, developersOf } from "../config/developers.js";
import type { ParsedConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import { type Execution, INTERRUPTED, type Outcome } from "../engine/execute.js";
import type { Stack } from "../engine/kind.js";
import type { Plan } from "../engine/plan.js";
import { guardHistory, guardOwnership, guardVersion } from "../stack/guards.js";
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
  /** `created`: at least one profile was made; `updated`: something else was changed; `skipped`: interrupted before it was begun. */
  status: "created" | "updated" | "unchanged" | "failed" | "skipped";
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
    guardHistory(planned, false);
    return planned;
  };
  const shown = await plan();
  await options.onPlan(shown.plan);
  const nothing: Execution = { outcomes: [], attributes: shown.plan.attributes };
  const running = { ...planOptions, ...finishingWhatIsBegun(developers, options) };
  const execution =
    shown.plan.changes.length === 0 ? nothing : await carryOut(aws, session, shown, plan, running);
  const outcomes = new Map<string, Outcome[]>();
  for (const outcome of execution.outcomes) {
    const owner = ownerOf(outcome.key) ?? outcome.key;
    const known = outcomes.get(owner);
    if (known === undefined) outcomes.set(owner, [outcome]);
    else known.push(outcome);
  }
  return {
    session,
    results: developers.map((developer) => resultOf(developer, execution, outcomes)),
    outcomes: execution.outcomes,
  };
}

/** After an interrupt, developers of whom anything was begun are completed, and noted in the register: nobody is left half done. */
function finishingWhatIsBegun(
  developers: readonly Developer[],
  { onEvent }: OnboardOptions,
): Pick<RunOptions, "finish" | "onEvent"> {
  const byAssignment = new Map(developers.map((developer) => [assignmentKey(developer), developer.user]));
  const userOf = (key: string) => ownerOf(key) ?? byAssignment.get(key);
  const begun = new Set<string>();
  return {
    finish: ({ key }) => begun.size > 0 && (SHARED.includes(key) || begun.has(userOf(key) ?? "")),
    onEvent: (event) => {
      const user = event.type === "start" ? userOf(event.change.key) : undefined;
      if (user !== undefined) begun.add(user);
      onEvent?.(event);
    },
  };
}

/** The developer a profile's key names. */
function ownerOf(key: string): string | undefined {
  return /^allocation\/profile\/(.+)\/[^/]+$/.exec(key)?.[1];
}

function assignmentKey(developer: Developer): string {
  return `attribution/assignment/user/${ssoName(developer)}`;
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

/**
 * A developer is complete when all of theirs is done, and what all share: the register and the permission set.
 * @param outcomes by developer, else by key
 */
function resultOf(
  developer: Developer,
  execution: Execution,
  outcomes: ReadonlyMap<string, Outcome[]>,
): OnboardResult {
  const keys = new Map(developer.models.map((alias) => [profileKey(developer.user, alias), alias]));
  const profiles = Object.fromEntries(
    [...keys].flatMap(([key, alias]) => {
      const arn = execution.attributes.get(key)?.["arn"];
      return arn === undefined ? [] : [[alias, arn]];
    }),
  );
  const own = [developer.user, assignmentKey(developer)].flatMap((key) => outcomes.get(key) ?? []);
  const left = [...own, ...SHARED.flatMap((key) => outcomes.get(key) ?? [])].filter(
    ({ status }) => status !== "done",
  );
  const [failed] = left;
  if (failed !== undefined) {
    const isUntouched = own.every(({ status }) => status === "skipped");
    return {
      developer,
      profiles,
      status: isUntouched && left.every(({ error }) => error === INTERRUPTED) ? "skipped" : "failed",
      error: `${failed.key}: ${failed.error ?? failed.status}`,
    };
  }
  const made = own.some(({ key, action }) => keys.has(key) && action === "create");
  return { developer, profiles, status: made ? "created" : own.length > 0 ? "updated" : "unchanged" };
}
