import { meaningOf } from "./error-classes.js";
import { isForeignAnswer, isUnreachable } from "./errors.js";
import type { ServiceId } from "./services.js";
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from "@smithy/types";

export interface RetryOptions {
  /** Calls in all, the first included. */
  maxAttempts?: number;
  /** Longest pause between two attempts, milliseconds. */
  maxDelayMs?: number;
  /** Multiplies every pause; tests use a small one. */
  delayScale?: number;
  /** Told about every throttled call, with the pause that follows. */
  onThrottle?: (pauseMs: number) => void;
}

/** Attempts at an endpoint that cannot be reached at all. */
const UNREACHABLE_ATTEMPTS = 3;
/** Attempts at an endpoint where something other than AWS answers. */
const FOREIGN_ATTEMPTS = 5;
const THROTTLED_BASE_MS = 500;
const BASE_MS = 100;

/**
 * The only retry layer: one per client, so one per service and region. Transient errors are repeated with exponential
 * back-off and full jitter; a throttled call holds back the first attempt of every other call to the same service too,
 * because AWS throttles the account, not the caller's loop. The SDK's own strategies give up on a retry quota that a
 * long run against a busy account exhausts. Where the SDK takes an error for something else than the service means by
 * it, error-classes.ts says so.
 */
export class ServiceRetryStrategy implements RetryStrategyV2 {
  readonly mode = "ccb";
  private quietUntil = 0;
  private readonly maxAttempts: number;
  private readonly maxDelayMs: number;
  private readonly delayScale: number;

  constructor(
    private readonly service: ServiceId,
    private readonly options: RetryOptions = {},
  ) {
    this.maxAttempts = options.maxAttempts ?? 12;
    this.maxDelayMs = options.maxDelayMs ?? 20_000;
    this.delayScale = options.delayScale ?? 1;
  }

  async acquireInitialRetryToken(): Promise<RetryToken> {
    const wait = this.quietUntil - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    return token(0, 0);
  }

  async refreshRetryTokenForRetry(previous: RetryToken, info: RetryErrorInfo): Promise<RetryToken> {
    const retries = previous.getRetryCount() + 1;
    const meaning = meaningOf(this.service, info.error);
    const hopeless = meaning === "final" || (meaning === undefined && info.errorType === "CLIENT_ERROR");
    if (hopeless || retries >= this.attemptsAt(info.error)) throw info.error;
    const throttled = meaning === undefined ? info.errorType === "THROTTLING" : meaning === "throttling";
    const ceiling = Math.min(this.maxDelayMs, (throttled ? THROTTLED_BASE_MS : BASE_MS) * 2 ** (retries - 1));
    const delay = Math.round(Math.random() * ceiling * this.delayScale);
    if (throttled) {
      this.quietUntil = Math.max(this.quietUntil, Date.now() + delay);
      this.options.onThrottle?.(delay);
    }
    return token(retries, delay);
  }

  private attemptsAt(error: unknown): number {
    if (isUnreachable(error)) return Math.min(UNREACHABLE_ATTEMPTS, this.maxAttempts);
    if (isForeignAnswer(error)) return Math.min(FOREIGN_ATTEMPTS, this.maxAttempts);
    return this.maxAttempts;
  }

  recordSuccess(): void {
    this.quietUntil = Math.min(this.quietUntil, Date.now());
  }
}

function token(count: number, delay: number): RetryToken {
  return { getRetryCount: () => count, getRetryDelay: () => delay };
}
