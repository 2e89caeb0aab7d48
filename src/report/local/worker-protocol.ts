import { KnownError } from "../../errors.js";
import type { CallBatch } from "./batch.js";

/** An error on its way between threads, which keeps no class and no members of its own. */
interface Failure {
  message: string;
  known?: Pick<KnownError, "code" | "hint" | "details">;
  /** Of an error of the file system. */
  system?: Pick<NodeJS.ErrnoException, "code" | "path" | "syscall">;
}

/** What a worker answers to a message with tasks. */
export type WorkerAnswer = { batch: CallBatch } | { failure: Failure };

/** An error as it goes to another thread. */
export function failureOf(error: unknown): Failure {
  const { message, code, path, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof KnownError) {
    return { message, known: { code: error.code, hint: error.hint, details: error.details } };
  }
  return { message, ...(syscall === undefined ? {} : { system: { code, path, syscall } }) };
}

/** The error that a worker met. */
export function errorOf({ message, known, system }: Failure): Error {
  if (known !== undefined) {
    return new KnownError(known.code, message, known.hint, undefined, known.details);
  }
  return Object.assign(new Error(message), system);
}
