import { expect, test } from "vitest";
import { crashEverywhere } from "./crash.js";
import { accountFolder, machine, time, undone } from "../support/machine.js";
import { stateOf } from "../support/state.js";

test.each([
  ["destroy", "before", { destroy: true }],
  ["destroy", "after", { destroy: true }],
  ["destroy --delete-data", "before", { destroy: true, deleteData: true }],
  ["destroy --delete-data", "after", { destroy: true, deleteData: true }],
] as const)(
  "a %s that dies at any of its mutating calls, %s its effect, is completed by the next one",
  async (name, when, run) => {
    const from = accountFolder();
    expect(undone(await machine(from, { time: time() }).run())).toEqual([]);
    const undisturbed = accountFolder(from);
    const whole = machine(undisturbed, { time: time() });
    expect(undone(await whole.run(run))).toEqual([]);
    const expected = stateOf(undisturbed);
    const left =
      "deleteData" in run
        ? []
        : ["s3/global/buckets", "s3/global/objects/acme-corp-claude-bedrock-invocation-logs"];
    expect(Object.keys(expected)).toEqual(left);
    const report = await crashEverywhere({ when, run, from, expected });
    expect(report.wrong).toEqual([]);
    expect(report.crashes).toBeGreaterThanOrEqual(whole.account.faults.mutatingCalls);
    console.info(`${name}, crash ${when} the effect: ${report.crashes}/${report.crashes} recovered`);
  },
  180_000,
);
