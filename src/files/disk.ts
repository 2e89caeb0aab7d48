import { KnownError } from "../errors.js";

/** Reasons why nothing can be written that no program can do anything about. */
const REASONS: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
};

/** True for errors of a disk that takes nothing more. */
export function isDiskError(error: unknown): boolean {
  return REASONS[(error as NodeJS.ErrnoException).code ?? ""] !== undefined;
}

/**
 * Does work that writes a file.
 * @throws KnownError that names the file when the disk takes nothing: Node's own error often does not
 */
export function writing<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ""];
    if (reason === undefined) throw error;
    const hint = "make room, or take another place, then run it again";
    throw new KnownError("disk_full", `${file} could not be written: ${reason}`, hint, 1, undefined, {
      cause: error,
    });
  }
}
