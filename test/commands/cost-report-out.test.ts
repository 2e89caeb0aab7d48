import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { outFile, writeReport } from "../../src/commands/cost-report-out.js";
import { temporaryFolder } from "../support/sandbox.js";

const mode = (file: string) => statSync(file).mode & 0o777;
const isRoot = process.getuid?.() === 0;

describe("outFile", () => {
  it("is a path from the working directory on", () => {
    const cwd = temporaryFolder();
    expect(outFile("a.html", cwd)).toBe(join(cwd, "a.html"));
    expect(outFile(join(cwd, "a.html"), "/")).toBe(join(cwd, "a.html"));
  });

  it.each(["", ".", "there", "there/", "new/"])('takes no folder: "%s"', (given) => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, "there"));
    expect(() => outFile(given, cwd)).toThrow(expect.objectContaining({ code: "bad_usage", exitCode: 3 }));
  });

  it.each(["missing/a.html", "file/a.html"])("says that there is no folder for %s", (given) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "file"), "");
    expect(() => outFile(given, cwd)).toThrow(/there is no folder .*(missing|file) for --out/);
  });

  it.skipIf(isRoot)("says that a folder may not be written to", () => {
    const cwd = temporaryFolder();
    chmodSync(cwd, 0o500);
    expect(() => outFile("a.html", cwd)).toThrow(
      expect.objectContaining({ code: "file_error", exitCode: 1 }),
    );
  });
});

describe("what is no file", () => {
  it("is refused before anything is read: a pipe, and a link to one", () => {
    const cwd = temporaryFolder();
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    symlinkSync(join(cwd, "pipe"), join(cwd, "link"));
    for (const given of ["pipe", "link"])
      expect(() => outFile(given, cwd)).toThrow(
        expect.objectContaining({
          code: "bad_usage",
          exitCode: 3,
          message: `--out "${given}" is a named pipe, not a file`,
        }),
      );
  });
});

describe("writeReport", () => {
  it("makes a file for its owner only, and leaves nothing beside it", () => {
    const cwd = temporaryFolder();
    writeReport(join(cwd, "a.html"), "report");
    expect([readFileSync(join(cwd, "a.html"), "utf8"), mode(join(cwd, "a.html"))]).toEqual(["report", 0o600]);
    expect(readdirSync(cwd)).toEqual(["a.html"]);
  });

  it("keeps the mode of a file that others were given", () => {
    const file = join(temporaryFolder(), "a.html");
    writeFileSync(file, "a longer text than the new one", { mode: 0o644 });
    writeReport(file, "report");
    expect([readFileSync(file, "utf8"), mode(file)]).toEqual(["report", 0o644]);
  });

  it("writes through a link", () => {
    const cwd = temporaryFolder();
    symlinkSync(join(cwd, "real"), join(cwd, "link"));
    writeReport(join(cwd, "link"), "report");
    expect(readFileSync(join(cwd, "real"), "utf8")).toBe("report");
  });

  it("leaves a device what it is", () => {
    writeReport("/dev/null", "report");
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
    expect(outFile("/dev/null", "/")).toBe("/dev/null");
  });

  it("says which file cannot be written, and leaves nothing of it", () => {
    const cwd = temporaryFolder();
    const file = join(cwd, `${"x".repeat(300)}.html`);
    expect(() => writeReport(file, "report")).toThrow(expect.objectContaining({ code: "file_error" }));
    expect(readdirSync(cwd)).toEqual([]);
  });
});
