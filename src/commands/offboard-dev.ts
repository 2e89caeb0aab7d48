import { developersOf } from "../config/developers.js";
import { removeDeveloper } from "../config/edit/developer.js";
import { removeSsoUser } from "../config/edit/sso-user.js";
import type { Aws } from "../aws/aws.js";
import { type Offboarding, assignedName, planOffboarding } from "../developers/offboard.js";
import { counted } from "../counted.js";
import { EXIT, KnownError } from "../errors.js";
import { guardOwnership } from "../stack/guards.js";
import { runLocked } from "../stack/run.js";
import { renderPlan } from "../ui/plan-view.js";
import { confirm } from "./confirm.js";
import type { Context } from "./context.js";
import { draft } from "./edit-config.js";
import { notePrincipals } from "./principals-note.js";
import { explained } from "./stack-session.js";

/**
 * `ccb offboard-dev USER`: removes the profiles and the YAML entry; what was spent stays reportable. Somebody already
 * gone is fine. @returns the exit code
 */
export async function offboardDev(cx: Context, user: string, options: { yes?: boolean }): Promise<number> {
  const before = await cx.configuration();
  const developer = developersOf(before.config).find((candidate) => candidate.user === user);
  const assigned = assignedName(before.config, user);
  const planned = draft(cx, (text) => {
    const removed = removeDeveloper(text, user);
    return assigned === undefined ? removed : removeSsoUser(removed, assigned);
  });
  const aws = await cx.aws(before.config.region);
  const offboarding = await explained(before.config.region, () => planOffboarding(aws, before, user));
  const { shown } = offboarding;
  guardOwnership(shown.plan);
  if (developer === undefined && assigned === undefined && shown.plan.changes.length === 0) {
    cx.result({ user, deleted: [] }, `${user} is not there; nothing to do.\n`);
    return EXIT.done;
  }
  if (shown.plan.changes.length > 0) cx.say(renderPlan(shown.plan, cx.paintErr, false).trimEnd());
  if (developer !== undefined) cx.say(`The entry of ${user} in ${cx.configPath()} goes too.`);
  await confirm(cx, `Offboard ${user}?`, options.yes === true);
  const deleted = shown.plan.changes.length === 0 ? [] : await carryOut(cx, aws, offboarding);
  planned.write();
  notePrincipals(cx, before.config, planned.parsed.config);
  cx.result({ user, deleted }, `${user} is offboarded: ${counted(deleted.length, "profile")} deleted.\n`);
  return EXIT.done;
}

/** @returns the ARNs of the profiles that went. @throws KnownError unless all is done */
async function carryOut(cx: Context, aws: Aws, offboarding: Offboarding): Promise<string[]> {
  const { session, plan, planOptions, shown } = offboarding;
  const { execution } = await explained(session.stack.region, () =>
    runLocked(aws, session.composition, true, plan, {
      ...planOptions,
      lockFile: cx.lockFile(session.stack),
      signal: cx.io.signal,
      warn: (message) => cx.warn(message),
    }),
  );
  const arns = new Map(shown.plan.changes.map(({ key, live }) => [key, live?.attributes["arn"]]));
  const done = execution.outcomes.filter((outcome) => outcome.status === "done");
  const deleted = done.flatMap(({ key, action }) => (action === "delete" ? (arns.get(key) ?? []) : []));
  const failures = execution.outcomes
    .filter((outcome) => outcome.status !== "done")
    .map(({ kind, name, error, status }) => `${kind} ${name}: ${error ?? status}`);
  if (failures.length === 0) return deleted;
  const again = "run the same command again; the YAML was not changed";
  const [code, exit] = cx.io.signal.aborted
    ? (["interrupted", EXIT.interrupted] as const)
    : (["offboarding_failed", EXIT.error] as const);
  throw new KnownError(code, failures.join("\n"), again, exit, { deleted, failures });
}
