import { statSync } from "node:fs";
import { resolve } from "node:path";
import { BadInput, EXIT } from "../errors.js";
import { guardHistory, guardOwnership, guardVersion, guardedDeletions } from "../stack/guards.js";
import { planStack } from "../stack/plan.js";
import { savePlan } from "../stack/saved-plan.js";
import { renderPlace } from "../ui/place.js";
import { planDocument } from "../ui/plan-document.js";
import { renderPlan } from "../ui/plan-view.js";
import type { Context } from "./context.js";
import { type PlanningOptions, planningOptions } from "./planning-options.js";
import { openSession, reading } from "./stack-session.js";

export interface PlanCommandOptions extends PlanningOptions {
  out?: string;
  detailedExitcode?: boolean;
}

/** `ccb plan`: the live state against the YAML, without a write. @returns the exit code */
export async function plan(cx: Context, options: PlanCommandOptions): Promise<number> {
  const planOptions = planningOptions(options);
  const out = options.out === undefined ? undefined : planFile(cx, options.out);
  const { aws, stack, composition, place } = await openSession(cx);
  const shown = await reading(cx, stack.region, () => planStack(aws, composition, planOptions));
  const { plan: made, bucket } = shown;
  guardVersion(bucket);
  guardOwnership(made);
  guardHistory(shown, planOptions.newHistory === true);
  const count = guardedDeletions(made);
  if (count > 0) made.warnings.push(`apply will refuse this plan without --allow-deletes ${count}`);
  const document = planDocument(made);
  if (out !== undefined) savePlan(out, made, document, planOptions, place.simulated);
  const text = renderPlan(made, cx.paint, cx.options.verbose === true);
  cx.result(document, renderPlace(place, cx.paint) + text);
  return options.detailedExitcode === true && made.changes.length > 0 ? EXIT.changesPending : EXIT.done;
}

/** @throws BadInput for a folder, a device or a pipe, before anything is read for it */
function planFile(cx: Context, given: string): string {
  const file = resolve(cx.io.cwd, given);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== false) return file;
  throw new BadInput("bad_usage", `--out "${given}" is no regular file`, "name a file, such as plan.json");
}
