import { expect, test } from "vitest";
import type { Execution } from "../../src/engine/execute.js";
import { accountFolder, changesOf, machine, time, undone } from "../support/machine.js";
import { differences, stateOf } from "../support/state.js";

/** What was not done for another reason than that something just made could not be seen. */
function unexpected(execution: Execution): string[] {
  return undone(execution).filter((text) => !/(not be|not) found\.$|was not done$/.test(text));
}

test.each([1, 3, 10, 40])(
  "when %i reads after a write do not see it yet, nothing is made twice and the next apply leaves no difference",
  async (staleReads) => {
    const calm = accountFolder();
    await machine(calm, { time: time() }).run();
    const clock = time();
    const dir = accountFolder();
    const first = await machine(dir, { time: clock, faults: { staleReads } }).run();
    expect(staleReads > 3 ? unexpected(first) : undone(first)).toEqual([]);
    const settled = machine(dir, { time: clock });
    expect(undone(await settled.run())).toEqual([]);
    expect(differences(stateOf(calm), dir)).toEqual([]);
    expect(changesOf((await settled.plan()).shown)).toEqual([]);
    const destroyed = await machine(dir, { time: clock, faults: { staleReads } }).run({
      destroy: true,
      deleteData: true,
    });
    expect(staleReads > 3 ? unexpected(destroyed) : undone(destroyed)).toEqual([]);
    expect(undone(await machine(dir, { time: clock }).run({ destroy: true, deleteData: true }))).toEqual([]);
    expect(stateOf(dir)).toEqual({});
  },
);

test.each([1, 3, 10])(
  "an apply right after another one, %i reads behind, ends without damage",
  async (staleReads) => {
    const clock = time();
    const dir = accountFolder();
    const hasty = machine(dir, { time: clock, faults: { staleReads } });
    await hasty.run();
    const outcome = await hasty.run().then(unexpected, (error: Error) => [error.message]);
    expect([[], ["the plan made under the lock differs from the one shown"]]).toContainEqual(outcome);
    const settled = machine(dir, { time: clock });
    expect(undone(await settled.run())).toEqual([]);
    const calm = accountFolder();
    await machine(calm, { time: time() }).run();
    expect(differences(stateOf(calm), dir)).toEqual([]);
  },
);
