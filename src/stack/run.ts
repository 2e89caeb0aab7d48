import type { Composition } from "../../reconcilers/compose.js";
import { kinds } from "../../reconcilers/index.js";
import { LOGS_BUCKET } from "../../reconcilers/logging/former-buckets.js";
import type { Aws } from "../aws/aws.js";
import { type ExecuteEvent, type Execution, execute } from "../engine/execute.js";
import type { Change, Plan } from "../engine/plan.js";
import { RunLock } from "../lock/run-lock.js";
import { guardVersion } from "./guards.js";
import { type PlanOptions, type StackPlan, readContext } from "./plan.js";

export interface RunOptions extends PlanOptions {
  /** File that keeps runs on this machine apart. */
  lockFile: string;
  /** Aborted at the first Ctrl-C. */
  signal?: AbortSignal;
  /** Changes to carry out all the same, so that nothing is left half done. */
  finish?: (change: Change) => boolean;
  onEvent?: (event: ExecuteEvent) => void;
  warn: (message: string) => void;
  delayScale?: number;
}

/**
 * Runs one change of the stack under its lock: makes the plan, then carries it out. The lock that all machines see is in
 * the logs bucket, whether the plan has to do with it or not.
 * @param shown the plan that was shown
 * @throws KnownError with exit code 4 when another run holds the lock; a first run may have made the logs bucket then
 */
export async function runLocked(
  aws: Aws,
  c: Composition,
  shown: StackPlan,
  plan: () => Promise<StackPlan>,
  options: RunOptions,
): Promise<{ planned: StackPlan; execution: Execution }> {
  // A bucket that this very plan takes over is locked before it is ours.
  const hasBucket = shown.bucket.ours || shown.plan.attributes.has(LOGS_BUCKET);
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
    ...(options.delayScale === undefined ? {} : { delayScale: options.delayScale }),
    onLost: (reason) => {
      options.warn(`stopping: ${reason}`);
      stop.abort();
    },
  });
  try {
    if (hasBucket) await lock.takeBucket();
    const planned = await plan();
    guardVersion(planned.bucket);
    // Read back one by one: what is shared while planning would be stale here.
    const read = { ...readContext(aws, c.stack, planned.wanted, options, options.warn), once: readAgain };
    let locked: unknown;
    const execution = await execute(hasBucket ? planned.plan : bucketFirst(planned.plan), {
      aws,
      kinds,
      read,
      signal,
      clock,
      ...(options.finish === undefined ? {} : { finish: { changes: options.finish, until: stop.signal } }),
      ...(options.onEvent === undefined ? {} : { onEvent: options.onEvent }),
      ...(options.delayScale === undefined ? {} : { delayScale: options.delayScale }),
      before: async (change) => {
        if (change.key === LOGS_BUCKET && change.action === "delete") await lock.releaseBucket();
      },
      after: async (change) => {
        if (change.key !== LOGS_BUCKET || change.action === "delete") return;
        await lock.takeBucket({ fresh: true }).catch((error: unknown) => {
          locked = error;
          stop.abort();
          throw error;
        });
      },
    });
    if (locked !== undefined) throw locked;
    return { planned, execution };
  } finally {
    await lock.release();
  }
}

/** The same plan with everything after the logs bucket: until it is there, other machines cannot see the lock. */
function bucketFirst(plan: Plan): Plan {
  const byKey = new Map(plan.changes.map((change) => [change.key, change]));
  const bucket = byKey.get(LOGS_BUCKET);
  if (bucket === undefined) return plan;
  const before = new Set([LOGS_BUCKET]);
  for (const key of before) {
    const change = byKey.get(key);
    for (const needed of [...(change?.needs ?? []), ...(change?.after ?? [])]) before.add(needed);
  }
  const changes = plan.changes.map((change) =>
    before.has(change.key) ? change : { ...change, after: [...change.after, LOGS_BUCKET] },
  );
  return { ...plan, changes };
}

function readAgain<T>(_name: string, read: () => Promise<T>): Promise<T> {
  return read();
}
