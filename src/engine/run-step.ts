import { type Propagation, isOneOf } from "../aws/error-classes.js";
import { type Pauses, pausesWithin } from "../pauses.js";
import type { ExecuteOptions } from "./execute.js";
import type { Change } from "./plan.js";
import { type Attributes, resolve, resolveLines } from "./refs.js";
import { readBack, reworded } from "./read-back.js";
import type { Step, Wait } from "./step.js";

type Produced = Record<string, string>;

/** How long a status may be unknown to the service that has just begun the operation: reads lag behind writes. */
const UNSEEN_SECONDS = 30;
/** How long what exists already may be unseen: a list may lag behind the creation. */
const READ_BACK_SECONDS = 10;

/**
 * Makes one step's call and waits until its effect is complete.
 * @returns the attributes the answer gives to the resource
 * @throws the service's exception, or an Error that says why an asynchronous operation failed
 */
export async function runStep(
  step: Step,
  change: Change,
  attributes: Attributes,
  options: ExecuteOptions,
): Promise<Produced> {
  let answer: Answer;
  let input: object = step.input;
  try {
    if (step.repeat !== undefined) return await repeated(step, step.repeat, options);
    input = filledIn(step, attributes);
    answer = await sendOrFind(step, input, change, options);
  } catch (error) {
    const name = (error as Error).name;
    if (step.ownEffect?.errors.includes(name) === true) {
      if (await step.ownEffect.isThere(input, options.aws.call.bind(options.aws))) return {};
    }
    if (step.doneIf?.includes(name) === true) return {};
    throw error;
  }
  if (answer.found !== undefined) return answer.found;
  const { output } = answer;
  if (step.wait !== undefined) await settled(step, step.wait, output, options);
  const produced = Object.entries(step.produces ?? {}).map(([attribute, path]) => [
    attribute,
    valueAt(output, path),
  ]);
  return Object.fromEntries(produced.filter(([, value]) => value !== undefined)) as Produced;
}

/** Makes the step's call until nothing is left to do. */
async function repeated(
  step: Step,
  next: NonNullable<Step["repeat"]>,
  options: ExecuteOptions,
): Promise<Produced> {
  const read = options.aws.call.bind(options.aws);
  for (let input = await next(read); input !== undefined; input = await next(read)) {
    requireUninterrupted(options.signal);
    await send(step, input, options);
  }
  return {};
}

function filledIn(step: Step, attributes: Attributes): object {
  const member = step.dropUnresolvedLinesOf;
  if (member === undefined) return resolve(step.input, attributes);
  const { [member]: lines, ...rest } = step.input as Record<string, unknown>;
  return { ...resolve(rest, attributes), [member]: resolveLines(String(lines), attributes) };
}

type Answer =
  | { output: Record<string, unknown>; found?: undefined }
  /** What the step was to make is there: its attributes. */
  | { found: Produced };

/**
 * Sends the call. After "it exists already" the resource is read back: if it is ours, an earlier try made it and its
 * answer was lost. If none can be seen, the list lags behind, or AWS means another conflict by the same name: the call
 * is repeated within the step's bound.
 */
async function sendOrFind(
  step: Step,
  input: object,
  change: Change,
  options: ExecuteOptions,
): Promise<Answer> {
  let pauses: Pauses | undefined;
  for (;;) {
    try {
      return { output: await send(step, input, options) };
    } catch (error) {
      if (step.exists?.includes((error as Error).name) !== true) throw error;
      const found = await readBack(change, error as Error, options);
      if (found !== undefined) return { found };
      const seconds = propagationOf(step, error)?.seconds ?? patienceWith(error as Error);
      if (seconds === 0) throw error;
      requireUninterrupted(options.signal);
      pauses ??= pausesWithin(seconds, options.delayScale ?? 1, options.signal);
      if (!(await pauses())) throw reworded(error as Error, `none named ${change.name} can be seen`);
      requireUninterrupted(options.signal);
    }
  }
}

/** Names that services have for any input they refuse: only the message tells whether something exists. */
const CATCH_ALL = new Set(["InvalidRequestException", "InvalidParameterException"]);

/** How long, in seconds, what is said to exist and cannot be seen is looked for. */
function patienceWith({ name, message }: Error): number {
  return CATCH_ALL.has(name) && !/exist/i.test(message) ? 0 : READ_BACK_SECONDS;
}

/** Sends the call, repeating it while AWS says that something just made has not arrived everywhere yet. */
async function send(step: Step, input: object, options: ExecuteOptions): Promise<Record<string, unknown>> {
  const patience = new Map<Propagation, Pauses>();
  for (;;) {
    try {
      const call = options.aws.call.bind(options.aws) as (
        ...args: unknown[]
      ) => Promise<Record<string, unknown>>;
      const output = await call(step.service, step.operation, input, step.region);
      const failure = step.failure?.(output);
      if (failure !== undefined) throw new Error(`${step.service}:${step.operation}: ${failure}`);
      return output;
    } catch (error) {
      const propagation = propagationOf(step, error);
      const readBackFirst = step.exists?.includes((error as Error).name) === true;
      if (propagation === undefined || readBackFirst) throw error;
      // What AWS says here reads like a denial; it is not why the run ends.
      requireUninterrupted(options.signal);
      const pauses =
        patience.get(propagation) ??
        pausesWithin(propagation.seconds, options.delayScale ?? 1, options.signal);
      patience.set(propagation, pauses);
      if (!(await pauses())) throw error;
      requireUninterrupted(options.signal);
    }
  }
}

/** Why an error of this step means "not yet", if it does. */
function propagationOf(step: Step, error: unknown): Propagation | undefined {
  return [step.propagation ?? []].flat().find((errors) => isOneOf(errors, step.service, error));
}

async function settled(
  step: Step,
  wait: Wait,
  output: Record<string, unknown>,
  options: ExecuteOptions,
): Promise<void> {
  const pauses = pausesWithin(wait.seconds, options.delayScale ?? 1);
  const unseen = pausesWithin(Math.min(wait.seconds, UNSEEN_SECONDS), options.delayScale ?? 1);
  const read = options.aws.call.bind(options.aws) as (...args: unknown[]) => Promise<Record<string, unknown>>;
  for (;;) {
    let status: Record<string, unknown>;
    try {
      status = await read(step.service, wait.operation, wait.input(output), step.region);
    } catch (error) {
      if (!/NotFound|NoSuch/.test((error as Error).name) || !(await unseen())) throw error;
      continue;
    }
    const state = wait.state(status);
    if (state === "done") return;
    if (typeof state === "object")
      throw new Error(`${step.service}:${step.operation} failed: ${state.failed}`);
    if (!(await pauses()))
      throw new Error(`${step.service}:${step.operation} was not complete after ${wait.seconds} s`);
  }
}

/** @throws an Error once the signal is aborted */
function requireUninterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new Error("interrupted before it was complete");
}

/** The value at a dotted path, as text; a path that ends in `/` asks for what follows the last slash. */
function valueAt(output: unknown, path: string): string | undefined {
  const last = path.endsWith("/");
  let value = output;
  for (const part of path.replace(/\/$/, "").split("."))
    value = (value as Record<string, unknown> | undefined)?.[part];
  if (value === undefined || value === null) return undefined;
  const text = value instanceof Date ? value.toISOString() : String(value);
  return last ? text.slice(text.lastIndexOf("/") + 1) : text;
}
