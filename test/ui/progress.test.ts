import { describe, expect, test } from "vitest";
import type { Change } from "../../src/engine/plan.js";
import type { Io } from "../../src/ui/io.js";
import { Progress } from "../../src/ui/progress.js";
import { changeOf } from "./plans.js";

async function progress(total: number, quiet = false) {
  let err = "";
  const io = { interactive: false, err: (text: string) => (err += text), out: () => fail() } as unknown as Io;
  return { shown: await Progress.start(io, total, quiet, false), err: () => err };
}

function fail(): never {
  throw new Error("progress belongs on standard error");
}

function settle(shown: Progress, change: Change, error?: string): void {
  const base = { key: change.key, action: change.action };
  const outcome =
    error === undefined
      ? { ...base, status: "done" as const }
      : { ...base, status: "failed" as const, error };
  shown.event({ type: "start", change });
  shown.event({ type: "settled", change, outcome });
}

describe("Progress", () => {
  test("writes one line a change where nothing can be redrawn", async () => {
    const { shown, err } = await progress(10);
    settle(shown, changeOf("create", "a"));
    settle(shown, changeOf("delete", "b"), "not allowed");
    shown.throttle();
    shown.stop();
    expect(err()).toBe("[ 1/10] done create iam-role a\n[ 2/10] failed delete iam-role b: not allowed\n");
  });

  test("is silent when asked to be", async () => {
    const { shown, err } = await progress(10, true);
    settle(shown, changeOf("create", "a"));
    shown.stop();
    expect(err()).toBe("");
  });
});
