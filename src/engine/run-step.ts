import type { ExecuteOptions } from "./execute.js";
import { matchLive } from "./match.js";
import type { Change } from "./plan.js";
import { type Attributes, resolve, resolveLines } from "./refs.js";
import type { Step, Wait } from "./step.js";

type Produced = Record<string, string>;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
/** How long a status may be unknown to the service that has just begun the operation: reads lag behind writes. */
const UNSEEN_SECONDS = 30;

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
  let output: Record<string, unknown>;
  let input: object = step.input;
  try {
    if (step.repeat !== undefined) return await repeated(step, step.repeat, options);
    input = filledIn(step, attributes);
    output = await send(step, input, options);
  } catch (error) {
    const name = (error as Error).name;
    if (step.ownEffect?.errors.includes(name) === true) {
      if (await step.ownEffect.isThere(input, options.aws.call.bind(options.aws))) return {};
    }
    if (step.doneIf?.includes(name) === true) return {};
    if (step.exists?.includes(name) === true) return readBack(change, error as Error, options);
    throw error;
  }
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

/** Sends the call, repeating it while AWS says that something just made has not arrived everywhere yet. */
async function send(step: Step, input: object, options: ExecuteOptions): Promise<Record<string, unknown>> {
  const pauses = pausesWithin(step.propagation?.seconds ?? 0, options.delayScale ?? 1, options.signal);
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
      const message = (error as Error).message;
      if (step.propagation?.message.test(message) !== true) throw error;
      // What AWS says here reads like a denial; it is not why the run ends.
      requireUninterrupted(options.signal);
      if (!(await pauses())) throw error;
      requireUninterrupted(options.signal);
    }
  }
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

/**
 * After "it exists already": if it is ours, an earlier try made it and its answer was lost; otherwise somebody else's
 * stands where ours should be. A list may lag behind the creation, so it is read again a few times.
 */
async function readBack(change: Change, error: Error, options: ExecuteOptions): Promise<Produced> {
  const kind = options.kinds.find((candidate) => candidate.name === change.kind);
  const want = change.want;
  if (kind === undefined || want === undefined) throw error;
  const pauses = pausesWithin(10, options.delayScale ?? 1);
  do {
    const live = await kind.read(options.read, [want]);
    const match = matchLive(kind, [want], live, options.read.stack);
    const found = match.byKey.get(want.key);
    // What the change replaces has the same key and another name.
    if (found?.name === want.name) return found.attributes;
    if (match.strangers.has(want.key)) break;
  } while (await pauses());
  throw Object.assign(new Error(`${error.message} (it was made by somebody else meanwhile; see --adopt)`), {
    cause: error,
  });
}

/** @throws an Error once the signal is aborted */
function requireUninterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new Error("interrupted before it was complete");
}

/**
 * Growing pauses that add up to at most `seconds`; answers false, without pausing, when there is no time left.
 * @param signal ends a pause at once
 */
function pausesWithin(seconds: number, scale: number, signal?: AbortSignal): () => Promise<boolean> {
  let next = FIRST_PAUSE_MS;
  let left = seconds * 1000;
  return async () => {
    if (left <= 0) return false;
    const pause = Math.min(next, left);
    left -= pause;
    next = Math.min(next * 2, LONGEST_PAUSE_MS);
    await new Promise<void>((wake) => {
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
        wake();
      };
      const timer = setTimeout(end, pause * scale);
      signal?.addEventListener("abort", end);
    });
    return true;
  };
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
