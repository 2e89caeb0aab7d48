import { serviceError } from "./errors.js";
import type { Change } from "./journal.js";
import type { BucketRow } from "./services/s3/rows.js";

/** How far S3 lags behind what it was told of a bucket; objects as such are strongly consistent (S3 User Guide). */
export interface BucketLagOptions {
  /** Calls about a bucket that was just made which do not find it. */
  newBucket?: number;
  /** Reads of a setting that answer what it was before it was written. */
  oldSettings?: number;
  /**
   * For buckets whose versioning is enabled for the first time: reads and conditional writes of an object, after each
   * time it is written, which do not find it ("Enabling versioning on buckets").
   */
  hiddenObjects?: number;
}

interface ObjectInput {
  Bucket?: string;
  Key?: string;
  IfMatch?: string;
  IfNoneMatch?: string;
}

const BUCKETS = "s3/global/buckets";

/** The member of a bucket each operation reads. */
const SETTINGS: Record<string, keyof BucketRow> = {
  GetBucketVersioning: "versioning",
  GetBucketEncryption: "encryption",
  GetPublicAccessBlock: "publicAccessBlock",
  GetBucketOwnershipControls: "ownership",
  GetBucketPolicy: "policy",
  GetBucketLifecycleConfiguration: "lifecycle",
  GetBucketTagging: "tags",
};

/** What is not everywhere yet in the simulated S3; one per process, as {@link Faults} are. */
export class BucketLag {
  private readonly newBuckets = new Map<string, number>();
  private readonly oldSettings = new Map<string, { before: unknown; left: number }>();
  private readonly versioned = new Set<string>();
  private readonly hidden = new Map<string, number>();

  constructor(private readonly options: BucketLagOptions = {}) {}

  /**
   * Called before the effect.
   * @returns the input to work on: what is not seen does not stand in the way of `If-None-Match: *` either
   * @throws NoSuchBucket or NoSuchKey for what is not everywhere yet
   */
  before(operation: string, input: ObjectInput): object {
    const { Bucket = "", Key, IfMatch, IfNoneMatch } = input;
    const head = operation.startsWith("Head");
    if (operation !== "CreateBucket" && takeOne(this.newBuckets, Bucket)) {
      throw head ? notFound() : serviceError("NoSuchBucket", "The specified bucket does not exist", 404);
    }
    const looks = /^(Get|Head)Object$/.test(operation) || (IfMatch ?? IfNoneMatch) !== undefined;
    if (Key === undefined || !looks || !takeOne(this.hidden, `${Bucket}/${Key}`)) return input;
    if (IfNoneMatch !== undefined) return { ...input, IfNoneMatch: undefined };
    throw head ? notFound() : serviceError("NoSuchKey", "The specified key does not exist.", 404);
  }

  /** What a read of a bucket's setting does not see yet. @param now the bucket as it is */
  unseen(operation: string, now: BucketRow | undefined): Change[] {
    const field = SETTINGS[operation];
    const old = this.oldSettings.get(`${now?.name}/${field}`);
    if (field === undefined || now === undefined || old === undefined) return [];
    old.left -= 1;
    if (old.left <= 0) this.oldSettings.delete(`${now.name}/${field}`);
    return [{ table: BUCKETS, key: now.name, before: { ...now, [field]: old.before }, value: now }];
  }

  /** Called with the effect of an operation. */
  after(operation: string, input: ObjectInput, changes: readonly Change[]): void {
    const { newBucket = 0, oldSettings = 0, hiddenObjects = 0 } = this.options;
    for (const { table, key, before, value } of changes) {
      if (table !== BUCKETS || value === undefined) continue;
      if (before === undefined) this.newBuckets.set(key, newBucket);
      else if (oldSettings > 0) this.noteSettings(before as BucketRow, value as BucketRow, oldSettings);
      const versioning = (before as BucketRow | undefined)?.versioning;
      if (versioning === undefined && (value as BucketRow).versioning === "Enabled") this.versioned.add(key);
    }
    const { Bucket = "", Key } = input;
    if (operation === "PutObject" && this.versioned.has(Bucket))
      this.hidden.set(`${Bucket}/${Key}`, hiddenObjects);
  }

  private noteSettings(before: BucketRow, now: BucketRow, left: number): void {
    for (const field of Object.values(SETTINGS)) {
      if (JSON.stringify(before[field]) === JSON.stringify(now[field])) continue;
      this.oldSettings.set(`${now.name}/${field}`, { before: before[field], left });
    }
  }
}

/** Counts one off; false when none is left. */
function takeOne(left: Map<string, number>, key: string): boolean {
  const count = left.get(key) ?? 0;
  if (count > 0) left.set(key, count - 1);
  return count > 0;
}

/** Answers of HEAD requests have no body, and so no name of the error. */
function notFound(): Error {
  return serviceError("NotFound", "NotFound", 404);
}
