import type { Aws } from "../aws/aws.js";
import { type Holder, describeHolder, isGone, parseHolder } from "./holder.js";
import { locked } from "./locked.js";

/** Key of the lock in the logs bucket. */
const LOCK_KEY = "ccb/lock";
/** A lock from another machine counts as left behind when it was not renewed for this long, by S3's clock. */
const STALE_MS = 120_000;
const RENEW_MS = 30_000;
/** Renewals in a row that may fail; the run then stops, half a minute before another one may take the lock over. */
const FAILED_RENEWALS = 2;

export interface BucketLockOptions {
  aws: Aws;
  bucket: string;
  account: string;
  holder: Holder;
  /** Told when the lock was lost to another run: the run has to stop. */
  onLost: (reason: string) => void;
  warn: (message: string) => void;
}

interface Found {
  holder: Holder | undefined;
  etag: string;
  /** Since the last renewal. */
  ageMs: number;
}

/**
 * The lock all machines see: an object written with `If-None-Match: *`, renewed and released only with the entity tag
 * of the holder's own last write (Amazon S3 User Guide, "Conditional requests").
 */
export class BucketLock {
  private etag = "";
  private timer: NodeJS.Timeout | undefined;
  private renewal: Promise<void> = Promise.resolve();
  private unrenewed = 0;

  private constructor(private readonly options: BucketLockOptions) {}

  /** @throws KnownError with exit code 4 when another run holds it */
  static async take(options: BucketLockOptions): Promise<BucketLock> {
    const lock = new BucketLock(options);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const other = (await lock.write({ IfNoneMatch: "*" })) ? undefined : await lock.find();
      if (lock.etag !== "") return lock.renewing();
      if (other === undefined) continue;
      const stale = other.ageMs > STALE_MS;
      if (!stale && !(other.holder !== undefined && isGone(other.holder))) {
        const renewed = `, last renewed ${Math.max(0, Math.round(other.ageMs / 1000))} s ago`;
        throw locked(describeHolder(other.holder) + renewed, `s3://${options.bucket}/${LOCK_KEY}`);
      }
      if (await lock.write({ IfMatch: other.etag })) {
        options.warn(`took over a lock left behind by ${describeHolder(other.holder)}`);
        return lock.renewing();
      }
    }
    throw locked("runs that follow each other closely", `s3://${options.bucket}/${LOCK_KEY}`);
  }

  /** Gives the lock back, if it is still ours. */
  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.renewal;
    const { aws, bucket, account, warn } = this.options;
    try {
      const place = { Bucket: bucket, Key: LOCK_KEY, ExpectedBucketOwner: account };
      await aws.call("s3", "DeleteObject", { ...place, IfMatch: this.etag });
    } catch (error) {
      if (isLost(error) || (error as Error).name === "NoSuchBucket") return;
      warn(`the lock could not be released and will lapse in two minutes: ${(error as Error).message}`);
    }
  }

  private renewing(): this {
    this.timer = setInterval(() => {
      this.unrenewed += 1;
      if (this.unrenewed > FAILED_RENEWALS) this.lose("the lock could not be renewed in time");
      this.renewal = this.renewal.then(() => this.renew());
    }, RENEW_MS);
    this.timer.unref();
    return this;
  }

  private async renew(): Promise<void> {
    try {
      if (await this.write({ IfMatch: this.etag })) this.unrenewed = 0;
      else this.lose("another run has taken the lock over");
    } catch (error) {
      this.options.warn(`the lock could not be renewed: ${(error as Error).message}`);
    }
  }

  private lose(reason: string): void {
    clearInterval(this.timer);
    this.options.onLost(reason);
  }

  /** @returns false when the condition did not hold */
  private async write(condition: { IfNoneMatch?: string; IfMatch?: string }): Promise<boolean> {
    const { aws, bucket, account, holder } = this.options;
    const input = {
      Bucket: bucket,
      Key: LOCK_KEY,
      Body: JSON.stringify(holder),
      ExpectedBucketOwner: account,
    };
    try {
      const answer = await aws.call("s3", "PutObject", {
        ...input,
        ContentType: "application/json",
        ...condition,
      });
      this.etag = answer.ETag ?? "";
      return true;
    } catch (error) {
      if (!isLost(error)) throw error;
      return this.wroteAfterAll();
    }
  }

  /** A repeated write whose first answer was lost fails its own condition: the lock then holds our own text. */
  private async wroteAfterAll(): Promise<boolean> {
    const found = await this.find();
    if (found?.holder?.runId !== this.options.holder.runId) return false;
    this.etag = found.etag;
    return true;
  }

  private async find(): Promise<Found | undefined> {
    const { aws, bucket, account } = this.options;
    try {
      const answer = await aws.call("s3", "GetObject", {
        Bucket: bucket,
        Key: LOCK_KEY,
        ExpectedBucketOwner: account,
      });
      const now = aws.serverTime("s3")?.getTime() ?? Date.now();
      const holder = parseHolder((await answer.Body?.transformToString()) ?? "");
      return { holder, etag: answer.ETag ?? "", ageMs: now - (answer.LastModified?.getTime() ?? now) };
    } catch (error) {
      if ((error as Error).name === "NoSuchKey") return undefined;
      throw error;
    }
  }
}

function isLost(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  return name === "PreconditionFailed" || name === "NoSuchKey" || status === 412 || status === 409;
}
