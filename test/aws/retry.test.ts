import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RetryErrorType, SdkError } from "@smithy/types";
import { type RetryOptions, ServiceRetryStrategy } from "../../src/aws/retry.js";
import type { ServiceId } from "../../src/aws/services.js";
import { refusal, sandbox } from "../support/sandbox.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const error = (code?: string) =>
  Object.assign(new Error("failed"), code === undefined ? {} : { code }) as unknown as SdkError;

/** Attempts a call makes in all when it always fails this way. */
async function attempts(
  errorType: RetryErrorType,
  options: RetryOptions = {},
  cause: SdkError = error(),
  service: ServiceId = "iam",
): Promise<number> {
  const strategy = new ServiceRetryStrategy(service, options);
  let token = await strategy.acquireInitialRetryToken();
  for (let made = 1; ; made += 1) {
    try {
      token = await strategy.refreshRetryTokenForRetry(token, { error: cause, errorType });
    } catch (thrown) {
      expect(thrown).toBe(cause);
      return made;
    }
  }
}

describe("ServiceRetryStrategy", () => {
  test.each<[RetryErrorType, number]>([
    ["CLIENT_ERROR", 1],
    ["TRANSIENT", 12],
    ["SERVER_ERROR", 12],
    ["THROTTLING", 12],
  ])("%s ends after %i attempts", async (type, count) => {
    expect(await attempts(type)).toBe(count);
  });

  test("the number of attempts can be set", async () => {
    expect(await attempts("TRANSIENT", { maxAttempts: 2 })).toBe(2);
  });

  test.each(["ECONNREFUSED", "ENOTFOUND", "EHOSTUNREACH"])("%s ends after three attempts", async (code) => {
    expect(await attempts("TRANSIENT", {}, error(code))).toBe(3);
    expect(
      await attempts("TRANSIENT", {}, new Error("x", { cause: error(code) }) as unknown as SdkError),
    ).toBe(3);
  });

  test("an endpoint where something else answers gets five attempts", async () => {
    const foreign = new SyntaxError("Unexpected token '<', \"<html>\" is not valid JSON");
    expect(await attempts("SERVER_ERROR", {}, foreign as unknown as SdkError)).toBe(5);
  });

  test.each<[ServiceId, string, RetryErrorType, number]>([
    ["logs", "LimitExceededException", "THROTTLING", 1],
    ["sso", "ServiceQuotaExceededException", "THROTTLING", 1],
    ["ce", "LimitExceededException", "CLIENT_ERROR", 12],
    ["logs", "OperationAbortedException", "CLIENT_ERROR", 12],
    ["s3", "OperationAborted", "CLIENT_ERROR", 12],
  ])("%s %s, whatever the SDK takes it for (%s), ends after %i", async (service, name, type, count) => {
    const cause = Object.assign(new Error("x"), { name }) as unknown as SdkError;
    expect(await attempts(type, {}, cause, service)).toBe(count);
  });

  test("what throttles by the service's own word holds back others, a conflict does not", async () => {
    const pauses: number[] = [];
    const named = (name: string) => Object.assign(new Error("x"), { name }) as unknown as SdkError;
    const meet = async (service: ServiceId, name: string) => {
      const strategy = new ServiceRetryStrategy(service, { onThrottle: (pause) => pauses.push(pause) });
      const token = await strategy.acquireInitialRetryToken();
      await strategy.refreshRetryTokenForRetry(token, { error: named(name), errorType: "CLIENT_ERROR" });
    };
    await meet("logs", "OperationAbortedException");
    expect(pauses).toHaveLength(0);
    await meet("ce", "LimitExceededException");
    expect(pauses).toHaveLength(1);
  });

  test("pauses grow up to a bound, and are random below it", async () => {
    const random = vi.spyOn(Math, "random").mockReturnValue(1);
    const strategy = new ServiceRetryStrategy("iam", { maxDelayMs: 2000 });
    let token = await strategy.acquireInitialRetryToken();
    const delays: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      token = await strategy.refreshRetryTokenForRetry(token, { error: error(), errorType: "TRANSIENT" });
      delays.push(token.getRetryDelay());
    }
    expect(delays).toEqual([100, 200, 400, 800, 1600, 2000, 2000]);
    random.mockReturnValue(0.25);
    const first = await strategy.acquireInitialRetryToken();
    const next = await strategy.refreshRetryTokenForRetry(first, { error: error(), errorType: "TRANSIENT" });
    expect(next.getRetryDelay()).toBe(25);
    random.mockRestore();
  });

  test("a throttled call holds back the first attempt of others, until one succeeds", async () => {
    const random = vi.spyOn(Math, "random").mockReturnValue(1);
    const pauses: number[] = [];
    const strategy = new ServiceRetryStrategy("iam", { onThrottle: (pause) => pauses.push(pause) });
    const token = await strategy.acquireInitialRetryToken();
    await strategy.refreshRetryTokenForRetry(token, { error: error(), errorType: "THROTTLING" });
    expect(pauses).toEqual([500]);
    let begun = false;
    const other = strategy.acquireInitialRetryToken().then(() => (begun = true));
    await vi.advanceTimersByTimeAsync(499);
    expect(begun).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await other;
    await strategy.refreshRetryTokenForRetry(token, { error: error(), errorType: "THROTTLING" });
    strategy.recordSuccess();
    await strategy.acquireInitialRetryToken();
    random.mockRestore();
  });

  test("a transient failure holds nobody back", async () => {
    const strategy = new ServiceRetryStrategy("iam");
    const token = await strategy.acquireInitialRetryToken();
    await strategy.refreshRetryTokenForRetry(token, { error: error(), errorType: "TRANSIENT" });
    await strategy.acquireInitialRetryToken();
  });
});

describe("with the SDK", () => {
  beforeEach(() => void vi.useRealTimers());

  test("an account that throttles half of all calls is lived with", async () => {
    const { aws, calls } = sandbox({ faults: { throttle: 0.5, seed: 3 } });
    for (let i = 0; i < 20; i += 1) await aws.call("logs", "CreateLogGroup", { logGroupName: `/${i}` });
    const { logGroups } = await aws.call("logs", "DescribeLogGroups", {});
    expect(logGroups).toHaveLength(20);
    expect(calls).toHaveLength(21);
  });

  test("a refusal is not repeated", async () => {
    const { aws, account } = sandbox();
    await aws.call("logs", "CreateLogGroup", { logGroupName: "/a" });
    const { name } = await refusal(aws.call("logs", "CreateLogGroup", { logGroupName: "/a" }));
    expect(name).toBe("ResourceAlreadyExistsException");
    expect(account.faults.mutatingCalls).toBe(2);
  });

  test("a lost answer is repeated", async () => {
    const { aws, account } = sandbox({ faults: { lose: [1] } });
    await aws.call("sns", "CreateTopic", { Name: "t" });
    expect(account.faults.mutatingCalls).toBe(2);
  });
});
