import { describe, expect, test } from "vitest";
import { foundation } from "../../../reconcilers/foundation/index.js";
import type { Wanted } from "../../../src/engine/kind.js";
import { canonicalPolicy } from "../../../src/engine/policy.js";
import { GuardRefused } from "../../../src/errors.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { compositionOf } from "../budgets/composition.js";

describe("the foundation phase", () => {
  test("is complete after one apply, and leaves nothing behind", async () => {
    const { aws, calls } = sandbox();
    const wanted = foundation.compose(compositionOf({ foundation: { scp: { attach: ["r-ab12"] } } }));
    await reconcile(aws, foundation.kinds, wanted);
    calls.length = 0;
    expect(changesOf((await planOf(aws, foundation.kinds, wanted)).plan)).toEqual([]);
    expect(calls.length).toBeLessThanOrEqual(12);
    await reconcile(aws, foundation.kinds, wanted, { destroy: true });
    expect((await planOf(aws, foundation.kinds, wanted)).live).toEqual([]);
  });

  test("each role trusts whom the YAML names for it", async () => {
    const developerTrustedArns = ["arn:aws:iam::210987654321:root"];
    const wanted = foundation.compose(compositionOf({ foundation: { developerTrustedArns } }));
    const trust = wanted.map((want) => JSON.stringify((want.spec as { trust: unknown }).trust));
    expect(trust[0]).toContain("210987654321");
    expect(trust[1]).toContain("arn:aws:iam::123456789012:root");
    expect(trust[1]).not.toContain("210987654321");
  });

  test("there is no service control policy unless it is attached somewhere", () => {
    const kinds = (attach: string[]) =>
      foundation.compose(compositionOf({ foundation: { scp: { attach } } })).map((want) => want.kind);
    expect(kinds([])).toEqual(["iam-role", "iam-role"]);
    expect(kinds(["r-ab12"])).toContain("service-control-policy");
  });

  test("a service control policy that is too long is refused while planning", () => {
    const c = compositionOf({ foundation: { scp: { attach: ["r-ab12"] } } });
    const destinations = Array.from(
      { length: 60 },
      (_, i) => `arn:aws:bedrock:us-east-1::foundation-model/anthropic.${i}-${"x".repeat(30)}`,
    );
    const allowed = c.allowed.map((model) => ({ ...model, destinations }));
    expect(() => foundation.compose({ ...c, allowed })).toThrow(GuardRefused);
  });

  test("the admin may read the logs bucket, write the roll-up and results, and pass the logging role only", () => {
    const admin = foundation.compose(compositionOf()).find((want) => want.key === "foundation/admin-role");
    const { policies } = (admin as Wanted).spec as { policies: Record<string, unknown> };
    const { Statement } = canonicalPolicy(policies["claude-code-admin-policy"]) as {
      Statement: { Sid: string; Resource: string[]; Action: string[] }[];
    };
    const of = (sid: string) => Statement.find((statement) => statement.Sid === sid);
    expect(of("PassLoggingRole")?.Resource).toEqual([
      "arn:aws:iam::123456789012:role/claude-code-bedrock-logging",
    ]);
    expect(of("ReadInvocationLogs")?.Action).not.toContain("s3:putobject");
    expect(of("WriteRollUp")?.Resource).toEqual([
      "arn:aws:s3:::acme-corp-bedrock-invocation-logs/ccb/calls/*",
    ]);
    expect(of("UseAthenaResults")?.Resource).toEqual([
      "arn:aws:s3:::acme-corp-athena-results",
      "arn:aws:s3:::acme-corp-athena-results/*",
    ]);
  });
});
