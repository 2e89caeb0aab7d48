import { resolve } from "node:path";
import { BadInput } from "../errors.js";
import { guardDeletions, guardHistory, guardKey, guardOwnership, guardVersion } from "../stack/guards.js";
import { planStack } from "../stack/plan.js";
import { loadPlan, requireSame } from "../stack/saved-plan.js";
import type { Context } from "./context.js";
import { carryOut } from "./carry-out.js";
import { type PlanningOptions, planningOptions, requireRecorded } from "./planning-options.js";
import { openSession, reading } from "./stack-session.js";

export interface ApplyCommandOptions extends PlanningOptions {
  plan?: string;
  yes?: boolean;
  allowDeletes?: string;
}

/** `ccb apply`: plan, ask, apply. A saved plan is made again with its own options. @returns the exit code */
export async function apply(cx: Context, options: ApplyCommandOptions): Promise<number> {
  const given = planningOptions(options);
  const allowed = options.allowDeletes === undefined ? undefined : wholeNumber(options.allowDeletes);
  const file = options.plan ?? "";
  const saved = options.plan === undefined ? undefined : loadPlan(resolve(cx.io.cwd, file));
  if (saved !== undefined) requireRecorded(given, saved.options, file);
  const planOptions = saved?.options ?? given;
  const session = await openSession(cx);
  const shown = await reading(cx, session.stack.region, () =>
    planStack(session.aws, session.composition, planOptions),
  );
  guardVersion(shown.bucket);
  guardOwnership(shown.plan);
  guardHistory(shown, planOptions.newHistory === true);
  guardKey(shown.plan, session.composition.key);
  return carryOut(cx, session, shown, {
    planOptions,
    guard: () => {
      if (saved !== undefined) requireSame(saved, shown.plan, file);
      guardDeletions(shown.plan, allowed);
    },
    agreed: options.yes === true,
    question: (place) => `Apply this plan to ${place}?`,
    done: "applied",
  });
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text))
    throw new BadInput("bad_usage", `--allow-deletes takes a whole number, not "${text}"`);
  return Number(text);
}
