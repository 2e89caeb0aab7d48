import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Change } from "../../src/engine/plan.js";
import { elapsed } from "../../src/ui/elapsed.js";
import type { Io } from "../../src/ui/io.js";
import { Progress } from "../../src/ui/progress.js";
import { changeOf } from "./plans.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function progress(total: number, quiet = false) {
  let err = "";
  const io = { interactive: false, err: (text: string) => (err += text), out: () => fail() } as unknown as Io;
  return { shown: await Progress.start(io, total, quiet, false), err: () => err };
}

function fail(): never {
  throw new Error("progress belongs on standard error");
}

function start(shown: Progress, change: Change): void {
  shown.event({ type: "start", change });
}

function settle(shown: Progress, change: Change, error?: string): void {
  const { key, kind, name, action } = change;
  const base = { key, kind, name, action };
  const outcome =
    error === undefined
      ? { ...base, status: "done" as const }
      : { ...base, status: "failed" as const, error };
  shown.event({ type: "settled", change, outcome });
}

describe("Progress", () => {
  test("writes one line a change where nothing can be redrawn, with the time it took", async () => {
    const { shown, err } = await progress(10);
    const [a, b] = [changeOf("create", "a"), changeOf("delete", "b")];
    start(shown, a);
    start(shown, b);
    settle(shown, a);
    vi.advanceTimersByTime(3500);
    shown.throttle();
    settle(shown, b, "not allowed");
    settle(shown, changeOf("create", "never begun"), "interrupted");
    shown.stop();
    expect(err().split("\n")).toEqual([
      "[ 1/10] done create iam-role a",
      "[ 2/10] failed delete iam-role b (3 s): not allowed",
      "[ 3/10] failed create iam-role never begun: interrupted",
      "",
    ]);
  });

  test("says now and then that work goes on, and nothing once it has stopped", async () => {
    const { shown, err } = await progress(10);
    for (const name of ["a", "b", "c"]) start(shown, changeOf("create", name));
    vi.advanceTimersByTime(29_000);
    expect(err()).toBe("");
    vi.advanceTimersByTime(50_000);
    expect(err()).toBe(
      "still working after 30 s: a, b and 1 more\nstill working after 1 min 0 s: a, b and 1 more\n",
    );
    shown.stop();
    vi.advanceTimersByTime(100_000);
    expect(err().split("\n")).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is silent when asked to be", async () => {
    const { shown, err } = await progress(10, true);
    start(shown, changeOf("create", "a"));
    vi.advanceTimersByTime(100_000);
    settle(shown, changeOf("create", "a"));
    shown.stop();
    expect(err()).toBe("");
  });
});

test("elapsed tells seconds, minutes and hours", () => {
  expect([0, 999, 59_999, 60_000, 125_000, 3_599_000, 3_840_000].map(elapsed)).toEqual([
    ...["0 s", "0 s", "59 s", "1 min 0 s", "2 min 5 s", "59 min 59 s", "1 h 4 min"],
  ]);
});
