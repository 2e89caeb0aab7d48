import { EXIT, KnownError } from "../errors.js";

/** The error of a run that finds the stack locked. */
export function locked(holder: string, where: string): KnownError {
  return new KnownError(
    "locked",
    `the stack is locked by ${holder}`,
    `wait for that run to end; the lock is ${where}`,
    EXIT.locked,
    { holder, where },
  );
}
