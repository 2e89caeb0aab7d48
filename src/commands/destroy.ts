import { guardVersion } from "../stack/guards.js";
import { planStack } from "../stack/plan.js";
import type { Context } from "./context.js";
import { carryOut } from "./carry-out.js";
import { openSession, reading } from "./stack-session.js";

export interface DestroyCommandOptions {
  deleteData?: boolean;
  yes?: boolean;
}

/** `ccb destroy`: removes what is ours, in reverse order; data only with `--delete-data`. @returns the exit code */
export async function destroy(cx: Context, options: DestroyCommandOptions): Promise<number> {
  const session = await openSession(cx, true);
  const planOptions = { destroy: true, deleteData: options.deleteData === true };
  const shown = await reading(cx, session.stack.region, () =>
    planStack(session.aws, session.composition, planOptions),
  );
  guardVersion(shown.bucket);
  return carryOut(cx, session, shown, {
    planOptions,
    agreed: options.yes === true,
    question: (place) =>
      planOptions.deleteData
        ? `Destroy ${place}, and everything in its buckets?`
        : `Destroy ${place}? Buckets stay with what they hold.`,
    done: "destroyed",
  });
}
