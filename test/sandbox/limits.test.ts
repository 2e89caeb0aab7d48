import { describe, expect, test } from "vitest";
import { RateLimits } from "../../src/sandbox/limits.js";

/** Calls that pass at once. */
function burst(limits: RateLimits, service: "iam" | "sns", operation: string): number {
  for (let passed = 0; ; passed += 1) {
    try {
      limits.take(service, operation);
    } catch (error) {
      expect((error as Error).name).toBe("ThrottlingException");
      return passed;
    }
  }
}

describe("RateLimits", () => {
  test("a full bucket lets a burst pass, then what time refills, up to the burst again", () => {
    let now = 0;
    const limits = new RateLimits(() => now);
    expect(burst(limits, "iam", "CreateRole")).toBe(40);
    now += 500;
    expect(burst(limits, "iam", "CreateRole")).toBe(10);
    now += 3_600_000;
    expect(burst(limits, "iam", "CreateRole")).toBe(40);
  });

  test("reads and writes, and services, have buckets of their own", () => {
    const limits = new RateLimits(() => 0);
    burst(limits, "iam", "CreateRole");
    expect(burst(limits, "iam", "GetRole")).toBe(400);
    expect(burst(limits, "sns", "CreateTopic")).toBe(200);
  });
});
