import { describe, expect, test } from "vitest";
import { iamRole } from "../../../reconcilers/foundation/iam-role.js";
import { logging } from "../../../reconcilers/logging/index.js";
import type { LifecycleRule } from "../../../reconcilers/logging/lifecycle.js";
import type { Wanted } from "../../../src/engine/kind.js";
import { STACK, changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { compositionOf } from "../budgets/composition.js";

const KINDS = [iamRole, ...logging.kinds];
const wanted = logging.compose(compositionOf());

/** What a wanted resource declares. */
function specOf<S>(key: string): S {
  return (wanted.find((want) => want.key === key) as Wanted).spec as S;
}

describe("the logging phase", () => {
  test("is complete after one apply, and reads little", async () => {
    let now = Date.parse("2026-11-20T08:00:00Z");
    const { aws, calls } = sandbox({ clock: () => new Date((now += 1000)) });
    await reconcile(aws, KINDS, wanted);
    calls.length = 0;
    const { plan } = await planOf(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([]);
    expect(plan.unchanged).toBe(wanted.length);
    expect(calls.length).toBeLessThanOrEqual(14);
    await reconcile(aws, KINDS, wanted, { destroy: true, deleteData: true });
    expect((await planOf(aws, KINDS, wanted)).live).toEqual([]);
  });

  test.each([
    ["aws-us-gov", "us-gov-west-1"],
    ["aws-cn", "cn-north-1"],
  ])("every ARN is of the partition %s", (partition, region) => {
    const there = logging.compose(compositionOf({}, { ...STACK, partition, region }));
    const partitions = JSON.stringify(there).match(/arn:[^:]*:/g) ?? [];
    expect(partitions.length).toBeGreaterThan(5);
    expect(new Set(partitions)).toEqual(new Set([`arn:${partition}:`]));
  });

  test("only this account's Bedrock may use the role and the bucket", () => {
    const policy = (key: string, member: string) =>
      JSON.stringify(specOf<Record<string, unknown>>(key)[member]);
    for (const text of [policy("logging/logging-role", "trust"), policy("logging/logs-bucket", "policy")]) {
      expect(text).toContain('"aws:SourceAccount":"123456789012"');
      expect(text).toContain('"aws:SourceArn":"arn:aws:bedrock:us-east-1:123456789012:*"');
    }
    expect(policy("logging/logs-bucket", "policy")).toContain(
      "/claude-code/AWSLogs/123456789012/BedrockModelInvocationLogs/*",
    );
    expect(policy("logging/logs-bucket", "policy")).toContain('"aws:SecureTransport":"false"');
  });

  test.each(["claude-code", "ccb"])("of project %s nothing but records expires", (project) => {
    const wants = logging.compose(compositionOf({ project }));
    const spec = wants.find((want) => want.key === "logging/logs-bucket")?.spec;
    const { lifecycle } = spec as { lifecycle: LifecycleRule[] };
    const expires = (key: string) =>
      lifecycle.some((rule) => rule.expirationDays !== undefined && key.startsWith(rule.prefix));
    expect(
      expires(`${project}/AWSLogs/123456789012/BedrockModelInvocationLogs/us-east-1/2026/11/03/10/a.json.gz`),
    ).toBe(true);
    for (const key of ["ccb/profiles/profiles.jsonl", "ccb/calls/run=1/dt=2026-11-03/a", "ccb/lock"]) {
      expect(expires(key)).toBe(false);
    }
  });
});
