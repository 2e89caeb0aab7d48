import { describe, expect, test } from "vitest";
import { logging } from "../../../reconcilers/logging/index.js";
import { s3Bucket } from "../../../reconcilers/logging/s3-bucket.js";
import { packageVersion } from "../../../src/package.js";
import type { Aws } from "../../../src/aws/aws.js";
import { canonicalPolicy } from "../../../src/engine/policy.js";
import { STACK, changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { compositionOf } from "../budgets/composition.js";

const KINDS = [s3Bucket];
const KEY = "logging/logs-bucket";
const Bucket = "acme-corp-bedrock-invocation-logs";
const wanted = logging.compose(compositionOf()).filter((want) => want.key === KEY);

async function bucket(aws: Aws) {
  const [block, ownership, encryption, versioning, lifecycle, policy, tags] = await Promise.all([
    aws.call("s3", "GetPublicAccessBlock", { Bucket }),
    aws.call("s3", "GetBucketOwnershipControls", { Bucket }),
    aws.call("s3", "GetBucketEncryption", { Bucket }),
    aws.call("s3", "GetBucketVersioning", { Bucket }),
    aws.call("s3", "GetBucketLifecycleConfiguration", { Bucket }),
    aws.call("s3", "GetBucketPolicy", { Bucket }),
    aws.call("s3", "GetBucketTagging", { Bucket }),
  ]);
  const encrypted =
    encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  return {
    blocked: block.PublicAccessBlockConfiguration,
    ownership: ownership.OwnershipControls?.Rules,
    encrypted,
    versioning: versioning.Status,
    rules: lifecycle.Rules,
    policy: canonicalPolicy(policy.Policy),
    tags: Object.fromEntries((tags.TagSet ?? []).map(({ Key, Value }) => [Key, Value])),
  };
}

const ALL_BLOCKED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

async function withObjects(aws: Aws, count = 3): Promise<void> {
  for (let i = 0; i < count; i += 1)
    await aws.call("s3", "PutObject", { Bucket, Key: `k${i % 2}`, Body: "x" });
  await aws.call("s3", "DeleteObject", { Bucket, Key: "k0" });
}

describe("s3-bucket", () => {
  test("is made closed, encrypted and versioned, and takes Bedrock's logs only", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const made = await bucket(aws);
    expect(made).toMatchObject({
      blocked: ALL_BLOCKED,
      ownership: [{ ObjectOwnership: "BucketOwnerEnforced" }],
      encrypted: { SSEAlgorithm: "AES256" },
      versioning: "Enabled",
      tags: { "ccb:stack": "claude-code", "ccb:key": KEY },
    });
    expect(made.rules).toMatchObject([
      {
        Filter: { Prefix: "claude-code/AWSLogs/" },
        Transitions: [{ Days: 90, StorageClass: "STANDARD_IA" }],
        Expiration: { Days: 365 },
      },
      {
        Filter: { Prefix: "" },
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
    ]);
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test.each<[string, (aws: Aws) => Promise<unknown>]>([
    [
      "publicAccessBlock",
      (aws) =>
        aws.call("s3", "PutPublicAccessBlock", {
          Bucket,
          PublicAccessBlockConfiguration: { ...ALL_BLOCKED, IgnorePublicAcls: false },
        }),
    ],
    ["publicAccessBlock", (aws) => aws.call("s3", "DeletePublicAccessBlock", { Bucket })],
    [
      "ownership",
      (aws) =>
        aws.call("s3", "PutBucketOwnershipControls", {
          Bucket,
          OwnershipControls: { Rules: [{ ObjectOwnership: "ObjectWriter" }] },
        }),
    ],
    [
      "encryption",
      (aws) =>
        aws.call("s3", "PutBucketEncryption", {
          Bucket,
          ServerSideEncryptionConfiguration: {
            Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }],
          },
        }),
    ],
    [
      "versioning",
      (aws) =>
        aws.call("s3", "PutBucketVersioning", { Bucket, VersioningConfiguration: { Status: "Suspended" } }),
    ],
    ["lifecycle", (aws) => aws.call("s3", "DeleteBucketLifecycle", { Bucket })],
    [
      "lifecycle",
      (aws) =>
        aws.call("s3", "PutBucketLifecycleConfiguration", {
          Bucket,
          LifecycleConfiguration: {
            Rules: [{ ID: "all", Status: "Enabled", Filter: { Prefix: "" }, Expiration: { Days: 1 } }],
          },
        }),
    ],
    ["policy", (aws) => aws.call("s3", "DeleteBucketPolicy", { Bucket })],
    [
      "tags.ccb:version tags.ccb:key",
      (aws) =>
        aws.call("s3", "PutBucketTagging", {
          Bucket,
          Tagging: { TagSet: [{ Key: "ccb:stack", Value: "claude-code" }] },
        }),
    ],
  ])("repairs %s", async (field, damage) => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const before = await bucket(aws);
    await damage(aws);
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([`update ${KEY} ${field}`]);
    expect(await bucket(aws)).toEqual(before);
  });

  test("other people's tags stay when ours are written", async () => {
    const { aws } = sandbox();
    await aws.call("s3", "CreateBucket", { Bucket });
    await aws.call("s3", "PutBucketTagging", { Bucket, Tagging: { TagSet: [{ Key: "Owner", Value: "x" }] } });
    await reconcile(aws, KINDS, wanted, { adopt: true });
    const ours = { "ccb:stack": "claude-code", "ccb:key": KEY, "ccb:version": packageVersion() };
    expect((await bucket(aws)).tags).toEqual({ Owner: "x", ...ours });
  });

  test("AWS's own tags are sent back as they are, or S3 would refuse ours", async () => {
    const systemTags = { "aws:cloudformation:stack-name": "logs", "aws:cloudformation:logical-id": "Bucket" };
    const { aws } = sandbox({ faults: { systemTags } });
    await aws.call("s3", "CreateBucket", { Bucket });
    await reconcile(aws, KINDS, wanted, { adopt: true });
    const made = (await bucket(aws)).tags;
    const [want] = wanted;
    expect(made).toEqual({ ...systemTags, ...want?.tags });
    if (want === undefined) throw new Error("no bucket");
    const tagged = { ...want, tags: { ...want.tags, Owner: "platform-team" } };
    const { plan } = await reconcile(aws, KINDS, [tagged]);
    expect(changesOf(plan)).toEqual([`update ${KEY} tags.Owner`]);
    expect((await bucket(aws)).tags).toEqual({ ...made, Owner: "platform-team" });
  });

  test("data is kept by destroy, and every version goes with --delete-data", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    await withObjects(aws);
    const { plan } = await reconcile(aws, KINDS, wanted, { destroy: true });
    expect(plan.changes).toEqual([]);
    expect(plan.kept).toMatchObject([{ name: Bucket, why: "data" }]);
    await reconcile(aws, KINDS, wanted, { destroy: true, deleteData: true });
    expect((await aws.call("s3", "ListBuckets", {})).Buckets).toEqual([]);
  });

  test("outside us-east-1 the region is named to S3", async () => {
    const { aws } = sandbox({ region: "eu-west-1" });
    await reconcile(aws, KINDS, wanted, { stack: { ...STACK, region: "eu-west-1" } });
    expect((await aws.call("s3", "GetBucketLocation", { Bucket })).LocationConstraint).toBe("eu-west-1");
  });
});
