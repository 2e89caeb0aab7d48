import { EXIT, KnownError } from "../errors.js";
import type { Io } from "./io.js";

/** What the file system says when there is no room, or none may be used. */
const NO_ROOM = new Set(["ENOSPC", "EDQUOT", "EROFS", "EFBIG"]);
/** What it says about files in general, where Node does not name the file. */
const NO_FILE = new Set(["EIO", "EMFILE", "ENFILE", "ENAMETOOLONG", "ELOOP"]);

/**
 * Reports an error: one JSON document with `--json`, else a message and what to do about it.
 * @returns the exit code
 */
export function reportFailure(
  error: unknown,
  options: { json?: boolean; verbose?: boolean },
  io: Io,
): number {
  const known = error instanceof KnownError ? error : fileProblem(error);
  const message = known?.message ?? `${(error as Error)?.message ?? String(error)}`;
  if (options.json === true) {
    const hint = known?.hint === undefined ? {} : { hint: known.hint };
    const details = known?.details === undefined ? {} : { details: known.details };
    const document = { error: { code: known?.code ?? "internal", message, ...hint, ...details } };
    io.out(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    io.err(`${titled(known, message)}\n`);
    if (known?.hint !== undefined) io.err(`${known.hint}\n`);
    if (known === undefined) io.err("This is a bug in ccb. Run again with --verbose for the stack trace.\n");
  }
  if (options.verbose === true && error instanceof Error) {
    io.err(`${(known?.cause as Error | undefined)?.stack ?? error.stack}\n`);
  }
  return known?.exitCode ?? EXIT.error;
}

/** Problems of the YAML begin with their place, and Ctrl-C is no error. */
function titled(known: KnownError | undefined, message: string): string {
  if (known?.code === "bad_config") return message;
  if (known?.code === "interrupted") return `${message[0]?.toUpperCase()}${message.slice(1)}`;
  return `Error: ${message}`;
}

/** A file that cannot be read or written is no bug. Node's message gives the reason, and mostly names the file. */
function fileProblem(error: unknown): KnownError | undefined {
  const { syscall, path, code = "", message } = (error ?? {}) as NodeJS.ErrnoException;
  if (syscall === undefined) return undefined;
  const cause = { cause: error };
  const text = path === undefined || message.includes(path) ? message : `${path}: ${message}`;
  if (NO_ROOM.has(code)) {
    const hint = "make room, or use another place: --config, --logs, --out and --sandbox name one";
    return new KnownError("disk_full", text, hint, EXIT.error, undefined, cause);
  }
  if (path === undefined && !NO_FILE.has(code)) return undefined;
  const used = path === undefined ? "the files" : path;
  const hint = `check that ${used} can be used; --config, --logs, --out and --sandbox take other places`;
  return new KnownError("file_error", text, hint, EXIT.error, undefined, cause);
}
