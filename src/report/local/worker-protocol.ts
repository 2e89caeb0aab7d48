import { KnownError } from "../../errors.js";
import type { CallBatch } from "./batch.js";

/** An error on its way between threads, which keeps no class. */
interface Failure {
  message: string;
  /** Of a `KnownError`. */
  code?: string;
  hint?: string | undefined;
  details?: unknown;
}

/** What a worker answers to a message with tasks. */
export type WorkerAnswer = { batch: CallBatch } | { failure: Failure };

/** The error that a worker met. */
export function errorOf({ code, message, hint, details }: Failure): Error {
  return code === undefined ? new Error(message) : new KnownError(code, message, hint, undefined, details);
}
