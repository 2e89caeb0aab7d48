import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { accountFolder, changesOf, machine, time, undone } from "../support/machine.js";
import { differences, lockOf, stateOf } from "../support/state.js";

const WHO = /^the stack is locked by .+ on .+ \(process \d+\) since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/;

async function calmState() {
  const dir = accountFolder();
  await machine(dir, { time: time() }).run();
  return stateOf(dir);
}

/** Two runs that have both shown their plan, and then begin. */
async function race(dir: string, apart: boolean) {
  const clock = time();
  const plans = await Promise.all([1, 2].map(() => machine(dir, { time: clock }).plan()));
  const runs = plans.map(async ({ carryOut }) => {
    // As if the other one ran on a machine of its own, where the file is not.
    if (apart) rmSync(join(dir, "locks"), { recursive: true, force: true });
    return undone(await carryOut());
  });
  const answers = await Promise.allSettled(runs);
  const { shown } = await machine(dir, { time: clock }).plan();
  return { answers, left: changesOf(shown) };
}

describe("two applies at the same time", () => {
  test.each([
    ["in an empty account", () => accountFolder()],
    [
      "in an account where something is missing",
      async () => {
        const dir = accountFolder();
        await machine(dir, { time: time() }).run({ phases: ["foundation", "logging"] });
        return dir;
      },
    ],
  ])("%s: one does everything, the other is told who holds the lock", async (_where, begin) => {
    const dir = await begin();
    const { answers, left } = await race(dir, false);
    expect(answers.filter((a) => a.status === "fulfilled").map((a) => a.value)).toEqual([[]]);
    expect(answers.filter((a) => a.status === "rejected").map((a) => a.reason as unknown)).toEqual([
      expect.objectContaining({
        exitCode: 4,
        code: "locked",
        message: expect.stringMatching(WHO) as string,
      }),
    ]);
    expect(left).toEqual([]);
    expect(differences(await calmState(), dir)).toEqual([]);
    expect(lockOf(dir)).toBe(undefined);
  });

  test("from two machines: the lock in the bucket keeps them apart", async () => {
    const dir = accountFolder();
    await machine(dir, { time: time() }).run({ phases: ["foundation", "logging"] });
    const { answers, left } = await race(dir, true);
    expect(answers.filter((a) => a.status === "fulfilled").map((a) => a.value)).toEqual([[]]);
    expect(answers.filter((a) => a.status === "rejected").map((a) => a.reason as unknown)).toEqual([
      expect.objectContaining({ exitCode: 4, message: expect.stringMatching(WHO) as string }),
    ]);
    expect(left).toEqual([]);
    expect(differences(await calmState(), dir)).toEqual([]);
  });

  test("from two machines in an empty account: who comes second to the lock in the new bucket stops there", async () => {
    const dir = accountFolder();
    const { answers, left } = await race(dir, true);
    expect(answers.filter((a) => a.status === "fulfilled").map((a) => a.value)).toEqual([[]]);
    expect(answers.filter((a) => a.status === "rejected").map((a) => a.reason as unknown)).toEqual([
      expect.objectContaining({ exitCode: 4, message: expect.stringMatching(WHO) as string }),
    ]);
    expect(left).toEqual([]);
    expect(differences(await calmState(), dir)).toEqual([]);
    expect(lockOf(dir)).toBe(undefined);
  });
});
