import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountFolder, changesOf, machine, time, yaml } from "../support/machine.js";
import { buildProgram } from "../support/program.js";
import { temporaryFolder } from "../support/sandbox.js";
import { type State, differences, lockOf, stateOf } from "../support/state.js";

let program: ReturnType<typeof buildProgram>;
beforeAll(() => {
  program = buildProgram();
});
afterAll(() => program.remove());

/** A working folder with the stack's YAML and an account beside it. */
function folder(): { cwd: string; account: string } {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "ccb.yaml"), yaml());
  return { cwd, account: join(cwd, ".ccb/sandbox") };
}

async function calmState(): Promise<State> {
  const dir = accountFolder();
  await machine(dir, { time: time() }).run();
  return stateOf(dir);
}

test.each([
  [2, "before"],
  [30, "after"],
  [57, "after"],
] as const)(
  "a process killed at call %i, %s its effect, leaves what the next one completes",
  async (at, when) => {
    const { cwd, account } = folder();
    const killed = await program.run(cwd, "apply --yes", { crash: { at, when, how: "kill" } });
    expect(killed.signal).toBe("SIGKILL");
    const next = await program.run(cwd, "apply --yes");
    expect(next.code, next.err).toBe(0);
    expect(next.out).toContain(", 0 failed, 0 skipped.");
    expect(changesOf((await machine(account, { time: time() }).plan()).shown)).toEqual([]);
    expect(differences(await calmState(), account)).toEqual([]);
    expect(lockOf(account)).toBe(undefined);
  },
);

describe("while another process applies", () => {
  test("a second one exits 4 and says who holds the lock and since when; the first is not disturbed", async () => {
    const { cwd, account } = folder();
    // Slow enough to be still at it when the second one has started.
    const first = program.start(cwd, "apply --yes", { latencyMs: 800 });
    await linesOf(first.child, /\[\d+\/\d+\] done/);
    const second = await program.run(cwd, "apply --yes --json");
    expect(second.code, second.err).toBe(4);
    const { error } = JSON.parse(second.out) as { error: { code: string; message: string } };
    expect(error.code).toBe("locked");
    expect(error.message).toMatch(
      new RegExp(
        String.raw`by .+ on .+ \(process ${first.child.pid}\) since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`,
      ),
    );
    const done = await first.ended;
    expect(done.code, done.err).toBe(0);
    expect(differences(await calmState(), account)).toEqual([]);
  });

  test("Ctrl-C ends it with 130 once the calls under way are through, and the lock is free", async () => {
    const { cwd, account } = folder();
    const first = program.start(cwd, "apply --yes --json", { latencyMs: 60 });
    await linesOf(first.child, /\[\d+\/\d+\] done/);
    first.child.kill("SIGINT");
    const ended = await first.ended;
    expect(ended.code, ended.err).toBe(130);
    const { summary, applied } = JSON.parse(ended.out) as {
      summary: { create: number };
      applied: { status: string }[];
    };
    expect(applied).toHaveLength(summary.create);
    const statuses = new Set(applied.map((item) => item.status));
    expect([...statuses]).toEqual(expect.arrayContaining(["done", "skipped"]));
    expect(lockOf(account)).toBe(undefined);
    const next = await program.run(cwd, "apply --yes");
    expect(next.code, next.err).toBe(0);
    expect(differences(await calmState(), account)).toEqual([]);
  });
});

/** Resolves when standard error has said something that matches. */
function linesOf(child: ReturnType<typeof program.start>["child"], pattern: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stderr?.on("data", (data: Buffer) => {
      text += data.toString();
      if (pattern.test(text)) resolve();
    });
    child.on("close", () => reject(new Error(`ended before it said ${pattern}: ${text}`)));
  });
}
