import type { ErrorCode } from "./error-codes.js";

/** Exit codes that scripts rely on. */
export const EXIT = {
  done: 0,
  error: 1,
  changesPending: 2,
  badInput: 3,
  locked: 4,
  guard: 5,
  interrupted: 130,
} as const;

/** An error a user can do something about: it is shown as its message and hint, without a stack. */
export class KnownError extends Error {
  override name = "KnownError";

  constructor(
    /** Stable, machine-readable. */
    readonly code: ErrorCode,
    message: string,
    /** What to do about it. */
    readonly hint?: string,
    readonly exitCode: number = EXIT.error,
    /** More for machines; lists every problem where there are several. */
    readonly details?: unknown,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The YAML or the command line is wrong; nothing was touched. */
export class BadInput extends KnownError {
  constructor(code: ErrorCode, message: string, hint?: string, details?: unknown) {
    super(code, message, hint, EXIT.badInput, details);
  }
}

/** A guard stands in the way: nothing was touched, and the hint says how to pass it on purpose. */
export class GuardRefused extends KnownError {
  constructor(code: ErrorCode, message: string, hint?: string, details?: unknown) {
    super(code, message, hint, EXIT.guard, details);
  }
}

/** Somebody pressed Ctrl-C. */
export class Interrupted extends KnownError {
  constructor(message = "interrupted; nothing was changed", hint?: string) {
    super("interrupted", message, hint, EXIT.interrupted);
  }
}
