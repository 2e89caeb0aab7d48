import type { Composition } from "../../reconcilers/compose.js";
import { kinds } from "../../reconcilers/index.js";
import type { Aws } from "../aws/aws.js";
import { type ExecuteEvent, type Execution, execute } from "../engine/execute.js";
import type { Plan } from "../engine/plan.js";
import { RunLock } from "../lock/run-lock.js";
import { type PlanOptions, type StackPlan, planStack, readContext } from "./plan.js";
import { planDigest } from "./saved-plan.js";

export interface ApplyOptions extends PlanOptions {
  /** File that keeps runs on this machine apart. */
  lockFile: string;
  /** Aborted at the first Ctrl-C. */
  signal?: AbortSignal;
  onEvent?: (event: ExecuteEvent) => void;
  warn: (message: string) => void;
  delayScale?: number;
  /** Called when the plan made under the lock differs from the one shown. @throws to stop */
  onChangedPlan: (plan: Plan) => void;
}

const LOGS_BUCKET = "logging/logs-bucket";

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
  const clock = options.clock ?? (() => new Date());
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
  const lock = RunLock.take({
    aws,
    account: c.stack.account,
    bucket: c.names.logsBucket,
    file: options.lockFile,
    now: clock(),
    warn: options.warn,
    onLost: (reason) => {
      options.warn(`stopping: ${reason}`);
      stop.abort();
    },
  });
  try {
    if (shown.plan.attributes.has(LOGS_BUCKET)) await lock.takeBucket();
    const fresh = await planStack(aws, c, options);
    if (planDigest(fresh.plan) !== planDigest(shown.plan)) options.onChangedPlan(fresh.plan);
    // Read back one by one: what is shared while planning would be stale here.
    const read = { ...readContext(aws, c.stack, fresh.wanted, options, options.warn), once: readAgain };
    return await execute(fresh.plan, {
      aws,
      kinds,
      read,
      signal,
      clock,
      ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
      ...(options.delayScale === undefined ? {} : { delayScale: options.delayScale }),
      before: async (change) => {
        if (change.key === LOGS_BUCKET && change.action === "delete") await lock.releaseBucket();
      },
      after: async (change) => {
        if (change.key === LOGS_BUCKET && change.action !== "delete") await lock.takeBucket();
      },
    });
  } finally {
    await lock.release();
  }
}

function readAgain<T>(_name: string, read: () => Promise<T>): Promise<T> {
  return read();
}
