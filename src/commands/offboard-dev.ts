import { developersOf } from "../config/developers.js";
import { removeDeveloper } from "../config/edit/developer.js";
import { removeSsoUser } from "../config/edit/sso-user.js";
import { planOffboarding } from "../developers/offboard.js";
import { ssoName } from "../developers/session.js";
import { EXIT, KnownError } from "../errors.js";
import { guardOwnership } from "../stack/guards.js";
import { runLocked } from "../stack/run.js";
import { renderPlan } from "../ui/plan-view.js";
import { confirm } from "./confirm.js";
import type { Context } from "./context.js";
import { draft } from "./edit-config.js";
import { explained } from "./stack-session.js";

/**
 * `ccb offboard-dev USER`: removes the profiles and the YAML entry; what was spent stays reportable. Somebody already
 * gone is fine. @returns the exit code
 */
export async function offboardDev(cx: Context, user: string, options: { yes?: boolean }): Promise<number> {
  const before = await cx.configuration();
  const developer = developersOf(before.config).find((candidate) => candidate.user === user);
  const { sso } = before.config.attribution;
  const planned = draft(cx, (text) => {
    const removed = removeDeveloper(text, user);
    return sso.enabled && developer !== undefined ? removeSsoUser(removed, ssoName(developer)) : removed;
  });
  const aws = await cx.aws(before.config.region);
  const offboarding = await explained(before.config.region, () => planOffboarding(aws, before, user));
  const { shown, session } = offboarding;
  guardOwnership(shown.plan);
  const gone = shown.plan.changes.filter((change) => change.action === "delete");
  if (gone.length === 0 && developer === undefined && shown.plan.changes.length === 0) {
    cx.result({ user, deleted: [] }, `${user} is not there; nothing to do.\n`);
    return EXIT.done;
  }
  cx.say(renderPlan(shown.plan, cx.paintErr, false).trimEnd());
  if (developer !== undefined) cx.say(`The entry of ${user} in ${cx.configPath()} goes too.`);
  await confirm(cx, `Offboard ${user}?`, options.yes === true);
  const failures: string[] = [];
  const deleted: string[] = [];
  if (shown.plan.changes.length > 0) {
    const { execution } = await explained(before.config.region, () =>
      runLocked(aws, session.composition, true, offboarding.plan, {
        lockFile: cx.lockFile(session.stack),
        signal: cx.io.signal,
        warn: (message) => cx.warn(message),
      }),
    );
    const arns = new Map(gone.map((change) => [change.key, change.live?.attributes["arn"] ?? change.name]));
    for (const outcome of execution.outcomes) {
      if (outcome.status !== "done") failures.push(`${outcome.key}: ${outcome.error ?? outcome.status}`);
      else if (outcome.action === "delete") deleted.push(arns.get(outcome.key) ?? outcome.key);
    }
  }
  if (failures.length > 0) {
    const hint = "run the same command again; the YAML was not changed";
    throw new KnownError("offboarding_failed", failures.join("\n"), hint, EXIT.error, { deleted, failures });
  }
  planned.write();
  cx.result({ user, deleted }, `${user} is offboarded: ${deleted.length} profiles deleted.\n`);
  return EXIT.done;
}
