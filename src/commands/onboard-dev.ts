import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Aws } from "../aws/aws.js";
import { type DeveloperEntry, addDevelopers } from "../config/edit/developer.js";
import { addSsoUsers } from "../config/edit/sso-user.js";
import { developersOf, listOf } from "../config/developers.js";
import { formatProblem } from "../config/problem.js";
import type { ParsedConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import { withoutVariables } from "../config/variables.js";
import { INTERRUPTED } from "../engine/execute.js";
import type { Plan } from "../engine/plan.js";
import { checkUser } from "../developers/names.js";
import { type OnboardResult, type Onboarded, onboard } from "../developers/onboard.js";
import { type OnboardRequest, badRows, oneOrList, readCsv, rowProblems } from "../developers/request.js";
import { checkRoom } from "../developers/room.js";
import { ssoName } from "../developers/session.js";
import { counted } from "../counted.js";
import { BadInput, EXIT } from "../errors.js";
import { renderPlan } from "../ui/plan-view.js";
import type { Progress } from "../ui/progress.js";
import type { Context } from "./context.js";
import { confirm } from "./confirm.js";
import { type Draft, type Edit, draft } from "./edit-config.js";
import { reportOne, reportRows } from "./onboard-report.js";
import { notePrincipals } from "./principals-note.js";
import { explained } from "./stack-session.js";

/** `--from -`: rows come from standard input. */
const STDIN = "-";

export interface OnboardCommandOptions {
  team?: string;
  devProject?: string;
  costCenter?: string;
  model?: string[];
  principal?: string[];
  from?: string;
  yes?: boolean;
}

/**
 * `ccb onboard-dev USER` or `--from FILE.csv`: adds developers to the YAML and makes their profiles. The file is written
 * only after AWS agreed, with those developers that are complete; that it can be written is made sure of before.
 * @returns the exit code
 */
export async function onboardDev(
  cx: Context,
  user: string | undefined,
  options: OnboardCommandOptions,
): Promise<number> {
  checkUsage(user, options);
  const before = await cx.configuration();
  const { config: old } = before;
  const aws = await cx.aws(old.region);
  const { requests, planned } =
    options.from === undefined
      ? oneRequest(cx, user ?? "", options, old)
      : await fileRequests(cx, aws, options.from, old);
  const { config } = planned.parsed;
  warnAboutEdit(cx, before, planned.parsed);
  const done = await explained(config.region, () => carryOut(cx, aws, planned, requests, options));
  const complete = new Set(
    done.results.filter((result) => isComplete(result)).map((result) => result.developer.user),
  );
  const added = requests.filter((request) => complete.has(request.user));
  planned.write(added.length === requests.length ? undefined : editOf(added, old));
  warnAboutBudgets(cx, done, config);
  if (added.length > 0) notePrincipals(cx, old, config);
  const failures = done.outcomes.filter((outcome) => outcome.status !== "done");
  for (const { status, kind, name, error } of failures) {
    if (error !== INTERRUPTED) cx.io.err(`${status}: ${kind} ${name}: ${error}\n`);
  }
  if (options.from === undefined) await reportOne(cx, aws, config, done);
  else reportRows(cx, requests, done.results);
  if (cx.io.signal.aborted) return EXIT.interrupted;
  return failures.length === 0 ? EXIT.done : EXIT.error;
}

function checkUsage(user: string | undefined, options: OnboardCommandOptions): void {
  const { from, yes: _yes, ...single } = options;
  const usage = "ccb onboard-dev USER | --from FILE.csv";
  if ((user === undefined) === (from === undefined))
    throw new BadInput("bad_usage", "name one developer, or a file with --from", usage);
  const names = { team: "team", devProject: "dev-project", costCenter: "cost-center" };
  const all = { ...names, model: "model", principal: "principal" } as const;
  const given = Object.entries(all).find(([key]) => single[key as keyof typeof all] !== undefined);
  if (from !== undefined && given !== undefined)
    throw new BadInput(
      "bad_usage",
      `--${given[1]} does not go with --from: it is a column of the file`,
      usage,
    );
}

interface Requested {
  requests: OnboardRequest[];
  planned: Draft;
}

function oneRequest(cx: Context, user: string, options: OnboardCommandOptions, before: Config): Requested {
  checkUser(user);
  const { team, devProject, costCenter, model } = options;
  const principal = oneOrList(options.principal ?? []);
  const given = Object.entries({ team, project: devProject, costCenter, models: model, principal });
  const requests = [{ user, entry: Object.fromEntries(given.filter(([, value]) => value !== undefined)) }];
  return { requests, planned: draft(cx, editOf(requests, before)) };
}

/**
 * Rows that cannot be right are told first, then whether the account has room for all, then what only the whole
 * configuration shows.
 * @throws BadInput with everything wrong in the file, GuardRefused for more profiles than the quota
 */
async function fileRequests(cx: Context, aws: Aws, from: string, before: Config): Promise<Requested> {
  const { requests, problems } = await readRequests(cx, from);
  if (problems.length === 0) {
    await explained(before.region, () => checkRoom(aws, before, requests, (message) => cx.warn(message)));
  }
  const planned = draft(cx, editOf(requests, before), (found) => {
    const { rows, others } = rowProblems(found, requests);
    if (others.length === 0) throw badRows(shownAs(from), [...problems, ...rows]);
  });
  if (problems.length > 0) throw badRows(shownAs(from), problems);
  return { requests, planned };
}

function readRequests(cx: Context, from: string): ReturnType<typeof readCsv> {
  if (from !== STDIN) return readCsv({ file: resolve(cx.io.cwd, from) }, shownAs(from));
  if (cx.io.stdin === undefined) throw new BadInput("bad_csv", "there is no standard input to read");
  return readCsv({ read: cx.io.stdin }, shownAs(from));
}

function shownAs(from: string): string {
  return from === STDIN ? "standard input" : from;
}

/**
 * Adds the developers, and their names to `attribution.sso.users` where single users are assigned. What the YAML says
 * already is not written again, however it says it; what is written is never read as a variable.
 */
function editOf(requests: readonly OnboardRequest[], before: Config): Edit {
  const { sso } = before.attribution;
  const single = sso.enabled && sso.groups.length === 0;
  const known = new Map(developersOf(before).map((developer) => [developer.user, developer]));
  const people = requests.map(({ user, entry }): [string, DeveloperEntry] => {
    const own = Object.hasOwn(before.developers, user) ? before.developers[user] : undefined;
    return [user, literally(withoutSame(entry, own ?? {}))];
  });
  const names = requests
    .map(({ user, entry }) => {
      const own = entry.principal === undefined ? known.get(user)?.principals : listOf(entry.principal);
      return ssoName({ user, principals: own ?? [] });
    })
    .filter((name) => !sso.users.includes(name));
  return (text) => {
    const added = addDevelopers(text, people);
    return single ? addSsoUsers(added, names.map(withoutVariables)) : added;
  };
}

function withoutSame(entry: DeveloperEntry, own: object): DeveloperEntry {
  const others = Object.entries(entry).filter(
    ([key, value]) => !isDeepStrictEqual((own as Record<string, unknown>)[key], value),
  );
  return Object.fromEntries(others);
}

function literally(entry: DeveloperEntry): DeveloperEntry {
  const text = (value: unknown) => (typeof value === "string" ? withoutVariables(value) : value);
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [key, Array.isArray(value) ? value.map(text) : text(value)]),
  );
}

function isComplete({ status }: OnboardResult): boolean {
  return status !== "failed" && status !== "skipped";
}

async function carryOut(
  cx: Context,
  aws: Aws,
  planned: Draft,
  requests: readonly OnboardRequest[],
  options: OnboardCommandOptions,
): Promise<Onboarded> {
  let progress: Progress | undefined;
  try {
    return await onboard(aws, planned.parsed, new Set(requests.map((request) => request.user)), {
      lockFile: (stack) => cx.lockFile(stack),
      signal: cx.io.signal,
      warn: (message) => cx.warn(message),
      onPlan: async (plan) => {
        await agree(cx, plan, options.yes === true);
        progress = await cx.progress(plan.changes.length);
        cx.onThrottle(() => progress?.throttle());
      },
      onEvent: (event) => progress?.event(event),
    });
  } finally {
    progress?.stop();
  }
}

/** Adding needs no yes; taking a profile away, because the developer's models are others now, does. */
async function agree(cx: Context, plan: Plan, agreed: boolean): Promise<void> {
  for (const warning of plan.warnings) cx.warn(warning);
  if (plan.changes.length > 0) cx.say(renderPlan(plan, cx.paintErr, false).trimEnd());
  const gone = plan.changes.filter(({ action }) => action === "delete" || action === "replace");
  if (gone.length === 0) return;
  const profiles = counted(gone.length, "profile");
  await confirm(cx, `This deletes ${profiles} in use until now.`, agreed);
}

/** What the edit makes doubtful; the rest was said when the file was read. */
function warnAboutEdit(cx: Context, before: ParsedConfig, after: ParsedConfig): void {
  const known = new Set(before.warnings.map(({ path, message }) => `${path} ${message}`));
  for (const warning of after.warnings) {
    if (!known.has(`${warning.path} ${warning.message}`)) cx.warn(formatProblem(after.file, warning));
  }
}

/** A team budget watches a cost centre: calls of a developer elsewhere count in none. */
function warnAboutBudgets(cx: Context, { results }: Onboarded, config: Config): void {
  const teams = Object.values(config.budgets.teams);
  if (teams.length === 0) return;
  const covered = new Set(teams.map((team) => team.costCenter));
  const open = new Set(
    results.map(({ developer }) => developer.costCenter).filter((center) => !covered.has(center)),
  );
  for (const center of open) cx.warn(`no team budget watches cost centre ${center} (budgets.teams)`);
}
