import type { Composition } from "../../reconcilers/compose.js";
import { kinds } from "../../reconcilers/index.js";
import type { Aws } from "../aws/aws.js";
import { type ExecuteEvent, type Execution, execute } from "../engine/execute.js";
import { RunLock } from "../lock/run-lock.js";
import { type PlanOptions, type StackPlan, readContext } from "./plan.js";

export interface RunOptions extends PlanOptions {
  /** File that keeps runs on this machine apart. */
  lockFile: string;
  /** Aborted at the first Ctrl-C. */
  signal?: AbortSignal;
  onEvent?: (event: ExecuteEvent) => void;
  warn: (message: string) => void;
  delayScale?: number;
}

const LOGS_BUCKET = "logging/logs-bucket";

/**
 * Runs one change of the stack under its lock: makes the plan, then carries it out.
 * @param hasBucket whether the logs bucket, and so the lock all machines see, exists already
 * @throws KnownError with exit code 4 when another run holds the lock
 */
export async function runLocked(
  aws: Aws,
  c: Composition,
  hasBucket: boolean,
  plan: () => Promise<StackPlan>,
  options: RunOptions,
): Promise<{ planned: StackPlan; execution: Execution }> {
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
    if (hasBucket) await lock.takeBucket();
    const planned = await plan();
    // Read back one by one: what is shared while planning would be stale here.
    const read = { ...readContext(aws, c.stack, planned.wanted, options, options.warn), once: readAgain };
    const execution = await execute(planned.plan, {
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
    return { planned, execution };
  } finally {
    await lock.release();
  }
}

function readAgain<T>(_name: string, read: () => Promise<T>): Promise<T> {
  return read();
}
