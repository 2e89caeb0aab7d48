import type { ServiceId } from "../aws/services.js";
import { isRead } from "../aws/services.js";
import { refuse } from "./errors.js";

/** Calls a second and the burst above it. */
interface Rate {
  perSecond: number;
  burst: number;
}

/**
 * Rates of the simulated account. AWS publishes few control-plane rates; these are of the order people report for IAM,
 * Bedrock and CloudWatch Logs, and generous elsewhere. Bedrock writes are the ones a large apply runs into.
 */
const WRITES: Partial<Record<ServiceId, Rate>> = {
  bedrock: { perSecond: 60, burst: 60 },
  iam: { perSecond: 20, burst: 40 },
  sso: { perSecond: 20, burst: 20 },
  logs: { perSecond: 10, burst: 20 },
  budgets: { perSecond: 20, burst: 20 },
};
const DEFAULT_RATE: Rate = { perSecond: 100, burst: 200 };
const READ_RATE: Rate = { perSecond: 200, burst: 400 };

/** Token buckets per service, reads apart from writes; AWS refuses what exceeds them. */
export class RateLimits {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly clock: () => number) {}

  /** @throws ThrottlingException when the bucket is empty */
  take(service: ServiceId, operation: string): void {
    const read = isRead(operation);
    const rate = read ? READ_RATE : (WRITES[service] ?? DEFAULT_RATE);
    const name = `${service}:${read ? "read" : "write"}`;
    const now = this.clock();
    const bucket = this.buckets.get(name) ?? { tokens: rate.burst, at: now };
    bucket.tokens = Math.min(rate.burst, bucket.tokens + ((now - bucket.at) / 1000) * rate.perSecond);
    bucket.at = now;
    this.buckets.set(name, bucket);
    if (bucket.tokens < 1) refuse("ThrottlingException", "Rate exceeded");
    bucket.tokens -= 1;
  }
}
