import { guardVersion } from "../stack/guards.js";
import { planStack } from "../stack/plan.js";
import type { Context } from "./context.js";
import { carryOut } from "./carry-out.js";
import { openSession, parsePhases, reading } from "./stack-session.js";

export interface DestroyCommandOptions {
  phase?: string[];
  deleteData?: boolean;
  yes?: boolean;
}

/** `ccb destroy`: removes what is ours, in reverse order; data only with `--delete-data`, with `--phase` only that phase. @returns the exit code */
export async function destroy(cx: Context, options: DestroyCommandOptions): Promise<number> {
  const phases = parsePhases(options.phase);
  const session = await openSession(cx, true);
  const planOptions = {
    ...{ destroy: true, deleteData: options.deleteData === true },
    ...(phases === undefined ? {} : { phases }),
  };
  const what = phases === undefined ? "" : `${phases.join(", ")} of `;
  const shown = await reading(cx, session.stack.region, () =>
    planStack(session.aws, session.composition, planOptions),
  );
  guardVersion(shown.bucket);
  return carryOut(cx, session, shown, {
    planOptions,
    agreed: options.yes === true,
    question: (place) =>
      planOptions.deleteData
        ? `Destroy ${what}${place}, and everything in its buckets?`
        : `Destroy ${what}${place}? Buckets stay with what they hold.`,
    done: "destroyed",
  });
}
