import { readRegister } from "../../reconcilers/allocation/register-read.js";
import { developersOf } from "../config/developers.js";
import { removeDeveloper } from "../config/edit/developer.js";
import { removeSsoUser } from "../config/edit/sso-user.js";
import { nearest } from "../config/messages.js";
import type { Config } from "../config/schema.js";
import type { Aws } from "../aws/aws.js";
import { leftOpen } from "../developers/left-open.js";
import { type Offboarding, assignedName, planOffboarding } from "../developers/offboard.js";
import { counted } from "../counted.js";
import { BadInput, EXIT, KnownError } from "../errors.js";
import { guardHistory, guardOwnership, guardVersion } from "../stack/guards.js";
import { readContext } from "../stack/plan.js";
import { runLocked } from "../stack/run.js";
import { renderPlan } from "../ui/plan-view.js";
import { confirm } from "./confirm.js";
import type { Context } from "./context.js";
import { draft } from "./edit-config.js";
import { notePrincipals } from "./principals-note.js";
import { explained } from "./stack-session.js";

/**
 * `ccb offboard-dev USER`: removes the profiles and the YAML entry, and says what is left open; what was spent stays
 * reportable. Somebody already gone is fine. @returns the exit code
 * @throws BadInput for a name nobody has or had, where it is close to another
 */
export async function offboardDev(cx: Context, user: string, options: { yes?: boolean }): Promise<number> {
  const before = await cx.configuration();
  const developer = developersOf(before.config).find((candidate) => candidate.user === user);
  const assigned = assignedName(before.config, user);
  const planned = draft(cx, (text) => {
    const removed = removeDeveloper(text, user);
    return assigned === undefined ? removed : removeSsoUser(removed, assigned);
  });
  if (assigned !== undefined && planned.parsed.config.attribution.sso.users.includes(assigned)) {
    const where = "attribution.sso.users";
    throw new BadInput("cannot_edit", `${assigned} is written as a variable in ${where}; remove it by hand`);
  }
  const aws = await cx.aws(before.config.region);
  const offboarding = await explained(before.config.region, () => planOffboarding(aws, before, user));
  const { shown } = offboarding;
  guardVersion(shown.bucket);
  guardOwnership(shown.plan);
  guardHistory(shown, false);
  if (developer === undefined && assigned === undefined && shown.plan.changes.length === 0) {
    const was = await explained(before.config.region, () => wasThere(aws, offboarding, before.config, user));
    cx.result(
      { user, deleted: [] },
      was ? `${user} is gone already; nothing to do.\n` : `${user} never was here; nothing to do.\n`,
    );
    return EXIT.done;
  }
  if (shown.plan.changes.length > 0) cx.say(renderPlan(shown.plan, cx.paintErr, false).trimEnd());
  if (developer !== undefined) cx.say(`The entry of ${user} in ${cx.configPath()} goes too.`);
  await confirm(cx, `Offboard ${user}?`, options.yes === true);
  const deleted = shown.plan.changes.length === 0 ? [] : await carryOut(cx, aws, offboarding);
  planned.write();
  notePrincipals(cx, before.config, planned.parsed.config);
  for (const open of leftOpen(planned.parsed, user, developer?.principals ?? [])) cx.warn(open);
  cx.result({ user, deleted }, `${user} is offboarded: ${counted(deleted.length, "profile")} deleted.\n`);
  return EXIT.done;
}

/**
 * Whether the register knows somebody the YAML and the account do not.
 * @throws BadInput when it does not either, and the name is close to one that is or was there
 */
async function wasThere(
  aws: Aws,
  { session, shown }: Offboarding,
  { developers }: Config,
  user: string,
): Promise<boolean> {
  const context = readContext(aws, session.stack, shown.wanted, {}, () => {});
  const former = new Set((await readRegister(context)).lines.map((line) => line.developer));
  if (former.has(user)) return true;
  const meant = nearest(user, [...Object.keys(developers), ...former]);
  if (meant === undefined) return false;
  throw new BadInput(
    "unknown_developer",
    `nobody is or was called ${user}; did you mean ${meant}?`,
    "nothing was changed; ccb list-devs names everybody",
  );
}

/** @returns the ARNs of the profiles that went. @throws KnownError unless all is done */
async function carryOut(cx: Context, aws: Aws, offboarding: Offboarding): Promise<string[]> {
  const { session, plan, planOptions, shown } = offboarding;
  const { execution } = await explained(session.stack.region, () =>
    runLocked(aws, session.composition, shown, plan, {
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
