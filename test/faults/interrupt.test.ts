import { expect, test } from "vitest";
import { accountFolder, machine, time, undone } from "../support/machine.js";
import { differences, lockOf, stateOf } from "../support/state.js";
import { readdirSync } from "node:fs";
import { join } from "node:path";

test.each([1, 2, 5, 9, 14, 20, 30, 45])(
  "Ctrl-C after %i calls: what is under way is finished, every change has an outcome, and the next apply goes on",
  async (calls) => {
    const calm = accountFolder();
    await machine(calm, { time: time() }).run();
    const clock = time();
    const dir = accountFolder();
    const stopped = machine(dir, { time: clock });
    const { shown, carryOut } = await stopped.plan();
    const interrupt = new AbortController();
    const { outcomes } = await carryOut({
      signal: interrupt.signal,
      onStep: (count) => count === calls && interrupt.abort(),
    });
    expect(outcomes.map((o) => o.key).toSorted()).toEqual(shown.plan.changes.map((c) => c.key).toSorted());
    const skipped = outcomes.filter((o) => o.status === "skipped");
    expect(skipped.length).toBeGreaterThan(0);
    for (const { status, error } of outcomes) {
      if (status === "failed") expect(error).toMatch(/^interrupted before it was complete/);
      if (status === "skipped") expect(error).toMatch(/^interrupted|was not done$/);
    }
    expect(lockOf(dir)).toBe(undefined);
    expect(readdirSync(join(dir, "locks"))).toEqual([]);
    expect(undone(await machine(dir, { time: clock }).run())).toEqual([]);
    expect(differences(stateOf(calm), dir)).toEqual([]);
  },
);
