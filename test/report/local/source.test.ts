import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { findLogObjects } from "../../../src/report/local/find-objects.js";
import { readRegisterFile } from "../../../src/report/local/register-file.js";
import { folderSource } from "../../../src/report/local/source.js";
import { engineQuery } from "../../../src/report/query.js";
import { configOf, hourFolder, logsFolder, record, reportOn } from "../logs.js";

const HOUR = hourFolder();
const KEY = `${HOUR}/a.json.gz`;
const query = engineQuery(configOf(), "2026-11", []);
const keysIn = async (root: string) =>
  (await findLogObjects(folderSource(root), query)).map(({ key }) => key);

describe("symbolic links", () => {
  test("to a folder of the logs are not walked again", async () => {
    const root = logsFolder({ [KEY]: [record()], [`${HOUR}/b.json.gz`]: [record()] });
    const day = dirname(HOUR);
    // Before and after it in the order of names, at every level.
    for (const [path, target] of [
      ["aaa", "claude-code"],
      ["zzz", "claude-code"],
      [`${dirname(day)}/02`, "03"],
      [`${dirname(day)}/04`, "03"],
      [`${day}/08`, "09"],
      [`${day}/10`, "09"],
      [`${HOUR}/0.json.gz`, "a.json.gz"],
    ] as const)
      symlinkSync(target, join(root, path));
    expect(await keysIn(root)).toEqual([KEY, `${HOUR}/b.json.gz`]);
    const { totals, duplicates, scan } = await reportOn(root, { register: [] });
    expect([totals.invocations, duplicates, scan.files]).toEqual([2, 0, 2]);
  });

  test("are followed where nothing else leads, once", async () => {
    const elsewhere = logsFolder({ [KEY]: [record()] });
    const root = logsFolder({});
    for (const name of ["one", "two"]) symlinkSync(elsewhere, join(root, name));
    expect(await keysIn(root)).toEqual([`one/${KEY}`]);
    // The root itself may be one.
    symlinkSync(elsewhere, join(root, ".root"));
    expect(await keysIn(join(root, ".root"))).toEqual([KEY]);
  });

  test("to a folder that hides in the logs lead to what is in it", async () => {
    const root = logsFolder({ [KEY]: [record()] });
    renameSync(join(root, "claude-code"), join(root, ".kept"));
    symlinkSync(".kept", join(root, "shown"));
    expect(await keysIn(root)).toEqual([KEY.replace("claude-code", "shown")]);
  });

  test("that lead back, nowhere, or to themselves lead to no logs", async () => {
    const root = logsFolder({ [KEY]: [record()] });
    mkdirSync(join(root, "a"));
    mkdirSync(join(root, "b"));
    for (const [path, target] of [
      ["loop", "."],
      ["up", ".."],
      ["top", "/"],
      ["self", "self"],
      ["gone", "nowhere"],
      ["a/b", "../b"],
      ["b/a", "../a"],
      [`${HOUR}/again`, "../../../../../../.."],
    ] as const)
      symlinkSync(target, join(root, path));
    expect(await keysIn(root)).toEqual([KEY]);
  });
});

describe("what is no file", () => {
  const pipe = (path: string) => execFileSync("mkfifo", [path]);
  test.each([
    ["a pipe", pipe, "a named pipe"],
    ["a link to a device that never ends", (path: string) => symlinkSync("/dev/zero", path), "a device"],
  ])("is named where a log object should be: %s", async (_what, make, kind) => {
    const root = logsFolder({ [KEY]: [record()] });
    make(join(root, HOUR, "b.json.gz"));
    await expect(reportOn(root, { register: [] })).rejects.toMatchObject({
      code: "not_a_file",
      message: expect.stringContaining(`${HOUR}/b.json.gz is ${kind}`) as string,
    });
  });

  test("does not matter where no log object should be", async () => {
    const root = logsFolder({ [KEY]: [record()] });
    for (const path of ["pipe", `${HOUR}/pipe`, `${HOUR}/data`, `${dirname(HOUR)}/b.json.gz`])
      pipe(join(root, path));
    expect((await reportOn(root, { register: [] })).totals.invocations).toBe(1);
  });

  test("is no profile register either", async () => {
    const root = logsFolder({ [KEY]: [record()] });
    mkdirSync(join(root, "ccb/profiles"), { recursive: true });
    pipe(join(root, "ccb/profiles/profiles.jsonl"));
    await expect(readRegisterFile(folderSource(root))).rejects.toMatchObject({ code: "not_a_file" });
  });
});
