import { expect, test } from "vitest";
import { accountFolder, changedYaml, changesOf, machine, time, undone, yaml } from "../support/machine.js";
import { type State, differences, stateOf } from "../support/state.js";
import type { PlanOptions } from "../../src/stack/plan.js";

/** Loses the answer of each mutating call of a run, one run a call. @returns what went wrong after which */
async function loseEverywhere(run: PlanOptions, expected: State, from?: string, config = yaml()) {
  const wrong: string[] = [];
  for (let at = 1; ; at += 1) {
    const clock = time();
    const dir = accountFolder(from);
    const unlucky = machine(dir, { time: clock, config, faults: { lose: [at] } });
    const problems = undone(await unlucky.run(run));
    if (unlucky.account.faults.mutatingCalls < at) return { lost: at - 1, wrong };
    problems.push(...unlucky.warnings, ...differences(expected, dir));
    const { shown } = await machine(dir, { time: clock, config }).plan(run);
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
}, 180_000);

test("an apply that changes everything and does not get the answer of one of its calls succeeds", async () => {
  const from = accountFolder();
  await machine(from, { time: time() }).run();
  const dir = accountFolder(from);
  const config = changedYaml();
  const undisturbed = machine(dir, { time: time(), config });
  await undisturbed.run();
  const report = await loseEverywhere({}, stateOf(dir), from, config);
  expect(report.wrong).toEqual([]);
  expect(report.lost).toBeGreaterThanOrEqual(undisturbed.account.faults.mutatingCalls);
}, 180_000);

test("a destroy that does not get the answer of one of its calls succeeds", async () => {
  const from = accountFolder();
  await machine(from, { time: time() }).run();
  const run = { destroy: true, deleteData: true };
  const report = await loseEverywhere(run, {}, from);
  expect(report.wrong).toEqual([]);
  expect(report.lost).toBeGreaterThan(40);
}, 180_000);

test("with reads that lag behind as well, the next apply is through at the latest, and nothing is there twice", async () => {
  const dir = accountFolder();
  await machine(dir, { time: time() }).run();
  const expected = stateOf(dir);
  const wrong: string[] = [];
  for (let at = 1; ; at += 3) {
    const clock = time();
    const unluckyDir = accountFolder();
    const unlucky = machine(unluckyDir, { time: clock, faults: { lose: [at], staleReads: 3 } });
    await unlucky.run();
    if (unlucky.account.faults.mutatingCalls < at) break;
    const problems = undone(await machine(unluckyDir, { time: clock }).run());
    problems.push(...differences(expected, unluckyDir));
    wrong.push(...problems.map((problem) => `answer of call ${at} lost: ${problem}`));
  }
  expect(wrong).toEqual([]);
}, 180_000);
