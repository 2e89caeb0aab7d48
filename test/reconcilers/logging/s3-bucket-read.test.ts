import { describe, expect, test } from "vitest";
import { logging } from "../../../reconcilers/logging/index.js";
import { s3Bucket } from "../../../reconcilers/logging/s3-bucket.js";
import { STACK, planOf, reconcile } from "../../support/reconcile.js";
import { refusal, sandbox } from "../../support/sandbox.js";
import { compositionOf } from "../budgets/composition.js";

const KINDS = [s3Bucket];
const Bucket = "acme-corp-bedrock-invocation-logs";
const wanted = logging.compose(compositionOf()).filter((want) => want.key === "logging/logs-bucket");

describe("readBucket", () => {
  test("a bucket somebody made by hand is read as it is, with what it lacks left undefined", async () => {
    const { aws } = sandbox();
    await aws.call("s3", "CreateBucket", { Bucket });
    await aws.call("s3", "DeletePublicAccessBlock", { Bucket });
    const { live } = await planOf(aws, KINDS, wanted);
    expect(live).toMatchObject([
      { name: Bucket, keep: "data", tags: {}, attributes: { arn: `arn:aws:s3:::${Bucket}` } },
    ]);
    expect(live[0]?.spec).toMatchObject({ encryption: "AES256", lifecycle: [], policy: null });
    expect(Object.keys(live[0]?.spec ?? {})).not.toContain("publicAccessBlock");
  });

  test("there is none", async () => {
    const { aws, calls } = sandbox();
    expect((await planOf(aws, KINDS, wanted)).live).toEqual([]);
    // The other two ask where one of another name may be.
    expect(calls.map((call) => call.operation)).toEqual([
      "GetBucketEncryption",
      "GetResources",
      "GetModelInvocationLoggingConfiguration",
    ]);
  });

  test("a bucket of another account names the way out", async () => {
    const deny = {
      "s3:GetBucketEncryption": { name: "AccessDenied", message: "Access Denied", status: 403 },
    };
    const { aws } = sandbox({ faults: { deny } });
    const { name, message } = await refusal(planOf(aws, KINDS, wanted));
    expect(name).toBe("AccessDenied");
    expect(message).toMatch(/^Access Denied .*another account.*logging\.bucketPrefix/);
  });

  test("a bucket in another region is foreign", async () => {
    const { aws, dir } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const stack = { ...STACK, region: "eu-west-1" };
    const there = sandbox({ dir, region: "eu-west-1" }).aws;
    const { plan } = await planOf(there, KINDS, wanted, { stack });
    expect(plan.blocked).toMatchObject([{ name: Bucket, owner: "another region of this account" }]);
  });

  test("costs six reads, and the tag index", async () => {
    const { aws, calls } = sandbox();
    await reconcile(aws, KINDS, wanted);
    calls.length = 0;
    await planOf(aws, KINDS, wanted);
    expect(calls).toHaveLength(7);
  });
});
