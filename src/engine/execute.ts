import pLimit from "p-limit";
import type { Aws } from "../aws/aws.js";
import type { AnyKind, ReadContext } from "./kind.js";
import { type Waits, orderOf } from "./order.js";
import type { Change, Plan } from "./plan.js";
import { untilSeen } from "./read-back.js";
import { runStep } from "./run-step.js";
import type { Step } from "./step.js";

type Status = "done" | "failed" | "skipped";

/** What became of one change. */
export interface Outcome {
  key: string;
  kind: string;
  name: string;
  action: Change["action"];
  status: Status;
  /** Why it failed or was skipped. */
  error?: string;
  /** The error itself, for its name and details. */
  cause?: unknown;
}

export type ExecuteEvent =
  | { type: "start"; change: Change }
  | { type: "step"; change: Change; step: Step }
  | { type: "settled"; change: Change; outcome: Outcome };

export interface ExecuteOptions {
  aws: Aws;
  kinds: readonly AnyKind[];
  /** For reading back what a lost answer left open. */
  read: ReadContext;
  /** No new call is begun once it is aborted; those under way are finished. */
  signal?: AbortSignal;
  /**
   * Changes that are carried out although `signal` is aborted, each to its last step; what was begun before is finished
   * then too. `until` stops these as well.
   */
  finish?: { changes: (change: Change) => boolean; until: AbortSignal };
  onEvent?: (event: ExecuteEvent) => void;
  /** Awaited before a change's first call. @throws to fail the change */
  before?: (change: Change) => Promise<void>;
  /** Awaited after a change succeeded and before anything that waits for it begins. @throws to fail the change */
  after?: (change: Change) => Promise<void>;
  /** Multiplies every pause; tests use a small one. */
  delayScale?: number;
  clock: () => Date;
}

export interface Execution {
  outcomes: Outcome[];
  /** Attributes of everything that exists now, by key. */
  attributes: Map<string, Record<string, string>>;
}

/** Why a change was skipped that was not begun before an interrupt. */
export const INTERRUPTED = "interrupted";

/** Changes worked on at once; the limit per service is in the AWS access. */
const AT_ONCE = 16;

/**
 * Carries a plan out: independent changes side by side, each change's steps in order. A failure skips what depends on
 * it and nothing else; every change gets an outcome.
 * @throws only what means that the process itself is done for (a simulated crash)
 */
export async function execute(plan: Plan, options: ExecuteOptions): Promise<Execution> {
  const order = orderOf(plan.changes, options.kinds);
  const attributes = new Map(plan.attributes);
  // What refers to a replaced resource means the new one, also when that cannot be made.
  const replaced = plan.changes.filter((change) => change.action === "replace").map(({ key }) => key);
  for (const key of replaced) attributes.delete(key);
  const now = options.clock().toISOString();
  attributes.set("run", { now: `${now.slice(0, 19)}Z`, stamp: now.replaceAll(/\D/g, "") });
  const slots = pLimit(AT_ONCE);
  const running = new Map<string, Promise<Outcome>>();
  const settle = async (change: Change): Promise<Outcome> => {
    const blocker = await waitFor(order.get(change.key), running);
    const base = { key: change.key, kind: change.kind, name: change.name, action: change.action };
    const outcome = await slots(async (): Promise<Outcome> => {
      if (blocker !== undefined) {
        return { ...base, status: "skipped", error: `${blocker.kind} ${blocker.name} was not done` };
      }
      const goesOn = options.finish?.changes(change) === true && !options.finish.until.aborted;
      if (options.signal?.aborted === true && !goesOn)
        return { ...base, status: "skipped", error: INTERRUPTED };
      options.onEvent?.({ type: "start", change });
      const until = options.finish === undefined ? {} : { signal: options.finish.until };
      return { ...base, ...(await carryOut(change, attributes, { ...options, ...until })) };
    });
    options.onEvent?.({ type: "settled", change, outcome });
    return outcome;
  };
  for (const change of inOrder(plan.changes, order)) running.set(change.key, settle(change));
  const outcomes = await Promise.all(running.values());
  attributes.delete("run");
  for (const key of replaced) {
    const old = plan.attributes.get(key);
    if (!attributes.has(key) && old !== undefined) attributes.set(key, old);
  }
  return { outcomes, attributes };
}

/** The first change that should have succeeded and did not. */
async function waitFor(
  waits: Waits | undefined,
  running: ReadonlyMap<string, Promise<Outcome>>,
): Promise<Outcome | undefined> {
  let blocker: Outcome | undefined;
  for (const key of waits?.hard ?? []) {
    const outcome = await running.get(key);
    if (outcome !== undefined && outcome.status !== "done") blocker ??= outcome;
  }
  for (const key of waits?.soft ?? []) await running.get(key);
  return blocker;
}

async function carryOut(
  change: Change,
  attributes: Map<string, Record<string, string>>,
  options: ExecuteOptions,
): Promise<Pick<Outcome, "status" | "error" | "cause">> {
  try {
    await options.before?.(change);
    for (const step of change.steps) {
      if (options.signal?.aborted === true)
        return { status: "failed", error: "interrupted before it was complete" };
      options.onEvent?.({ type: "step", change, step });
      const produced = await runStep(step, change, attributes, options);
      attributes.set(change.key, { ...attributes.get(change.key), ...produced });
    }
    await untilSeen(change, options);
    if (change.action === "delete") attributes.delete(change.key);
    else attributes.set(change.key, { ...attributes.get(change.key), name: change.name });
    await options.after?.(change);
    return { status: "done" };
  } catch (error) {
    if ((error as Error).name === "SimulatedCrash") throw error;
    return { status: "failed", error: (error as Error).message, cause: error };
  }
}

/** Changes so that each comes after everything it waits for. */
function inOrder(changes: readonly Change[], order: ReadonlyMap<string, Waits>): Change[] {
  const byKey = new Map(changes.map((change) => [change.key, change]));
  const sorted = new Map<string, Change>();
  const visit = (change: Change): void => {
    if (sorted.has(change.key)) return;
    const waits = order.get(change.key);
    for (const key of [...(waits?.hard ?? []), ...(waits?.soft ?? [])]) {
      const other = byKey.get(key);
      if (other !== undefined) visit(other);
    }
    sorted.set(change.key, change);
  };
  for (const change of changes) visit(change);
  return [...sorted.values()];
}
