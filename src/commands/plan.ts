import { resolve } from "node:path";
import { EXIT } from "../errors.js";
import { guardOwnership, guardVersion, guardedDeletions } from "../stack/guards.js";
import { planStack } from "../stack/plan.js";
import { savePlan } from "../stack/saved-plan.js";
import { planDocument } from "../ui/plan-document.js";
import { renderPlan } from "../ui/plan-view.js";
import { renderPlace } from "../ui/place.js";
import type { Context } from "./context.js";
import { openSession, parsePhases, reading } from "./stack-session.js";

export interface PlanCommandOptions {
  phase?: string[];
  out?: string;
  detailedExitcode?: boolean;
  adopt?: boolean;
}

/** `ccb plan`: the live state against the YAML, without a write. @returns the exit code */
export async function plan(cx: Context, options: PlanCommandOptions): Promise<number> {
  const phases = parsePhases(options.phase);
  const { aws, stack, composition, place } = await openSession(cx);
  const { plan: made, bucket } = await reading(cx, stack.region, () =>
    planStack(aws, composition, {
      ...(phases === undefined ? {} : { phases }),
      adopt: options.adopt === true,
    }),
  );
  guardVersion(bucket);
  guardOwnership(made);
  const count = guardedDeletions(made);
  if (count > 0) made.warnings.push(`apply will refuse this plan without --allow-deletes ${count}`);
  const document = planDocument(made);
  if (options.out !== undefined) savePlan(resolve(cx.io.cwd, options.out), made, document);
  const text = renderPlan(made, cx.paint, cx.options.verbose === true);
  cx.result(document, renderPlace(place, cx.paint) + text);
  return options.detailedExitcode === true && made.changes.length > 0 ? EXIT.changesPending : EXIT.done;
}
