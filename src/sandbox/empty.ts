import { existsSync, readdirSync, rmSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { withFileMutex } from "../files/mutex.js";
import { refuseIfHeld } from "../lock/local-lock.js";
import { BLOBS_FOLDER } from "./account.js";
import { JOURNAL_FILE, MUTEX_FILE, SIZE_FILE } from "./journal.js";

/** Folder of the files that keep runs on one machine apart. */
const LOCKS_FOLDER = "locks";

/** What a simulated account consists of. The size goes first: without it a missing journal is an account never used. */
const PARTS = [SIZE_FILE, JOURNAL_FILE, `${JOURNAL_FILE}.tmp`, BLOBS_FOLDER, LOCKS_FOLDER];

/** Whether a folder holds a simulated account. */
export function isAccountFolder(dir: string): "an account" | "something else" | "nothing" {
  if (!existsSync(dir) || readdirSync(dir).length === 0) return "nothing";
  return [JOURNAL_FILE, SIZE_FILE].some((name) => existsSync(join(dir, name)))
    ? "an account"
    : "something else";
}

/**
 * Removes a simulated account, and nothing else that may lie in its folder; the folder itself goes when it is empty.
 * @returns names of what was removed and of what was not
 * @throws KnownError with exit code 4 when a run holds a lock of the account
 */
export function emptyAccount(dir: string): { removed: string[]; kept: string[] } {
  const locks = join(dir, LOCKS_FOLDER);
  const removed = withFileMutex(join(dir, MUTEX_FILE), () => {
    const files = existsSync(locks) ? readdirSync(locks) : [];
    for (const file of files.filter((name) => name.endsWith(".json"))) refuseIfHeld(join(locks, file));
    const present = PARTS.filter((name) => existsSync(join(dir, name)));
    for (const name of present) rmSync(join(dir, name), { recursive: true, force: true });
    return present;
  });
  const kept = readdirSync(dir);
  if (kept.length === 0) rmdirSync(dir);
  return { removed, kept };
}
