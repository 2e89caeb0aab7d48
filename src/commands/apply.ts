import { resolve } from "node:path";
import { BadInput } from "../errors.js";
import { guardDeletions, guardOwnership, guardVersion } from "../stack/guards.js";
import { planStack } from "../stack/plan.js";
import { loadPlan, requireSame } from "../stack/saved-plan.js";
import type { Context } from "./context.js";
import { carryOut } from "./carry-out.js";
import { openSession, parsePhases, reading } from "./stack-session.js";

export interface ApplyCommandOptions {
  phase?: string[];
  plan?: string;
  yes?: boolean;
  adopt?: boolean;
  allowDeletes?: string;
  keepOld?: boolean;
  dropOld?: boolean;
}

/** `ccb apply`: plan, ask, apply. @returns the exit code */
export async function apply(cx: Context, options: ApplyCommandOptions): Promise<number> {
  const phases = parsePhases(options.phase);
  const allowed = options.allowDeletes === undefined ? undefined : wholeNumber(options.allowDeletes);
  const saved = options.plan === undefined ? undefined : loadPlan(resolve(cx.io.cwd, options.plan));
  const session = await openSession(cx);
  const planOptions = {
    ...(phases === undefined ? {} : { phases }),
    adopt: options.adopt === true,
    keepOld: options.keepOld === true,
    dropOld: options.dropOld === true,
  };
  const shown = await reading(cx, session.stack.region, () =>
    planStack(session.aws, session.composition, planOptions),
  );
  guardVersion(shown.bucket);
  guardOwnership(shown.plan);
  guardDeletions(shown.plan, allowed);
  if (saved !== undefined) requireSame(saved, shown.plan, options.plan ?? "");
  return carryOut(cx, session, shown, {
    planOptions,
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
