import { describe, expect, test } from "vitest";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { KINDS, compositionOf, wantedOf, withSso } from "./composition.js";

describe("the attribution phase", () => {
  test("is complete after one apply: the next plan is empty", async () => {
    const { aws } = sandbox();
    const wanted = wantedOf(withSso());
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(plan.changes.map((change) => change.action)).toEqual(wanted.map(() => "create"));
    const again = await planOf(aws, KINDS, wanted);
    expect(changesOf(again.plan)).toEqual([]);
    expect(again.plan.unchanged).toBe(wanted.length);
  });

  test("reads little when nothing has changed", async () => {
    const { aws, reads } = sandbox();
    const wanted = wantedOf(withSso());
    await reconcile(aws, KINDS, wanted);
    const before = reads();
    await planOf(aws, KINDS, wanted);
    expect(reads() - before).toBeLessThanOrEqual(19);
  });

  test("leaves nothing behind", async () => {
    const { aws } = sandbox();
    const wanted = wantedOf(withSso());
    await reconcile(aws, KINDS, wanted);
    await reconcile(aws, KINDS, wanted, { destroy: true, deleteData: true });
    expect((await planOf(aws, KINDS, wanted)).live).toEqual([]);
  });

  test.each(["before", "after"] as const)(
    "a run that dies %s any call is finished by the next",
    async (when) => {
      const wanted = wantedOf(withSso());
      const calls = sandbox();
      await reconcile(calls.aws, KINDS, wanted);
      for (let at = 1; at <= calls.writes(); at += 1) {
        const first = sandbox({ faults: { crash: { at, when } } });
        await reconcile(first.aws, KINDS, wanted).catch(() => {});
        const second = sandbox({ dir: first.dir });
        await reconcile(second.aws, KINDS, wanted);
        const { plan, live } = await planOf(second.aws, KINDS, wanted);
        expect(changesOf(plan)).toEqual([]);
        expect(live).toHaveLength(wanted.length);
      }
    },
  );

  test("a lost answer is not an error and makes nothing twice", async () => {
    const wanted = wantedOf(withSso());
    const { aws, writes } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const lose = Array.from({ length: writes() }, (_, i) => i * 2 + 1);
    const lossy = sandbox({ faults: { lose } });
    await reconcile(lossy.aws, KINDS, wanted);
    const { plan, live } = await planOf(sandbox({ dir: lossy.dir }).aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([]);
    expect(live).toHaveLength(wanted.length);
  });

  test("the results bucket expires what it holds", async () => {
    const { aws } = sandbox();
    const config = { attribution: { athena: { resultsExpirationDays: 9 } } };
    await reconcile(aws, KINDS, wantedOf(compositionOf(config), "s3-bucket"));
    const bucket = { Bucket: "acme-corp-athena-results" };
    const { Rules } = await aws.call("s3", "GetBucketLifecycleConfiguration", bucket);
    expect(Rules).toMatchObject([
      {
        Status: "Enabled",
        Expiration: { Days: 9 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
    ]);
  });

  test("stays in its partition", () => {
    const china = { name: "claude-code", account: "123456789012", region: "cn-north-1", partition: "aws-cn" };
    expect(JSON.stringify(wantedOf(compositionOf({}, china)))).not.toContain("arn:aws:");
  });
});
