import { type Stats, closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { KnownError } from "../errors.js";

/** Opening a pipe waits for its other end, and a terminal may become the program's own, unless told otherwise. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

const WRITABLE_BY_OTHERS = 0o022;

/**
 * Opens a file for reading. Links are followed; a pipe or device, whose content may never come or never end, is not
 * opened.
 * @returns a file descriptor
 * @throws KnownError `not_a_file`; the file system's error
 */
export function openRegular(path: string): number {
  const fd = opened(path);
  const found = fstatSync(fd);
  if (found.isFile()) return fd;
  closeSync(fd);
  throw notAFile(path, kindOf(found));
}

/** The content of a file. @throws as {@link openRegular} */
export function readRegular(path: string): Buffer {
  const fd = openRegular(path);
  try {
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/**
 * The content of a file that nobody but its owner could have written.
 * @param owner a user id; undefined where there are none
 * @throws Error for another's file; as {@link openRegular}
 */
export function readOwned(path: string, owner: number | undefined): Buffer {
  const fd = openRegular(path);
  try {
    const { uid, mode } = fstatSync(fd);
    if (owner !== undefined && (uid !== owner || (mode & WRITABLE_BY_OTHERS) !== 0))
      throw new Error(`${path} may be another user's work`);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** What something in the file system is, for messages. */
export function kindOf(found: Stats): string {
  if (found.isDirectory()) return "a folder";
  if (found.isFIFO()) return "a named pipe";
  return found.isSocket() ? "a socket" : "a device";
}

function opened(path: string): number {
  try {
    return openSync(path, FLAGS);
  } catch (error) {
    // Of sockets, and of devices that are not there.
    if ((error as NodeJS.ErrnoException).code === "ENXIO") throw notAFile(path, "a socket or device");
    throw error;
  }
}

function notAFile(path: string, kind: string): KnownError {
  return new KnownError(
    "not_a_file",
    `${path} is ${kind}, not a file`,
    "Move it away, or put a file in its place, and run the command again.",
    undefined,
    { path },
  );
}
