import type { Aws } from "../aws/aws.js";
import { BucketLock } from "./bucket-lock.js";
import { type Holder, endRun, newHolder } from "./holder.js";
import { takeLocalLock } from "./local-lock.js";

export interface RunLockOptions {
  aws: Aws;
  account: string;
  bucket: string;
  /** The file that keeps runs on this machine apart. */
  file: string;
  now: Date;
  /** Multiplies every pause; tests use a small one. */
  delayScale?: number;
  onLost: (reason: string) => void;
  warn: (message: string) => void;
}

/**
 * The lock of one run: the local file at once, and the object in the logs bucket as soon as there is a bucket, be it
 * that this run makes it.
 */
export class RunLock {
  private bucketLock: BucketLock | undefined;

  private constructor(
    private readonly options: RunLockOptions,
    private readonly holder: Holder,
    private readonly releaseFile: () => void,
  ) {}

  /** @throws KnownError with exit code 4 when another run holds it */
  static take(options: RunLockOptions): RunLock {
    const holder = newHolder(options.now);
    try {
      return new RunLock(options, holder, takeLocalLock(options.file, holder));
    } catch (error) {
      endRun(holder);
      throw error;
    }
  }

  /**
   * Takes the lock in the bucket too.
   * @param fresh the bucket was made a moment ago
   * @throws KnownError with exit code 4 when another run holds it
   */
  async takeBucket({ fresh = false } = {}): Promise<void> {
    this.bucketLock ??= await BucketLock.take({ ...this.options, holder: this.holder, fresh });
  }

  /** Gives the lock in the bucket back before the bucket itself goes. */
  async releaseBucket(): Promise<void> {
    const lock = this.bucketLock;
    this.bucketLock = undefined;
    await lock?.release();
  }

  async release(): Promise<void> {
    try {
      await this.releaseBucket();
    } finally {
      endRun(this.holder);
      this.releaseFile();
    }
  }
}
