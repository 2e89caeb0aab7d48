import { describe, expect, test, vi } from "vitest";
import type { ExecuteOptions } from "../../src/engine/execute.js";
import type { AnyKind, Live } from "../../src/engine/kind.js";
import type { Change } from "../../src/engine/plan.js";
import { untilSeen } from "../../src/engine/read-back.js";
import { CONTEXT, ownTags, thingKind, wantThing } from "./cloud.js";

const want = wantThing("budgets/a", "a");
const CHANGE = { key: "budgets/a", kind: "thing", name: "a", action: "update", want } as unknown as Change;

function live(color: string, tags = ownTags("budgets/a")): Live {
  return { kind: "thing", name: "a", spec: { color }, tags, attributes: {} };
}

const AS_WANTED = live((want.spec as { color: string }).color);
const OLD = live("another");

/** A kind whose reads give these answers in turn, and the last one for ever. */
function lagging(lags: number | undefined, ...answers: (Live[] | Error)[]) {
  let reads = 0;
  const read = async () => {
    const answer = answers[Math.min(reads++, answers.length - 1)] ?? [];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const kind = { ...thingKind("thing"), ...(lags === undefined ? {} : { lags }), read } as AnyKind;
  const options = { kinds: [kind], read: CONTEXT, delayScale: 0 } as unknown as ExecuteOptions;
  return { options, reads: () => reads };
}

describe("untilSeen", () => {
  test("reads until what was written is there, with its tags", async () => {
    const untagged = live("red", { ...ownTags("budgets/a"), "ccb:key": "other" });
    const { options, reads } = lagging(60, [], [OLD], [untagged], [AS_WANTED], [OLD]);
    await untilSeen(CHANGE, options);
    expect(reads()).toBe(4);
  });

  test("reads nothing of a kind that does not lag, nor after a deletion", async () => {
    const prompt = lagging(undefined, [OLD]);
    await untilSeen(CHANGE, prompt.options);
    const deleted = lagging(60, [OLD]);
    await untilSeen({ ...CHANGE, want: undefined } as unknown as Change, deleted.options);
    expect([prompt.reads(), deleted.reads()]).toEqual([0, 0]);
  });

  test("gives up after the kind's seconds, and the change is done all the same", async () => {
    vi.useFakeTimers();
    try {
      const { options } = lagging(60, [OLD]);
      const start = Date.now();
      const seen = untilSeen(CHANGE, { ...options, delayScale: 1 });
      await vi.runAllTimersAsync();
      await seen;
      expect(Date.now() - start).toBe(60_000);
    } finally {
      vi.useRealTimers();
    }
  });

  test("is no reason to fail when the read fails, nor to go on after Ctrl-C", async () => {
    const failing = lagging(60, new Error("denied"));
    await untilSeen(CHANGE, failing.options);
    const aborted = lagging(60, [OLD]);
    await untilSeen(CHANGE, { ...aborted.options, signal: AbortSignal.abort() });
    expect([failing.reads(), aborted.reads()]).toEqual([1, 1]);
  });
});
