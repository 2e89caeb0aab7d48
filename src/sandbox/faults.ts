import { isRead } from "../aws/services.js";
import { SimulatedCrash, serviceError } from "./errors.js";
import type { BucketLagOptions } from "./bucket-lag.js";
import { type Failure, Failures } from "./failures.js";

/** Trouble that can be switched on, for tests and for `CCB_SANDBOX_FAULTS` (JSON of the same shape): plain data. */
export interface FaultOptions {
  /** Share of calls refused with a throttling error, 0 to 1. */
  throttle?: number;
  /** Seed of the random choice, so that a run can be repeated. */
  seed?: number;
  /** Milliseconds every call takes. */
  latencyMs?: number;
  /** The machine dies at the Nth mutating call, counted from 1: before its effect, or after it with the answer lost. */
  crash?: { at: number; when: "before" | "after"; how?: "throw" | "kill" };
  /** The Nth mutating calls whose effect happens but whose answer is lost to a broken connection. */
  lose?: number[];
  /** How many reads after a write still see the state before it (never S3, whose objects are strongly consistent). */
  staleReads?: number;
  /** Tags that AWS itself puts on every new bucket, as CloudFormation does; their keys start with `aws:`. */
  systemTags?: Record<string, string>;
  /** Members left out of answers, by `service:Operation`: dotted paths, through lists too (`MetricAlarms.Period`). */
  omit?: Record<string, readonly string[]>;
  /** Errors to answer with, by `service:Operation` or `*`. */
  deny?: Record<string, { name: string; message: string; status?: number }>;
  /** Calls that fail so many times, then work: conflicts, and what has not arrived everywhere yet. */
  fail?: readonly Failure[];
  /** How far S3 lags behind what it was told of a bucket. */
  buckets?: BucketLagOptions;
}

/** Decides per call whether something goes wrong; one per simulated account and process. */
export class Faults {
  private mutations = 0;
  private dead = false;
  private random: () => number;
  private readonly failures: Failures;

  constructor(readonly options: FaultOptions = {}) {
    this.random = mulberry32(options.seed ?? 1);
    this.failures = new Failures(options.fail ?? []);
  }

  /** Number of mutating calls that reached the account, retries included. */
  get mutatingCalls(): number {
    return this.mutations;
  }

  /**
   * Called before the effect.
   * @returns how many mutating calls there were up to this one, for `after`: others may begin in between
   * @throws the error to answer with instead
   */
  before(service: string, operation: string, input: object = {}): number {
    if (this.dead) throw new SimulatedCrash("the simulated machine has crashed");
    const denied = this.options.deny?.[`${service}:${operation}`] ?? this.options.deny?.["*"];
    if (denied !== undefined) throw serviceError(denied.name, denied.message, denied.status ?? 400);
    this.failures.check(service, operation, input);
    if (this.options.throttle !== undefined && this.random() < this.options.throttle) {
      throw serviceError("ThrottlingException", "Rate exceeded", 400);
    }
    if (isRead(operation)) return this.mutations;
    this.mutations += 1;
    if (this.options.crash?.when === "before" && this.mutations === this.options.crash.at) this.die();
    return this.mutations;
  }

  /** Called after the effect. @throws when the answer is to be lost */
  after(operation: string, number = this.mutations): void {
    if (isRead(operation)) return;
    if (this.options.crash?.when === "after" && number === this.options.crash.at) this.die();
    if (this.options.lose?.includes(number)) {
      throw Object.assign(new Error("socket hang up"), {
        name: "TimeoutError",
        code: "ECONNRESET",
        $metadata: {},
      });
    }
  }

  /** The answer without the members that are to be left out. */
  shown(service: string, operation: string, answer: object): object {
    const paths = this.options.omit?.[`${service}:${operation}`];
    if (paths === undefined) return answer;
    const shown = structuredClone(answer);
    for (const path of paths) leaveOut(shown, path.split("."));
    return shown;
  }

  private die(): never {
    if (this.options.crash?.how === "kill") process.kill(process.pid, "SIGKILL");
    this.dead = true;
    throw new SimulatedCrash("the simulated machine has crashed");
  }
}

function leaveOut(value: unknown, [member = "", ...rest]: string[]): void {
  if (Array.isArray(value)) {
    for (const item of value) leaveOut(item, [member, ...rest]);
  } else if (typeof value === "object" && value !== null) {
    const holder = value as Record<string, unknown>;
    if (rest.length === 0) delete holder[member];
    else leaveOut(holder[member], rest);
  }
}

/** A small seeded generator (mulberry32): repeatable runs need one, and `Math.random` cannot be seeded. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
