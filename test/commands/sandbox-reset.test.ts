import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { takeLocalLock } from "../../src/lock/local-lock.js";
import { endRun, newHolder } from "../../src/lock/holder.js";
import { workspace } from "../support/cli.js";
import { SMALL } from "../support/yaml.js";

async function applied() {
  const space = workspace(SMALL);
  expect((await space.ccb("apply --yes")).code).toBe(0);
  return space;
}

describe("ccb sandbox reset", () => {
  it("removes all there is, so that the next plan makes everything", async () => {
    const { ccb, account } = await applied();
    const run = await ccb("sandbox reset --yes --json");
    expect(run.code).toBe(0);
    expect(run.json()).toEqual({
      dir: account,
      removed: ["account.size", "account.jsonl", "blobs", "locks"],
      kept: [],
    });
    expect(existsSync(account)).toBe(false);
    expect((await ccb("plan --detailed-exitcode")).code).toBe(2);
    expect((await ccb("apply --yes")).code).toBe(0);
  });

  it("works on the usual folder when none is named", async () => {
    const { ccb, account } = await applied();
    expect((await ccb("sandbox reset --yes", { sandbox: false })).code).toBe(0);
    expect(existsSync(account)).toBe(false);
  });

  it.each([
    ["yes", 0, false],
    ["no", 1, true],
  ])("asks, and takes %s for an answer", async (answer, code, there) => {
    const { ccb, account } = await applied();
    const run = await ccb("sandbox reset", { answer });
    expect([run.code, existsSync(account)]).toEqual([code, there]);
  });

  it("is refused without a terminal and without --yes", async () => {
    const { ccb, account } = await applied();
    expect((await ccb("sandbox reset")).code).toBe(5);
    expect(existsSync(join(account, "account.jsonl"))).toBe(true);
  });

  it("refuses a folder that holds something else", async () => {
    const { ccb, cwd } = workspace(SMALL);
    const run = await ccb("sandbox reset --yes --json --sandbox=.", { sandbox: false });
    expect(run.code).toBe(3);
    expect(run.json()).toMatchObject({ error: { code: "not_a_sandbox" } });
    expect(readdirSync(cwd)).toEqual(["ccb.yaml"]);
  });

  it("leaves alone what is no part of the account", async () => {
    const { ccb, account } = await applied();
    mkdirSync(join(account, "notes"));
    writeFileSync(join(account, "notes/mine.txt"), "mine");
    const run = await ccb("sandbox reset --yes");
    expect(run.out).toContain("notes");
    expect(readdirSync(account)).toEqual(["notes"]);
    expect(readdirSync(join(account, "notes"))).toEqual(["mine.txt"]);
  });

  it("says that there is nothing to do when there is no account, and makes none", async () => {
    const { ccb, account } = workspace(SMALL);
    const run = await ccb("sandbox reset --yes");
    expect([run.code, run.out]).toEqual([0, expect.stringContaining("nothing to do")]);
    expect(existsSync(account)).toBe(false);
  });

  it("refuses while a run works on the account", async () => {
    const { ccb, account } = await applied();
    const holder = newHolder(new Date());
    onTestFinished(() => endRun(holder));
    const release = takeLocalLock(join(account, "locks/other.json"), holder);
    expect((await ccb("sandbox reset --yes")).code).toBe(4);
    expect(existsSync(join(account, "account.jsonl"))).toBe(true);
    release();
    expect((await ccb("sandbox reset --yes")).code).toBe(0);
  });

  it.each([
    ["sandbox reset --month 2026-10", "--month is no option of sandbox reset"],
    ["sandbox seed --month 2026-10 --port 1", "--port is no option of sandbox seed"],
    ["sandbox drop", 'there is no action "drop"'],
  ])("refuses %s", async (args, message) => {
    const run = await workspace(SMALL).ccb(args);
    expect([run.code, run.err]).toEqual([3, expect.stringContaining(message)]);
  });
});
