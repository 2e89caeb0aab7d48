import type { BucketLocationConstraint, ServerSideEncryptionRule } from "@aws-sdk/client-s3";
import { PROPAGATION } from "../../src/aws/error-classes.js";
import type { Kind, Live, ReadContext, Stack, Wanted } from "../../src/engine/kind.js";
import { isAsWanted } from "../../src/engine/read-back.js";
import { type Step, step } from "../../src/engine/step.js";
import { tagList } from "../../src/engine/tag-index.js";
import { pausesWithin } from "../../src/pauses.js";
import type { Composition } from "../compose.js";
import { formerBuckets } from "./former-buckets.js";
import { type LifecycleRule, toLifecycle } from "./lifecycle.js";
import { readBucket } from "./s3-bucket-read.js";

/** An S3 bucket. Undefined members are not declared and left as they are. */
export interface S3Bucket {
  versioning?: "Enabled";
  /** Default encryption: `AES256` with S3's own keys, or the ARN of a KMS key. */
  encryption: string;
  /** One data key for many objects, which saves requests to KMS; declared with a KMS key only. */
  bucketKey?: true;
  /** All four public access blocks. */
  publicAccessBlock: true;
  ownership?: "BucketOwnerEnforced";
  lifecycle: LifecycleRule[];
  policy?: unknown;
}

const NO_BUCKET = ["NoSuchBucket"];
/** Bucket configurations are eventually consistent (S3 User Guide, "Amazon S3 data consistency model"). */
const LAG_SECONDS = 60;

/** AWS::S3::Bucket. Holds data: never emptied or deleted by apply. */
export const s3Bucket: Kind<S3Bucket> = {
  name: "s3-bucket",
  phase: "logging",
  lags: LAG_SECONDS,
  fields: {
    versioning: { compare: "value" },
    encryption: { compare: "value" },
    bucketKey: { compare: "value" },
    publicAccessBlock: { compare: "value" },
    ownership: { compare: "value" },
    lifecycle: { compare: "set" },
    policy: { compare: "policy" },
  },

  read: async (cx, wanted) => {
    const found = await Promise.all(
      wanted.map(async (want) => {
        const own = await readTwice(cx, want);
        return [...own, ...(await formerBuckets(cx, want, own.length > 0))];
      }),
    );
    return found.flat();
  },

  create: (want, stack) => [
    step(
      "s3",
      "CreateBucket",
      {
        Bucket: want.name,
        CreateBucketConfiguration: {
          // us-east-1 is the one region that must not be named.
          ...(stack.region === "us-east-1"
            ? {}
            : { LocationConstraint: stack.region as BucketLocationConstraint }),
          Tags: tagList(want.tags ?? {}),
        },
      },
      "create the bucket",
      { exists: ["BucketAlreadyOwnedByYou"] },
    ),
    ...settings(want, new Set(Object.keys(want.spec) as (keyof S3Bucket)[]), stack).map((setting) => ({
      ...setting,
      propagation: PROPAGATION.newBucket,
    })),
  ],

  update: (want, _live, changed, stack) => settings(want, changed, stack),

  // S3 knows no way to add a tag: the whole set is written, so what is there is written again with it. That goes for
  // AWS's own tags (`aws:cloudformation:…`) too: S3 refuses a set that lacks one.
  tag: (live, tags, stack) => [
    step(
      "s3",
      "PutBucketTagging",
      {
        Bucket: live.name,
        Tagging: { TagSet: tagList({ ...live.tags, ...tags }) },
        ...owner(stack),
      },
      "tag the bucket",
    ),
  ],

  remove: (live, stack) => [
    step(
      "s3",
      "DeleteObjects",
      { Bucket: live.name, Delete: { Objects: [] } },
      "delete everything in the bucket",
      {
        repeat: async (read) => {
          const page = await read("s3", "ListObjectVersions", { Bucket: live.name, ...owner(stack) });
          const entries = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
          if (entries.length === 0) return undefined;
          const Objects = entries.map(({ Key, VersionId }) => ({ Key: Key ?? "", VersionId }));
          return { Bucket: live.name, Delete: { Objects, Quiet: true }, ...owner(stack) };
        },
        failure: (output) => {
          const [first] = (output["Errors"] ?? []) as { Key?: string; Message?: string }[];
          return first === undefined ? undefined : `${first.Key}: ${first.Message}`;
        },
        doneIf: NO_BUCKET,
      },
    ),
    step("s3", "DeleteBucket", { Bucket: live.name, ...owner(stack) }, "delete the bucket", {
      doneIf: NO_BUCKET,
    }),
  ],
};

/** How the stack's buckets are encrypted. */
export function bucketEncryption(c: Composition): Pick<S3Bucket, "encryption" | "bucketKey"> {
  const { kmsKeyArn } = c.config.logging;
  return kmsKeyArn === null ? { encryption: "AES256" } : { encryption: kmsKeyArn, bucketKey: true };
}

/** Looks again where there is a difference: a setting written a moment ago may be answered as it was before. */
async function readTwice(cx: ReadContext, want: Wanted<S3Bucket>): Promise<Live<S3Bucket>[]> {
  const [first] = await readBucket(cx, want);
  if (first === undefined) return [];
  if (cx.forRemoval || isAsWanted(s3Bucket, want, first)) return [first];
  await pausesWithin(1, cx.aws.delayScale)();
  return readBucket(cx, want);
}

/** The calls that make the given settings true, in the order S3 needs: access is closed before a policy opens any. */
function settings(want: Wanted<S3Bucket>, changed: ReadonlySet<keyof S3Bucket>, stack: Stack): Step[] {
  const bucket = { Bucket: want.name, ...owner(stack) };
  const { spec } = want;
  const all = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  const calls: Partial<Record<keyof S3Bucket, () => Step>> = {
    publicAccessBlock: () =>
      step(
        "s3",
        "PutPublicAccessBlock",
        { ...bucket, PublicAccessBlockConfiguration: all },
        "block public access",
      ),
    ownership: () =>
      step(
        "s3",
        "PutBucketOwnershipControls",
        { ...bucket, OwnershipControls: { Rules: [{ ObjectOwnership: spec.ownership }] } },
        "disable access control lists",
      ),
    encryption: () =>
      step(
        "s3",
        "PutBucketEncryption",
        { ...bucket, ServerSideEncryptionConfiguration: { Rules: [encryptionRule(spec.encryption)] } },
        "encrypt by default",
      ),
    versioning: () =>
      step(
        "s3",
        "PutBucketVersioning",
        { ...bucket, VersioningConfiguration: { Status: spec.versioning } },
        "enable versioning",
      ),
    lifecycle: () =>
      step(
        "s3",
        "PutBucketLifecycleConfiguration",
        { ...bucket, LifecycleConfiguration: { Rules: spec.lifecycle.map(toLifecycle) } },
        "set the lifecycle rules",
      ),
    policy: () =>
      step(
        "s3",
        "PutBucketPolicy",
        { ...bucket, Policy: JSON.stringify(spec.policy) },
        "set the bucket policy",
      ),
  };
  // One call sets both.
  const needed = new Set<string>(changed.has("bucketKey") ? [...changed, "encryption"] : changed);
  return Object.entries(calls).flatMap(([field, call]) =>
    needed.has(field) && spec[field as keyof S3Bucket] !== undefined ? [call()] : [],
  );
}

function encryptionRule(encryption: string): ServerSideEncryptionRule {
  if (encryption === "AES256") return { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } };
  return {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: encryption },
    BucketKeyEnabled: true,
  };
}

/** Bucket names are shared by all accounts: S3 refuses the call when the bucket is not this account's. */
function owner(stack: Stack): { ExpectedBucketOwner: string } {
  return { ExpectedBucketOwner: stack.account };
}
