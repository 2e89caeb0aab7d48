import { closeSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from "node:fs";

const WAIT_MS = 2;
const GIVE_UP_MS = 20_000;
/** A holder writes its number right after making the file; a file that stays empty longer than this has lost its maker. */
const EMPTY_MS = 1000;

/**
 * Runs `work` while holding an exclusive file, shared by all processes on this machine. A file left by a process that
 * no longer exists is taken over.
 * @throws after 20 seconds of waiting
 */
export function withFileMutex<T>(file: string, work: () => T): T {
  const deadline = Date.now() + GIVE_UP_MS;
  while (!tryTake(file)) {
    if (Date.now() > deadline)
      throw new Error(`${file} is held by another process; delete it if none is running`);
    if (holderIsGone(file)) takeOver(file);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
  }
  try {
    return work();
  } finally {
    tryRemove(file);
  }
}

function tryTake(file: string): boolean {
  try {
    const fd = openSync(file, "wx", 0o600);
    try {
      writeSync(fd, String(process.pid));
    } catch (error) {
      // A full disk: an empty file would keep others waiting.
      tryRemove(file);
      throw Object.assign(error as NodeJS.ErrnoException, { path: file });
    } finally {
      closeSync(fd);
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Removes a file whose holder is gone. One process at a time, or it would remove the file of who took over first. */
function takeOver(file: string): void {
  const guard = `${file}.takeover`;
  if (!tryTake(guard)) return;
  try {
    if (holderIsGone(file)) tryRemove(file);
  } finally {
    tryRemove(guard);
  }
}

function holderIsGone(file: string): boolean {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    if (!Number.isInteger(pid) || pid <= 0) return Date.now() - statSync(file).mtimeMs > EMPTY_MS;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function tryRemove(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
