import type { Aws } from "../../src/aws/aws.js";
import { type Execution, execute } from "../../src/engine/execute.js";
import type { AnyKind, Live, ReadContext, Stack, Wanted } from "../../src/engine/kind.js";
import { type Plan, type PlanInput, makePlan } from "../../src/engine/plan.js";
import { tagReader } from "../../src/engine/tag-index.js";
import { SANDBOX_ACCOUNT } from "../../src/sandbox/account.js";

/** The stack of tests: `claude-code` in the simulated account. */
export const STACK: Stack = {
  name: "claude-code",
  account: SANDBOX_ACCOUNT,
  region: "us-east-1",
  partition: "aws",
};

type Options = Pick<PlanInput, "adopt" | "destroy" | "deleteData" | "phases"> & { stack?: Stack };

/** What a plan over these kinds says, and what was read for it. */
export async function planOf(
  aws: Aws,
  kinds: readonly AnyKind[],
  wanted: readonly Wanted[],
  { stack = STACK, ...options }: Options = {},
): Promise<{ plan: Plan; live: Live[]; read: ReadContext; warnings: string[] }> {
  const warnings: string[] = [];
  const read = contextOf(aws, stack, wanted, options.destroy === true, warnings);
  const perKind = kinds.map((kind) =>
    kind.read(
      read,
      wanted.filter((want) => want.kind === kind.name),
    ),
  );
  const live = (await Promise.all(perKind)).flat() as Live[];
  return { plan: makePlan({ stack, kinds, wanted, live, ...options }), live, read, warnings };
}

/**
 * Reads, plans and carries out, as apply does.
 * @throws Error naming every change that was not done, unless `tolerant`
 */
export async function reconcile(
  aws: Aws,
  kinds: readonly AnyKind[],
  wanted: readonly Wanted[],
  options: Options & { tolerant?: boolean } = {},
): Promise<{ plan: Plan; execution: Execution }> {
  const { tolerant, ...planning } = options;
  const { plan, read } = await planOf(aws, kinds, wanted, planning);
  // As apply does: what was shared while planning would be stale when something is read back.
  const again: ReadContext = { ...read, once: (_name, work) => work() };
  const execution = await execute(plan, {
    ...{ aws, kinds, delayScale: 0.002 },
    read: again,
    clock: () => new Date(),
  });
  const failures = execution.outcomes.filter((outcome) => outcome.status !== "done");
  if (failures.length > 0 && tolerant !== true) {
    throw new Error(failures.map(({ key, error }) => `${key}: ${error}`).join("\n"));
  }
  return { plan, execution };
}

/** The changes of a plan in short: `update budgets/topic policy`. */
export function changesOf(plan: Plan): string[] {
  return plan.changes
    .map(({ action, key, fields }) => {
      const shown = action === "update" || action === "replace" ? fields.map((field) => field.path) : [];
      return [action, key, ...shown].join(" ");
    })
    .toSorted();
}

function contextOf(
  aws: Aws,
  stack: Stack,
  wanted: readonly Wanted[],
  forRemoval: boolean,
  warnings: string[],
): ReadContext {
  const answers = new Map<string, Promise<unknown>>();
  return {
    aws,
    stack,
    tagsOf: tagReader(aws, stack.name),
    forRemoval,
    thorough: false,
    keepOld: false,
    dropOld: false,
    now: new Date(),
    wanted,
    once: <T>(name: string, work: () => Promise<T>) => {
      const answer = answers.get(name) ?? work();
      answers.set(name, answer);
      return answer as Promise<T>;
    },
    warn: (message) => warnings.push(message),
  };
}
