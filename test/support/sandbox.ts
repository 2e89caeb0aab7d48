import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { Aws, type CallRecord } from "../../src/aws/aws.js";
import { isRead } from "../../src/aws/services.js";
import { Account, type AccountOptions } from "../../src/sandbox/account.js";

/** A fresh folder that goes away with the test. */
export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "ccb-test-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A simulated account and real SDK clients on it. Give `dir` to open an account that another call made. */
export function sandbox(options: AccountOptions & { dir?: string; region?: string } = {}) {
  const dir = options.dir ?? temporaryFolder();
  const account = new Account(dir, { limits: false, ...options });
  const calls: CallRecord[] = [];
  const aws = new Aws({
    region: options.region ?? "us-east-1",
    sandbox: account,
    retry: { delayScale: 0.002 },
    onCall: (call) => calls.push(call),
  });
  return {
    dir,
    account,
    aws,
    calls,
    reads: () => calls.filter((c) => isRead(c.operation)).length,
    writes: () => calls.filter((c) => !isRead(c.operation)).length,
  };
}

/** Name and message of the error a promise is rejected with; fails when it is not. */
export async function refusal(promise: Promise<unknown>): Promise<{ name: string; message: string }> {
  try {
    await promise;
  } catch (error) {
    const { name, message } = error as Error;
    return { name, message };
  }
  throw new Error("expected a refusal, but the call succeeded");
}
