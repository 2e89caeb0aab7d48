import { resolve } from "node:path";
import { addDeveloper } from "../config/edit/developer.js";
import { addSsoUser } from "../config/edit/sso-user.js";
import { developersOf } from "../config/developers.js";
import type { Config } from "../config/schema.js";
import { developerEnvironment, readGuardrail } from "../developers/environment.js";
import { checkUser } from "../developers/names.js";
import { type OnboardResult, onboard } from "../developers/onboard.js";
import { type OnboardRequest, readCsv } from "../developers/request.js";
import { ssoName } from "../developers/session.js";
import { BadInput, EXIT, KnownError } from "../errors.js";
import { renderPlan } from "../ui/plan-view.js";
import { Progress } from "../ui/progress.js";
import type { Context } from "./context.js";
import { type Edit, draft } from "./edit-config.js";
import { reportOne, reportRows } from "./onboard-report.js";
import { explained } from "./stack-session.js";

export interface OnboardCommandOptions {
  team?: string;
  devProject?: string;
  costCenter?: string;
  model?: string[];
  principal?: string;
  from?: string;
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
  const requests = requestsOf(cx, user, options);
  const { config: before } = await cx.configuration();
  const planned = draft(cx, editOf(requests, before));
  const { config } = planned.parsed;
  const aws = await cx.aws(config.region);
  let progress: Progress | undefined;
  const done = await explained(config.region, async () => {
    try {
      return await onboard(aws, planned.parsed, new Set(requests.map((request) => request.user)), {
        lockFile: (stack) => cx.lockFile(stack),
        signal: cx.io.signal,
        warn: (message) => cx.warn(message),
        onPlan: (plan) => {
          if (plan.changes.length > 0) cx.say(renderPlan(plan, cx.paintErr, false).trimEnd());
        },
        onStart: async (count) => {
          progress = await Progress.start(cx.io, count, cx.options.quiet === true);
          cx.onThrottle(() => progress?.throttle());
        },
        onEvent: (event) => progress?.event(event),
      });
    } finally {
      progress?.stop();
    }
  });
  const complete = new Set(
    done.results.filter((result) => result.error === undefined).map((r) => r.developer.user),
  );
  planned.write(
    editOf(
      requests.filter((request) => complete.has(request.user)),
      before,
    ),
  );
  warnAboutBudgets(cx, done.results, config);
  const failures = done.outcomes.filter((outcome) => outcome.status !== "done");
  for (const failure of failures) cx.io.err(`${failure.status}: ${failure.key}: ${failure.error}\n`);
  if (options.from !== undefined) {
    reportRows(cx, requests, done.results);
  } else {
    const [result] = done.results;
    if (result === undefined || result.error !== undefined) {
      const why = result?.error ?? failures[0]?.error ?? "not done";
      throw new KnownError("onboarding_failed", why, "run the same command again; the YAML was not changed");
    }
    const guardrail = await explained(config.region, () => readGuardrail(aws, config));
    const facts = {
      accountId: done.session.stack.account,
      ...(guardrail === undefined ? {} : { guardrail }),
    };
    reportOne(cx, result, developerEnvironment(config, result.developer, result.profiles, facts));
  }
  if (cx.io.signal.aborted) return EXIT.interrupted;
  return failures.length === 0 ? EXIT.done : EXIT.error;
}

function requestsOf(cx: Context, user: string | undefined, options: OnboardCommandOptions): OnboardRequest[] {
  const { from, team, devProject, costCenter, model, principal } = options;
  if ((user === undefined) === (from === undefined)) {
    throw new BadInput(
      "bad_usage",
      "name one developer, or a file with --from",
      "ccb onboard-dev USER | --from FILE.csv",
    );
  }
  if (from !== undefined) return readCsv(resolve(cx.io.cwd, from), from);
  checkUser(user ?? "");
  const given = Object.entries({ team, project: devProject, costCenter, models: model, principal });
  const entry = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  return [{ user: user ?? "", entry }];
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

/** A team budget watches a cost centre: calls of a developer elsewhere count in none. */
function warnAboutBudgets(cx: Context, results: readonly OnboardResult[], config: Config): void {
  const teams = Object.values(config.budgets.teams);
  if (teams.length === 0) return;
  const covered = new Set(teams.map((team) => team.costCenter));
  const open = new Set(
    results.map(({ developer }) => developer.costCenter).filter((center) => !covered.has(center)),
  );
  for (const center of open) cx.warn(`no team budget watches cost centre ${center} (budgets.teams)`);
}
