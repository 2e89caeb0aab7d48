import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { onTestFinished } from "vitest";

/** Whether a file descriptor tells its file. */
export const KNOWS_FILES = fs.existsSync("/proc/self/fd");

/** From now on there is no room for files whose path this matches: a write to one is cut short, then fails. */
export function fillDisk(path: RegExp, code: "ENOSPC" | "EDQUOT" | "EROFS"): void {
  const { writeSync, openSync } = fs;
  const fail = (syscall: string, file?: string): never => {
    const named = file === undefined ? {} : { path: file };
    throw Object.assign(new Error(`${code}: no room, ${syscall}`), { code, syscall, ...named });
  };
  fs.writeSync = ((fd: number, ...rest: unknown[]) => {
    const matches = path.test(fs.readlinkSync(`/proc/self/fd/${fd}`));
    if (matches) fail("write");
    return (writeSync as (...all: unknown[]) => number)(fd, ...rest);
  }) as typeof fs.writeSync;
  fs.openSync = (file, flags, mode) => {
    if (code === "EROFS" && /[wax]/.test(String(flags)) && path.test(String(file)))
      fail("open", String(file));
    return openSync(file, flags, mode);
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    Object.assign(fs, { writeSync, openSync });
    syncBuiltinESMExports();
  });
}
