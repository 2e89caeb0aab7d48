import type { Composition } from "../../reconcilers/compose.js";
import type { Aws } from "../aws/aws.js";
import type { Execution } from "../engine/execute.js";
import type { Plan } from "../engine/plan.js";
import { type StackPlan, planStack } from "./plan.js";
import { type RunOptions, runLocked } from "./run.js";
import { planDigest } from "./saved-plan.js";

export interface ApplyOptions extends RunOptions {
  /** Called when the plan made under the lock differs from the one shown. @throws to stop */
  onChangedPlan: (plan: Plan) => void;
}

/**
 * Carries out a plan that was shown: takes the lock, makes the plan again, and executes it.
 * @throws KnownError with exit code 4 when another run holds the lock
 */
export async function applyPlan(
  aws: Aws,
  c: Composition,
  shown: StackPlan,
  options: ApplyOptions,
): Promise<Execution> {
  const again = async () => {
    const fresh = await planStack(aws, c, options);
    if (planDigest(fresh.plan) !== planDigest(shown.plan)) options.onChangedPlan(fresh.plan);
    return fresh;
  };
  return (await runLocked(aws, c, shown, again, options)).execution;
}
