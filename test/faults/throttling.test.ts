import { expect, test } from "vitest";
import { accountFolder, changesOf, machine, time, undone } from "../support/machine.js";
import { differences, stateOf } from "../support/state.js";

test.each([1, 2, 3, 4, 5, 6])(
  "with three of ten calls throttled (seed %i), apply and destroy get everything done",
  async (seed) => {
    const calm = accountFolder();
    await machine(calm, { time: time() }).run();
    const clock = time();
    const dir = accountFolder();
    const faults = { throttle: 0.3, seed };
    expect(undone(await machine(dir, { time: clock, faults }).run())).toEqual([]);
    expect(differences(stateOf(calm), dir)).toEqual([]);
    expect(changesOf((await machine(dir, { time: clock, faults }).plan()).shown)).toEqual([]);
    const destroyed = await machine(dir, { time: clock, faults }).run({ destroy: true, deleteData: true });
    expect(undone(destroyed)).toEqual([]);
    expect(stateOf(dir)).toEqual({});
  },
);
