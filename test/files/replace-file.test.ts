import {
  chmodSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { replaceFile, tryReplaceFile } from "../../src/files/replace-file.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ccb-replace-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each([0o600, 0o640, 0o666, 0o755])("replaces the content and keeps the mode %o", (mode) => {
  const file = join(folder, "a.yaml");
  writeFileSync(file, "a longer text than the next");
  chmodSync(file, mode);
  replaceFile(file, "é\r\n");
  expect(readFileSync(file, "utf8")).toBe("é\r\n");
  expect(statSync(file).mode & 0o7777).toBe(mode);
  expect(readdirSync(folder)).toEqual(["a.yaml"]);
});

it("gives the file a new inode, so that a reader keeps what it has opened", () => {
  const file = join(folder, "a.yaml");
  writeFileSync(file, "old");
  const { ino } = statSync(file);
  replaceFile(file, "new");
  expect(statSync(file).ino).not.toBe(ino);
});

it.each([true, false])("follows a symbolic link (target there: %s)", (isThere) => {
  mkdirSync(join(folder, "real"));
  const file = join(folder, "real", "a.yaml");
  if (isThere) writeFileSync(file, "old");
  const link = join(folder, "link.yaml");
  symlinkSync(join("real", "a.yaml"), link);
  replaceFile(link, "new");
  expect(readlinkSync(link)).toBe(join("real", "a.yaml"));
  expect(readFileSync(file, "utf8")).toBe("new");
});

it("creates a file that is not there", () => {
  replaceFile(join(folder, "a.yaml"), "new");
  expect(readFileSync(join(folder, "a.yaml"), "utf8")).toBe("new");
});

it("leaves nothing behind when it fails", () => {
  mkdirSync(join(folder, "a.yaml"));
  expect(() => replaceFile(join(folder, "a.yaml"), "new")).toThrow();
  expect(() => replaceFile(join(folder, "none", "a.yaml"), "new")).toThrow(/ENOENT/);
  expect(readdirSync(folder)).toEqual(["a.yaml"]);
});

it.each([
  ["replaceFile", replaceFile],
  ["tryReplaceFile", tryReplaceFile],
])("%s leaves a read-only file alone, whoever asks", (_name, write) => {
  const file = join(folder, "a.yaml");
  writeFileSync(file, "old");
  chmodSync(file, 0o444);
  expect(() => write(file, "new")).toThrow("EACCES");
  expect(readFileSync(file, "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["a.yaml"]);
});

it("a try changes nothing, and fails where the real one would", () => {
  const file = join(folder, "a.yaml");
  writeFileSync(file, "old");
  const { ino } = statSync(file);
  tryReplaceFile(file, "new");
  expect([readFileSync(file, "utf8"), statSync(file).ino]).toEqual(["old", ino]);
  expect(readdirSync(folder)).toEqual(["a.yaml"]);
  expect(() => tryReplaceFile(join(folder, "missing/a.yaml"), "new")).toThrow("ENOENT");
});
