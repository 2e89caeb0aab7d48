import { resolve } from "node:path";
import { addDeveloper } from "../config/edit/developer.js";
import { addSsoUser } from "../config/edit/sso-user.js";
import { developersOf } from "../config/developers.js";
import { formatProblem } from "../config/problem.js";
import type { ParsedConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import type { Plan } from "../engine/plan.js";
import { checkUser } from "../developers/names.js";
import { type Onboarded, onboard } from "../developers/onboard.js";
import { type OnboardRequest, badRows, readCsv, rowProblems } from "../developers/request.js";
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

export interface OnboardCommandOptions {
  team?: string;
  devProject?: string;
  costCenter?: string;
  model?: string[];
  principal?: string;
  from?: string;
  yes?: boolean;
}

/**
 * `ccb onboard-dev USER` or `--from FILE.csv`: adds developers to the YAML and makes their profiles. The file is written
 * only after AWS agreed, with those developers that are complete. @returns the exit code
 */
export async function onboardDev(
  cx: Context,
  user: string | undefined,
  options: OnboardCommandOptions,
): Promise<number> {
  checkUsage(user, options);
  const before = await cx.configuration();
  const { requests, planned } =
    options.from === undefined
      ? oneRequest(cx, user ?? "", options, before.config)
      : fileRequests(cx, options.from, before.config);
  const { config } = planned.parsed;
  warnAboutEdit(cx, before, planned.parsed);
  const aws = await cx.aws(config.region);
  const done = await explained(config.region, () => carryOut(cx, aws, planned, requests, options));
  const complete = new Set(
    done.results.filter((result) => result.status !== "failed").map((result) => result.developer.user),
  );
  const added = requests.filter((request) => complete.has(request.user));
  planned.write(added.length === requests.length ? undefined : editOf(added, before.config));
  warnAboutBudgets(cx, done, config);
  if (added.length > 0) notePrincipals(cx, before.config, config);
  const failures = done.outcomes.filter((outcome) => outcome.status !== "done");
  for (const failure of failures)
    cx.io.err(`${failure.status}: ${failure.kind} ${failure.name}: ${failure.error}\n`);
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
  const { team, devProject, costCenter, model, principal } = options;
  const given = Object.entries({ team, project: devProject, costCenter, models: model, principal });
  const requests = [{ user, entry: Object.fromEntries(given.filter(([, value]) => value !== undefined)) }];
  return { requests, planned: draft(cx, editOf(requests, before)) };
}

/** @throws BadInput with everything wrong in the file, also what only the whole configuration shows */
function fileRequests(cx: Context, from: string, before: Config): Requested {
  const { requests, problems } = readCsv(resolve(cx.io.cwd, from), from);
  const planned = draft(cx, editOf(requests, before), (found) => {
    const { rows, others } = rowProblems(found, requests);
    if (others.length === 0) throw badRows(from, [...problems, ...rows]);
  });
  if (problems.length > 0) throw badRows(from, problems);
  return { requests, planned };
}

/** Adds the developers, and their names to `attribution.sso.users` where single users are assigned. */
function editOf(requests: readonly OnboardRequest[], before: Config): Edit {
  const { sso } = before.attribution;
  const single = sso.enabled && sso.groups.length === 0;
  const known = new Map(developersOf(before).map((developer) => [developer.user, developer]));
  return (text) =>
    requests.reduce((edited, { user, entry }) => {
      const added = addDeveloper(edited, user, entry);
      if (!single) return added;
      return addSsoUser(added, ssoName({ user, principal: entry.principal ?? known.get(user)?.principal }));
    }, text);
}

async function carryOut(
  cx: Context,
  aws: Awaited<ReturnType<Context["aws"]>>,
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
