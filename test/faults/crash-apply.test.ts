import { expect, test } from "vitest";
import { crashEverywhere } from "./crash.js";
import { accountFolder, machine, time, undone } from "../support/machine.js";
import { differences, stateOf } from "../support/state.js";

test.each(["before", "after"] as const)(
  "an apply that dies at any of its mutating calls, %s its effect, is completed by the next one",
  async (when) => {
    const dir = accountFolder();
    const undisturbed = machine(dir, { time: time() });
    expect(undone(await undisturbed.run())).toEqual([]);
    const report = await crashEverywhere({ when, run: {}, expected: stateOf(dir) });
    expect(report.wrong).toEqual([]);
    // Every mutating call has been the last one once.
    expect(report.crashes).toBeGreaterThanOrEqual(undisturbed.account.faults.mutatingCalls);
    console.info(`apply, crash ${when} the effect: ${report.crashes}/${report.crashes} recovered`);
  },
  180_000,
);

test("an apply that dies every few calls gets to the end all the same", async () => {
  const dir = accountFolder();
  await machine(dir, { time: time() }).run();
  const expected = stateOf(dir);
  for (const when of ["before", "after"] as const) {
    const clock = time();
    const worn = accountFolder();
    let runs = 0;
    for (let crashed = true; crashed && runs < 60; runs += 1) {
      const dying = machine(worn, { time: clock, faults: { crash: { at: 4, when } } });
      await dying.run().catch((error: Error) => expect(error.name).toBe("SimulatedCrash"));
      crashed = await dying.hasCrashed();
    }
    expect(runs).toBeGreaterThan(5);
    expect(differences(expected, worn)).toEqual([]);
  }
});
