import { expect, test } from "vitest";
import { crashEverywhere } from "./crash.js";
import { accountFolder, changedYaml, machine, time, undone } from "../support/machine.js";
import { stateOf } from "../support/state.js";

test.each(["before", "after"] as const)(
  "a change of everything that dies at any of its mutating calls, %s its effect, is completed by the next apply",
  async (when) => {
    const from = accountFolder();
    await machine(from, { time: time() }).run();
    const undisturbed = accountFolder(from);
    const whole = machine(undisturbed, { time: time(), config: changedYaml() });
    expect(undone(await whole.run())).toEqual([]);
    const report = await crashEverywhere({
      when,
      from,
      run: {},
      config: changedYaml(),
      expected: stateOf(undisturbed),
    });
    expect(report.wrong).toEqual([]);
    expect(report.crashes).toBeGreaterThanOrEqual(whole.account.faults.mutatingCalls);
    console.info(`change, crash ${when} the effect: ${report.crashes}/${report.crashes} recovered`);
  },
  180_000,
);
