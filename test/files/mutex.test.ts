import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withFileMutex } from "../../src/files/mutex.js";
import { temporaryFolder } from "../support/sandbox.js";

/** The number of a process that has ended. */
function goneProcess(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

describe("withFileMutex", () => {
  test("holds the file, for its owner's eyes only, while the work runs, and lets go of it", () => {
    const file = join(temporaryFolder(), "mutex");
    const answer = withFileMutex(file, () => {
      expect(readFileSync(file, "utf8")).toBe(String(process.pid));
      expect(statSync(file).mode & 0o777).toBe(0o600);
      return 42;
    });
    expect(answer).toBe(42);
    expect(existsSync(file)).toBe(false);
  });

  test("lets go when the work fails", () => {
    const file = join(temporaryFolder(), "mutex");
    const fail = () => {
      throw new Error("no");
    };
    expect(() => withFileMutex(file, fail)).toThrow("no");
    expect(existsSync(file)).toBe(false);
  });

  test("takes over what a process left that no longer exists, and leaves nothing behind", () => {
    const file = join(temporaryFolder(), "mutex");
    writeFileSync(file, String(goneProcess()));
    expect(withFileMutex(file, () => readFileSync(file, "utf8"))).toBe(String(process.pid));
    expect(existsSync(file) || existsSync(`${file}.takeover`)).toBe(false);
  });

  test("takes over an empty file once its maker cannot be about to write it", () => {
    const file = join(temporaryFolder(), "mutex");
    writeFileSync(file, "");
    utimesSync(file, new Date(), new Date(Date.now() - 5000));
    expect(withFileMutex(file, () => "taken")).toBe("taken");
  });

  test("waits for a holder that lives", async () => {
    const file = join(temporaryFolder(), "mutex");
    const script = `
      const fs = require("node:fs");
      fs.writeFileSync(process.argv[1], String(process.pid));
      process.stdout.write("held");
      setTimeout(() => { fs.writeFileSync(process.argv[1] + ".end", ""); fs.unlinkSync(process.argv[1]); }, 150);`;
    const holder = spawn(process.execPath, ["-e", script, file]);
    await new Promise((held) => holder.stdout.once("data", held));
    expect(withFileMutex(file, () => existsSync(`${file}.end`))).toBe(true);
  });
});
