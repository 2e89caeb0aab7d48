import type { PlanOptions } from "../../src/stack/plan.js";
import { accountFolder, changesOf, machine, time, undone } from "../support/machine.js";
import { type State, differences, lockOf } from "../support/state.js";

interface CrashCase {
  when: "before" | "after";
  run: PlanOptions;
  /** Another stack than the usual one. */
  config?: string;
  /** Account to begin with; empty when left out. */
  from?: string;
  /** What an undisturbed run leaves. */
  expected: State;
}

export interface CrashReport {
  /** How many crashes there were: one at every mutating call of a run. */
  crashes: number;
  /** What was wrong after which crash; empty when every next run made all good. */
  wrong: string[];
}

/**
 * Lets a run die at its first mutating call, then a run on a fresh account at its second, and so on until one survives.
 * After each, a new process runs the same command on what the dead one left.
 */
export async function crashEverywhere(options: CrashCase): Promise<CrashReport> {
  const wrong: string[] = [];
  for (let at = 1; ; at += 1) {
    const clock = time();
    const dir = accountFolder(options.from);
    const faults = { crash: { at, when: options.when } };
    const dying = machine(dir, { time: clock, faults, ...configOf(options) });
    await dying.run(options.run).catch((error: Error) => {
      if (error.name !== "SimulatedCrash") throw error;
    });
    if (!(await dying.hasCrashed())) return { crashes: at - 1, wrong };
    const problems = await recover(dir, clock, options);
    wrong.push(...problems.map((problem) => `crash ${options.when} call ${at}: ${problem}`));
  }
}

async function recover(dir: string, clock: ReturnType<typeof time>, options: CrashCase): Promise<string[]> {
  const locked = lockOf(dir);
  const next = machine(dir, { time: clock, ...configOf(options) });
  try {
    const execution = await next.run(options.run);
    const tookOver = next.warnings.filter((text) => text.startsWith("took over a lock left behind by"));
    const others = next.warnings.filter((text) => !tookOver.includes(text));
    const left = await machine(dir, { time: clock, ...configOf(options) }).plan(options.run);
    return [
      ...undone(execution),
      ...changesOf(left.shown).map((change) => `left to do: ${change}`),
      ...differences(options.expected, dir),
      ...others,
      ...(locked !== undefined && tookOver.length !== 1 ? ["the lock left behind was not taken over"] : []),
      ...(lockOf(dir) === undefined ? [] : ["the lock was not released"]),
    ];
  } catch (error) {
    return [(error as Error).stack ?? ""];
  }
}

function configOf({ config }: CrashCase): { config?: string } {
  return config === undefined ? {} : { config };
}
