import { expect, test } from "vitest";
import { accountFolder, changesOf, machine, time, undone } from "../support/machine.js";
import { type State, differences, stateOf } from "../support/state.js";
import type { PlanOptions } from "../../src/stack/plan.js";

/** Loses the answer of each mutating call of a run, one run a call. @returns what went wrong after which */
async function loseEverywhere(run: PlanOptions, expected: State, from?: string) {
  const wrong: string[] = [];
  for (let at = 1; ; at += 1) {
    const clock = time();
    const dir = accountFolder(from);
    const unlucky = machine(dir, { time: clock, faults: { lose: [at] } });
    const problems = undone(await unlucky.run(run));
    if (unlucky.account.faults.mutatingCalls < at) return { lost: at - 1, wrong };
    problems.push(...unlucky.warnings, ...differences(expected, dir));
    const { shown } = await machine(dir, { time: clock }).plan(run);
    problems.push(...changesOf(shown).map((change) => `left to do: ${change}`));
    wrong.push(...problems.map((problem) => `answer of call ${at} lost: ${problem}`));
  }
}

test("an apply that does not get the answer of one of its calls succeeds, and nothing is there twice", async () => {
  const dir = accountFolder();
  const undisturbed = machine(dir, { time: time() });
  await undisturbed.run();
  const report = await loseEverywhere({}, stateOf(dir));
  expect(report.wrong).toEqual([]);
  expect(report.lost).toBeGreaterThanOrEqual(undisturbed.account.faults.mutatingCalls);
});

test("a destroy that does not get the answer of one of its calls succeeds", async () => {
  const from = accountFolder();
  await machine(from, { time: time() }).run();
  const run = { destroy: true, deleteData: true };
  const report = await loseEverywhere(run, {}, from);
  expect(report.wrong).toEqual([]);
  expect(report.lost).toBeGreaterThan(40);
});
