import { explain, isDenied } from "../aws/errors.js";
import type { Execution, Outcome } from "../engine/execute.js";
import type { Pending } from "../engine/kind.js";
import { EXIT, GuardRefused, type KnownError } from "../errors.js";
import { applyPlan } from "../stack/apply.js";
import { guardOwnership } from "../stack/guards.js";
import { outputsOf } from "../stack/outputs.js";
import { pendingOf, readPending } from "../stack/pending.js";
import { type PlanOptions, type StackPlan, readContext } from "../stack/plan.js";
import { type Summary, summaryOf } from "../ui/plan-document.js";
import { placeInWords, renderPlace } from "../ui/place.js";
import { renderPlan } from "../ui/plan-view.js";
import { renderOutputs, renderPending } from "../ui/result-view.js";
import type { Context } from "./context.js";
import { confirm } from "./confirm.js";
import { type Session, explained } from "./stack-session.js";

export interface CarryOutOptions {
  planOptions: PlanOptions;
  /** Called once the plan is shown. @throws to refuse it */
  guard?: () => void;
  /** A yes was given on the command line. */
  agreed: boolean;
  /** What is asked about the place the plan is for. */
  question: (place: string) => string;
  /** Past participle for the closing line. */
  done: string;
}

/** Shows a plan, asks, carries it out and reports every change's outcome. @returns the exit code */
export async function carryOut(
  cx: Context,
  session: Session,
  shown: StackPlan,
  options: CarryOutOptions,
): Promise<number> {
  const { aws, composition: c, stack, place } = session;
  const { plan } = shown;
  const summary = summaryOf(plan);
  const text = renderPlace(place, cx.paintErr) + renderPlan(plan, cx.paintErr, cx.options.verbose === true);
  // Nobody is asked about what was not shown.
  if (plan.changes.length > 0 && !options.agreed) cx.io.err(text);
  else cx.say(text.trimEnd());
  options.guard?.();
  if (plan.changes.length === 0) {
    const pending = options.planOptions.destroy === true ? [] : pendingOf(shown.wanted, shown.live, stack);
    report(cx, session, summary, { outcomes: [], attributes: plan.attributes }, pending, options);
    return EXIT.done;
  }
  await confirm(cx, options.question(placeInWords(place)), options.agreed);
  const progress = await cx.progress(plan.changes.length);
  cx.onThrottle(() => progress.throttle());
  let execution: Execution;
  try {
    execution = await explained(stack.region, () =>
      applyPlan(aws, c, shown, {
        ...options.planOptions,
        lockFile: cx.lockFile(stack),
        signal: cx.io.signal,
        onEvent: (event) => progress.event(event),
        warn: (message) => cx.warn(message),
        onChangedPlan: (fresh) => {
          guardOwnership(fresh);
          throw new GuardRefused(
            "stale_plan",
            "the account has changed since the plan was shown; nothing was changed",
            "run the command again and look at the new plan",
          );
        },
      }),
    );
  } finally {
    progress.stop();
  }
  const context = readContext(aws, stack, shown.wanted, options.planOptions, (message) => cx.warn(message));
  const pending =
    options.planOptions.destroy === true
      ? []
      : await readPending(context, wantedAlive(shown, execution)).catch((error: unknown) => {
          // What was done is told all the same.
          const { message } = explain(error, stack.region) as Error;
          cx.warn(`what waits on a person could not be read; ccb status tells it: ${message}`);
          return [];
        });
  report(cx, session, summary, execution, pending, options);
  if (cx.io.signal.aborted) return EXIT.interrupted;
  return execution.outcomes.every((outcome) => outcome.status === "done") ? EXIT.done : EXIT.error;
}

/** Wanted resources that exist now: nothing is pending about what could not be made. */
function wantedAlive(shown: StackPlan, execution: Execution) {
  const undone = new Set(execution.outcomes.filter((o) => o.status !== "done").map((o) => o.key));
  return shown.wanted.filter((want) => !undone.has(want.key));
}

function report(
  cx: Context,
  session: Session,
  summary: Summary,
  execution: Execution,
  pending: readonly Pending[],
  options: CarryOutOptions,
): void {
  const region = session.stack.region;
  const applied = execution.outcomes.map((outcome) => outcomeDocument(outcome, region));
  const outputs =
    options.planOptions.destroy === true ? {} : outputsOf(session.composition, execution.attributes);
  const failed = execution.outcomes.filter((outcome) => outcome.status === "failed");
  const skipped = execution.outcomes.filter((outcome) => outcome.status === "skipped");
  const done = execution.outcomes.length - failed.length - skipped.length;
  for (const [i, { status, kind, name }] of execution.outcomes.entries()) {
    if (status === "done") continue;
    cx.io.err(`${cx.paintErr("red", `${status}:`)} ${kind} ${name}: ${applied[i]?.error}\n`);
  }
  if (failed.some(({ cause }) => cause !== undefined && isDenied(cause))) {
    cx.say("docs/security.md lists the permissions that plan and apply need.");
  }
  const counts = `${done} ${options.done}, ${failed.length} failed, ${skipped.length} skipped.`;
  const closing = execution.outcomes.length === 0 ? "Nothing to do." : counts;
  const text =
    options.planOptions.destroy === true
      ? ""
      : renderOutputs(outputs, cx.paint) + renderPending(pending, cx.paint);
  cx.result({ summary, applied, outputs, pending }, `${text}${cx.paint("bold", closing)}\n`);
}

function outcomeDocument(outcome: Outcome, region: string) {
  const { key, action, status, cause } = outcome;
  const error =
    cause === undefined ? outcome.error : ((explain(cause, region) as KnownError).message ?? outcome.error);
  return { key, action, status, ...(error === undefined ? {} : { error }) };
}
