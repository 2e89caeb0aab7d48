import { mkdirSync, readFileSync, statSync, writeFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Holder } from "../../src/lock/holder.js";
import { takeLocalLock } from "../../src/lock/local-lock.js";
import { temporaryFolder } from "../support/sandbox.js";
import { elsewhere, ended, inAnotherContainer, killed, reused, running } from "./holders.js";

function lockFile(text?: string): string {
  const file = join(temporaryFolder(), "locks", "stack.json");
  if (text === undefined) return file;
  mkdirSync(dirname(file));
  writeFileSync(file, text);
  return file;
}

const holderIn = (file: string) => (JSON.parse(readFileSync(file, "utf8")) as Holder).runId;

test("a second run of this machine is told who holds the lock, since when and where, until it is released", () => {
  const file = lockFile();
  const first = running();
  const release = takeLocalLock(file, first);
  expect(() => takeLocalLock(file, running())).toThrow(
    expect.objectContaining({
      code: "locked",
      exitCode: 4,
      message: `the stack is locked by ${first.user} on ${first.host} (process ${process.pid}) since 2026-11-20T08:00:00Z`,
      hint: expect.stringContaining(file) as string,
    }),
  );
  expect(holderIn(file)).toBe(first.runId);
  release();
  expect(existsSync(file)).toBe(false);
  const next = running();
  takeLocalLock(file, next);
  expect(holderIn(file)).toBe(next.runId);
});

describe("what is left behind", () => {
  test.each([
    ["a process that is gone", JSON.stringify(killed())],
    ["a process whose number another one has now", JSON.stringify(reused())],
    ["an earlier run of this process", JSON.stringify(ended())],
    ["a write that was cut short", '{"runId":"x","us'],
    ["nobody", ""],
  ])("by %s is taken over at once", (_whose, text) => {
    const file = lockFile(text);
    const next = running();
    takeLocalLock(file, next);
    expect(holderIn(file)).toBe(next.runId);
  });

  test.each([
    ["another machine that shares the home folder", elsewhere()],
    ["another container", inAnotherContainer()],
  ])("by %s is not taken over", (_whose, holder) => {
    const file = lockFile(JSON.stringify(holder));
    expect(() => takeLocalLock(file, running())).toThrow(
      `the stack is locked by ${holder.user} on ${holder.host}`,
    );
    expect(holderIn(file)).toBe(holder.runId);
  });
});

test("a run that lost its lock releases nobody else's", () => {
  const file = lockFile();
  const release = takeLocalLock(file, running());
  writeFileSync(file, JSON.stringify(elsewhere()));
  release();
  expect(holderIn(file)).toBe("elsewhere");
});

test("the file is for its owner's eyes only", () => {
  const file = lockFile();
  takeLocalLock(file, running());
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
