import { PROPAGATION, isOneOf } from "../aws/error-classes.js";
import type { Aws } from "../aws/aws.js";
import { type Holder, describeHolder, isGone, parseHolder } from "./holder.js";
import { pausesWithin } from "../pauses.js";
import { locked } from "./locked.js";

/** Key of the lock in the logs bucket. */
const LOCK_KEY = "ccb/lock";
/** A lock from another machine counts as left behind when it was not renewed for this long, by S3's clock. */
const STALE_MS = 120_000;
const RENEW_MS = 30_000;
/** Renewals in a row that may fail; the run then stops, half a minute before another one may take the lock over. */
const FAILED_RENEWALS = 2;
/** How long a lock that S3 does not find is tried to be released. */
const RELEASE_SECONDS = 10;

const UNRELEASED = "the lock could not be released and will lapse in two minutes";

export interface BucketLockOptions {
  aws: Aws;
  bucket: string;
  account: string;
  holder: Holder;
  /** The bucket was made a moment ago, so S3 may not know it everywhere yet. */
  fresh?: boolean;
  /** Multiplies every pause; tests use a small one. */
  delayScale?: number;
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

/** What became of a conditional write; of one that did not happen, whose lock is seen instead. */
type Written = { written: true } | { written: false; other: Found | undefined };

/**
 * The lock all machines see: an object written with `If-None-Match: *`, renewed and released only with the entity tag
 * of the holder's own last write (Amazon S3 User Guide, "Conditional requests"). Where versioning was enabled minutes ago
 * an object may answer 404 although it is there, so that nobody counts as another holder who has not been seen.
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
    const pauses = pausesWithin(PROPAGATION.newObject.seconds, options.delayScale ?? 1);
    do {
      const first = await lock.write({ IfNoneMatch: "*" });
      if (first.written) return lock.renewing();
      const { other } = first;
      if (other === undefined) continue;
      const stale = other.ageMs > STALE_MS;
      if (!stale && !(other.holder !== undefined && isGone(other.holder))) {
        const renewed = `, last renewed ${Math.max(0, Math.round(other.ageMs / 1000))} s ago`;
        throw locked(describeHolder(other.holder) + renewed, `s3://${options.bucket}/${LOCK_KEY}`);
      }
      if ((await lock.write({ IfMatch: other.etag })).written) {
        options.warn(`took over a lock left behind by ${describeHolder(other.holder)}`);
        return lock.renewing();
      }
    } while (await pauses());
    throw locked("runs that follow each other closely", `s3://${options.bucket}/${LOCK_KEY}`);
  }

  /** Gives the lock back, if it is still ours. */
  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.renewal;
    const { aws, bucket, account, warn, delayScale = 1 } = this.options;
    const place = { Bucket: bucket, Key: LOCK_KEY, ExpectedBucketOwner: account };
    const pauses = pausesWithin(RELEASE_SECONDS, delayScale);
    do {
      try {
        await aws.call("s3", "DeleteObject", { ...place, IfMatch: this.etag });
        return;
      } catch (error) {
        if (isUnseen(error)) continue;
        if (isLost(error) || (error as Error).name === "NoSuchBucket") return;
        warn(`${UNRELEASED}: ${(error as Error).message}`);
        return;
      }
    } while (await pauses());
    warn(`${UNRELEASED}: S3 does not find s3://${bucket}/${LOCK_KEY}`);
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
      const renewal = await this.write({ IfMatch: this.etag });
      if (renewal.written) this.unrenewed = 0;
      else if (renewal.other !== undefined) this.lose("another run has taken the lock over");
      else this.options.warn("the lock could not be renewed: S3 does not find it");
    } catch (error) {
      this.options.warn(`the lock could not be renewed: ${(error as Error).message}`);
    }
  }

  private lose(reason: string): void {
    clearInterval(this.timer);
    this.options.onLost(reason);
  }

  private async write(condition: { IfNoneMatch?: string; IfMatch?: string }): Promise<Written> {
    const { aws, bucket, account, holder, delayScale = 1 } = this.options;
    const input = {
      Bucket: bucket,
      Key: LOCK_KEY,
      Body: JSON.stringify(holder),
      ExpectedBucketOwner: account,
    };
    const pauses = pausesWithin(this.options.fresh === true ? PROPAGATION.newBucket.seconds : 0, delayScale);
    for (;;) {
      try {
        const answer = await aws.call("s3", "PutObject", {
          ...input,
          ContentType: "application/json",
          ...condition,
        });
        this.etag = answer.ETag ?? "";
        return { written: true };
      } catch (error) {
        if (isOneOf(PROPAGATION.newBucket, "s3", error) && (await pauses())) continue;
        if (!isLost(error)) throw error;
        return this.wroteAfterAll(isUnseen(error));
      }
    }
  }

  /**
   * A repeated write whose first answer was lost fails its own condition: the lock then holds our own text.
   * @param unseen S3 did not find the lock to write over, so that nothing was written
   */
  private async wroteAfterAll(unseen: boolean): Promise<Written> {
    const found = await this.find();
    const ours = found?.holder?.runId === this.options.holder.runId;
    if (found !== undefined && ours) this.etag = found.etag;
    if (ours && !unseen) return { written: true };
    return { written: false, other: ours ? undefined : found };
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
      if (isUnseen(error)) return undefined;
      throw error;
    }
  }
}

/** S3 finds no such object: it is gone, or not to be seen yet. */
function isUnseen(error: unknown): boolean {
  return isOneOf(PROPAGATION.newObject, "s3", error);
}

function isLost(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  return name === "PreconditionFailed" || isUnseen(error) || status === 412 || status === 409;
}
