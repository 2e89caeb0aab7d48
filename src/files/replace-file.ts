import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  lstatSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

const NEW_FILE_MODE = 0o666;

/**
 * Replaces the content of a file in one step: a reader, or a crash, sees the old content or the new one. The file keeps
 * its mode; a symbolic link keeps pointing at it. A file that is not there is created, one that is read-only left alone.
 * @param newMode of a file that is created, by default what the umask leaves; as `mode` of an old one too
 * @throws the file system's error, which names the file; it is then as it was
 */
export function replaceFile(path: string, content: string | Uint8Array, newMode?: NewMode): void {
  writeBeside(path, content, newMode, (temporary, target) => renameSync(temporary, target));
}

/**
 * Finds out whether {@link replaceFile} would succeed, by all but the last of what it does.
 * @throws the file system's error
 */
export function tryReplaceFile(path: string, content: string | Uint8Array): void {
  writeBeside(path, content, undefined, (temporary) => rmSync(temporary));
}

type NewMode = number | { mode: number };

function writeBeside(
  path: string,
  content: string | Uint8Array,
  newMode: NewMode | undefined,
  then: (temporary: string, target: string) => void,
): void {
  const target = targetOf(path);
  const there = statSync(target, { throwIfNoEntry: false });
  if (there !== undefined) refuseReadOnly(target, there.mode);
  const mode = typeof newMode === "object" ? newMode.mode : (there?.mode ?? newMode);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    writeDurably(temporary, content, mode);
    then(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    // Writing and closing know a number only, not whose it is; opening knows a name that means nothing to anybody.
    const { message } = error as Error;
    const named = { path: target, message: message.replaceAll(temporary, target) };
    throw Object.assign(error as NodeJS.ErrnoException, named);
  }
}

/** A rename asks nobody whether the file may be written; and the superuser may write any. */
function refuseReadOnly(target: string, mode: number): void {
  if ((mode & 0o222) === 0) {
    const error = new Error(`EACCES: the file is read-only, open '${target}'`);
    throw Object.assign(error, { code: "EACCES", syscall: "open", path: target });
  }
  accessSync(target, constants.W_OK);
}

function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const isDangling = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    return isDangling ? targetOf(resolve(dirname(path), readlinkSync(path))) : path;
  }
}

function writeDurably(file: string, content: string | Uint8Array, mode: number | undefined): void {
  // Left by a process of the same id that was killed.
  rmSync(file, { force: true });
  const fd = openSync(file, "wx", mode ?? NEW_FILE_MODE);
  try {
    // The mode given to open is cut by the umask.
    if (mode !== undefined) fchmodSync(fd, mode & 0o7777);
    const bytes = Buffer.from(content);
    for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
