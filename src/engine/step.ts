import type { Propagation } from "../aws/error-classes.js";
import type { Input, Operation, Output, ServiceId } from "../aws/services.js";

/** An asynchronous operation's status, polled with growing pauses until it is settled. */
export interface Wait {
  operation: string;
  /** Input of the status read, from the output of the step. */
  input(output: Record<string, unknown>): object;
  /** "done", "again", or the reason of failure. */
  state(status: Record<string, unknown>): "done" | "again" | { failed: string };
  seconds: number;
}

/**
 * One mutating AWS call, as data: the plan prints it, apply executes it, the permissions an operator needs are the
 * list of them. Strings of the input may hold references (see refs.ts) that are filled in during apply.
 */
export interface Step {
  service: ServiceId;
  operation: string;
  input: object;
  /** What it is for, in the words of a person: "create the role". */
  why: string;
  /** Where the service is called, when not in the stack's region. */
  region?: string;
  /** Attributes the answer gives to the resource: attribute → dotted path in the output; `arn/` is its last part. */
  produces?: Record<string, string>;
  /**
   * Errors which mean that the effect is there already although the answer got lost: the resource is read back. One that
   * nobody can see is asked for again, as long as `propagation` says of this error.
   */
  exists?: readonly string[];
  /** Errors of a condition that a repeated call breaks by its own first effect, and the read that tells. */
  ownEffect?: { errors: readonly string[]; isThere: (input: object, read: StepReader) => Promise<boolean> };
  /** Errors which mean that nothing is left to do: what is to be deleted is gone, what is to be attached is attached. */
  doneIf?: readonly string[];
  /** Reads a failure out of an answer that reports it without an error status (batch operations). */
  failure?: (output: Record<string, unknown>) => string | undefined;
  /** Errors that mean "not yet" here: the call is repeated within their bound, any other error is final. */
  propagation?: Propagation | readonly Propagation[];
  wait?: Wait;
  /** Lines of this input member whose references stay unresolved (their resource failed) are left out. */
  dropUnresolvedLinesOf?: string;
  /** Members of the input whose URLs carry secrets: people and files see scheme and host only. */
  secret?: readonly string[];
  /** Repeated until the answer says nothing is left (emptying a bucket): the next input, or undefined when done. */
  repeat?: (read: StepReader) => Promise<object | undefined>;
}

/** Reads that a repeated step needs to find its next input. */
export type StepReader = <S extends ServiceId, O extends Operation<S>>(
  service: S,
  operation: O,
  input: Input<S, O>,
) => Promise<Output<S, O>>;

type StepOptions = Omit<Step, "service" | "operation" | "input" | "why">;

/** Makes a step; the input is checked against the SDK's type of the operation. */
export function step<S extends ServiceId, O extends Operation<S>>(
  service: S,
  operation: O,
  input: Input<S, O>,
  why: string,
  options: StepOptions = {},
): Step {
  return { service, operation, input: input as object, why, ...options };
}
