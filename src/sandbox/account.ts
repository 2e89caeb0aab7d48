import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ServiceId } from "../aws/services.js";
import { isRead } from "../aws/services.js";
import { partitionOf } from "../config/partition.js";
import { BucketLag } from "./bucket-lag.js";
import { writing } from "../files/disk.js";
import type { Call, Table, Transactions } from "./call.js";
import { damaged } from "./damage.js";
import { refuse } from "./errors.js";
import { type FaultOptions, Faults } from "./faults.js";
import { type Change, Journal } from "./journal.js";
import { RateLimits } from "./limits.js";
import type { BucketRow } from "./services/s3/rows.js";
import { backgroundOf, handlersOf } from "./services/index.js";

/** The twelve digits of every simulated account. */
export const SANDBOX_ACCOUNT = "123456789012";

/** Folder of objects' contents, in the account's folder. */
export const BLOBS_FOLDER = "blobs";

export interface AccountOptions {
  faults?: FaultOptions;
  clock?: () => Date;
  /** false: no rate limits (tests that measure something else). */
  limits?: boolean;
}

/** Services whose answers may lag behind writes; S3 and STS never do. */
const STRONGLY_CONSISTENT = new Set<ServiceId>(["s3", "sts"]);

/**
 * A simulated AWS account, kept in a folder. It answers one API call at a time with what AWS would answer, or throws
 * the error AWS would send. Several processes may use the same folder at once.
 */
export class Account {
  readonly faults: Faults;
  private readonly journal: Journal;
  private readonly buckets: BucketLag;
  private readonly limits: RateLimits | undefined;
  private readonly clock: () => Date;
  private recent: { changes: Change[]; readsLeft: number }[] = [];

  constructor(
    readonly dir: string,
    options: AccountOptions = {},
  ) {
    this.journal = new Journal(dir);
    this.faults = new Faults(options.faults);
    this.buckets = new BucketLag(options.faults?.buckets);
    this.clock = options.clock ?? (() => new Date());
    this.limits = options.limits === false ? undefined : new RateLimits(() => this.clock().getTime());
  }

  /** The simulated services' clock. */
  now(): Date {
    return this.clock();
  }

  /** Reads the account's files. @throws KnownError when they are damaged */
  check(): void {
    this.journal.sync();
  }

  /** Answers one call. @throws what AWS would answer with, as the SDK would raise it */
  async handle(service: ServiceId, operation: string, input: object, region: string): Promise<object> {
    const handlers = (await handlersOf(service)) as Record<
      string,
      ((i: object, c: Call) => object) | undefined
    >;
    const latency = this.faults.options.latencyMs;
    if (latency !== undefined) await new Promise((resolve) => setTimeout(resolve, latency));
    const number = this.faults.before(service, operation, input);
    this.limits?.take(service, operation);
    const handler = handlers[operation];
    if (handler === undefined)
      refuse("UnknownOperationException", `${service}:${operation} is not simulated`, 501);
    const background = (await backgroundOf(service)) as Record<
      string,
      ((i: object, account: Transactions) => Promise<void>) | undefined
    >;
    await background[operation]?.(input, {
      read: (work) => this.read(service, () => work(this.call(service, region))),
      write: (work) => this.write(() => work(this.call(service, region))),
    });
    const asked = service === "s3" ? this.buckets.before(operation, input) : input;
    const work = () => handler(asked, this.call(service, region));
    const answer = isRead(operation)
      ? this.read(service, work, () => this.unseen(service, operation, input))
      : this.write(work, (changes) => {
          if (service === "s3") this.buckets.after(operation, input, changes);
        });
    this.faults.after(operation, number);
    return this.faults.shown(service, operation, answer);
  }

  private read<T>(service: ServiceId, work: () => T, unseen: () => Change[] = () => []): T {
    this.journal.sync();
    const consistent = STRONGLY_CONSISTENT.has(service);
    const recent = consistent ? [] : this.recent.flatMap((entry) => entry.changes);
    const hidden = [...recent.filter((change) => !change.table.startsWith("s3/")), ...unseen()];
    this.journal.undo(hidden);
    try {
      return work();
    } finally {
      this.journal.redo(hidden);
      if (!consistent) {
        for (const entry of this.recent) entry.readsLeft -= 1;
        this.recent = this.recent.filter((entry) => entry.readsLeft > 0);
      }
    }
  }

  /** What S3 does not say of a bucket yet. */
  private unseen(service: ServiceId, operation: string, input: { Bucket?: string }): Change[] {
    if (service !== "s3") return [];
    const row = this.journal.tables.get("s3/global/buckets")?.get(input.Bucket ?? "");
    return this.buckets.unseen(operation, row as BucketRow | undefined);
  }

  private write<T>(work: () => T, note: (changes: readonly Change[]) => void = () => {}): T {
    const { result, changes } = this.journal.transact(work);
    note(changes);
    const stale = this.faults.options.staleReads ?? 0;
    if (stale > 0 && changes.length > 0) this.recent.push({ changes, readsLeft: stale });
    return result;
  }

  private call(service: ServiceId, region: string): Call {
    const partition = partitionOf(region);
    return {
      account: SANDBOX_ACCOUNT,
      region,
      partition,
      caller: `arn:${partition}:sts::${SANDBOX_ACCOUNT}:assumed-role/PlatformAdmin/sandbox`,
      now: this.now(),
      systemTags: Object.entries(this.faults.options.systemTags ?? {}).map(([Key, Value]) => ({
        Key,
        Value,
      })),
      table: (name) => this.table(`${service}/${region}/${name}`),
      global: (name) => this.table(`${service}/global/${name}`),
      foreign: (other, name, scope) => this.table(`${other}/${scope ?? region}/${name}`),
      id: (length) => this.nextId(length),
      blobs: {
        put: (bytes) => this.putBlob(bytes),
        get: (name) => this.readBlob(name),
      },
    };
  }

  private table<T>(path: string): Table<T> {
    const rows = () => this.journal.tables.get(path) as Map<string, T> | undefined;
    return {
      get: (key) => rows()?.get(key),
      has: (key) => rows()?.has(key) ?? false,
      put: (key, row) => this.journal.write(path, key, row),
      delete: (key) => {
        const had = rows()?.has(key) ?? false;
        if (had) this.journal.write(path, key, undefined);
        return had;
      },
      values: () => [...(rows()?.values() ?? [])],
      entries: () => [...(rows()?.entries() ?? [])],
    };
  }

  private nextId(length: number): string {
    const counter = this.table<number>("account/global/counter");
    const next = (counter.get("id") ?? 0) + 1;
    counter.put("id", next);
    const digest = BigInt(`0x${createHash("sha256").update(`id-${next}`).digest("hex")}`);
    return digest.toString(36).slice(-length).padStart(length, "0");
  }

  private putBlob(bytes: Uint8Array): string {
    const name = createHash("sha256").update(bytes).digest("hex");
    const folder = join(this.dir, BLOBS_FOLDER);
    const file = join(folder, name);
    if (existsSync(file)) return name;
    return writing(file, () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const temporary = `${file}.${process.pid}.tmp`;
      try {
        writeFileSync(temporary, bytes, { mode: 0o600 });
        renameSync(temporary, file);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
      return name;
    });
  }

  private readBlob(name: string): Buffer {
    const file = join(this.dir, BLOBS_FOLDER, name);
    if (!existsSync(file)) throw damaged(file, "is gone", this.dir);
    const bytes = readFileSync(file);
    if (createHash("sha256").update(bytes).digest("hex") !== name) {
      throw damaged(file, "is not what was written", this.dir);
    }
    return bytes;
  }
}
