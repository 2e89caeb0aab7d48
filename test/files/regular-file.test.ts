import { execFileSync } from "node:child_process";
import { chmodSync, closeSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openRegular, readOwned, readRegular } from "../../src/files/regular-file.js";
import { temporaryFolder } from "../support/sandbox.js";

/** A folder with one of each, and links to them. */
async function oneOfEach(): Promise<string> {
  const root = temporaryFolder();
  writeFileSync(join(root, "file"), "content");
  mkdirSync(join(root, "folder"));
  execFileSync("mkfifo", [join(root, "pipe")]);
  const server = createServer().listen(join(root, "socket"));
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  for (const name of ["file", "folder", "pipe"]) symlinkSync(join(root, name), join(root, `link-to-${name}`));
  symlinkSync("/dev/zero", join(root, "link-to-zero"));
  return root;
}

describe("a file that is read", () => {
  test.each(["file", "link-to-file"])("may be a %s", async (name) => {
    expect(readRegular(join(await oneOfEach(), name)).toString()).toBe("content");
  });

  test.each([
    ["folder", "a folder"],
    ["link-to-folder", "a folder"],
    ["pipe", "a named pipe"],
    ["link-to-pipe", "a named pipe"],
    ["socket", "a socket"],
    ["link-to-zero", "a device"],
  ])("is no %s: that is said, and nothing waits", async (name, kind) => {
    const path = join(await oneOfEach(), name);
    for (const read of [openRegular, readRegular, (file: string) => readOwned(file, undefined)]) {
      expect(() => read(path)).toThrow(
        expect.objectContaining({
          code: "not_a_file",
          message: expect.stringContaining(`${path} is ${kind}`),
        }),
      );
    }
  });

  test("that is not there is the file system's error", () => {
    expect(() => readRegular("/nowhere/at/all")).toThrow(
      expect.objectContaining({ code: "ENOENT", syscall: "open", path: "/nowhere/at/all" }),
    );
  });

  test("is opened where it stands", async () => {
    const fd = openRegular(join(await oneOfEach(), "file"));
    expect(readFileSync(fd, "utf8")).toBe("content");
    closeSync(fd);
  });
});

describe.skipIf(process.getuid === undefined)("a file that is believed", () => {
  const own = process.getuid?.() ?? -1;

  test("is one's own", () => {
    const file = join(temporaryFolder(), "a");
    writeFileSync(file, "x", { mode: 0o644 });
    expect(readOwned(file, own).toString()).toBe("x");
    expect(() => readOwned(file, own + 1)).toThrow("another user's");
    expect(readOwned(file, undefined).toString()).toBe("x");
  });

  test.each([0o620, 0o602, 0o666])("may be written by nobody else: mode %o", (mode) => {
    const file = join(temporaryFolder(), "a");
    writeFileSync(file, "x");
    chmodSync(file, mode);
    expect(() => readOwned(file, own)).toThrow("another user's");
  });
});
