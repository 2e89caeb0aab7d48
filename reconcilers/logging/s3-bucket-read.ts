import type { Aws } from "../../src/aws/aws.js";
import type { Live, ReadContext, Tags, Wanted } from "../../src/engine/kind.js";
import { canonicalPolicy } from "../../src/engine/policy.js";
import { tagsFromList } from "../../src/engine/tag-index.js";
import { orUndefined } from "../absent.js";
import { fromLifecycle } from "./lifecycle.js";
import type { S3Bucket } from "./s3-bucket.js";

/** Answers of every region but the bucket's own. */
const ELSEWHERE = ["PermanentRedirect", "IllegalLocationConstraintException"];

/** Reads the declared settings of one bucket; the first call tells whether there is one. */
export async function readBucket(cx: ReadContext, want: Wanted<S3Bucket>): Promise<Live<S3Bucket>[]> {
  const bucket = { Bucket: want.name, ExpectedBucketOwner: cx.stack.account };
  const base = {
    kind: "s3-bucket",
    name: want.name,
    attributes: { name: want.name, arn: bucketArn(cx, want.name) },
  };
  let encryption: Encryption;
  try {
    encryption = await readEncryption(cx, bucket);
  } catch (error) {
    const { name } = error as Error;
    if (name === "NoSuchBucket") return [];
    if (ELSEWHERE.includes(name)) {
      return [{ ...base, spec: {}, owner: { foreign: "another region of this account" } }];
    }
    throw withHint(error as Error, want.name);
  }
  const [spec, tags] = await Promise.all([readSettings(cx, bucket, want.spec), readTags(cx, bucket, want)]);
  return [{ ...base, spec: { ...spec, ...encryption }, tags, keep: "data" }];
}

type Encryption = Pick<Partial<S3Bucket>, "encryption" | "bucketKey">;
type Bucket = { Bucket: string; ExpectedBucketOwner: string };

async function readEncryption(cx: ReadContext, bucket: Bucket): Promise<Encryption> {
  const none = ["ServerSideEncryptionConfigurationNotFoundError"];
  const answer = await orUndefined(cx.aws.call("s3", "GetBucketEncryption", bucket), none);
  const rule = answer?.ServerSideEncryptionConfiguration?.Rules?.[0];
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: key } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  return {
    // A key with another algorithm than the wanted one is told with it.
    ...(algorithm === undefined
      ? {}
      : {
          encryption: algorithm === "aws:kms" && key !== undefined ? key : [algorithm, key].join(" ").trim(),
        }),
    ...(rule?.BucketKeyEnabled === true ? { bucketKey: true } : {}),
  };
}

async function readSettings(cx: ReadContext, bucket: Bucket, declared: S3Bucket): Promise<Partial<S3Bucket>> {
  const { aws } = cx;
  const [access, lifecycle, versioning, ownership, policy] = await Promise.all([
    orUndefined(aws.call("s3", "GetPublicAccessBlock", bucket), ["NoSuchPublicAccessBlockConfiguration"]),
    orUndefined(aws.call("s3", "GetBucketLifecycleConfiguration", bucket), ["NoSuchLifecycleConfiguration"]),
    declared.versioning === undefined ? undefined : aws.call("s3", "GetBucketVersioning", bucket),
    declared.ownership === undefined
      ? undefined
      : orUndefined(aws.call("s3", "GetBucketOwnershipControls", bucket), ["OwnershipControlsNotFoundError"]),
    declared.policy === undefined
      ? undefined
      : orUndefined(aws.call("s3", "GetBucketPolicy", bucket), ["NoSuchBucketPolicy"]),
  ]);
  const block = access?.PublicAccessBlockConfiguration;
  const blocked =
    block?.BlockPublicAcls === true &&
    block.IgnorePublicAcls === true &&
    block.BlockPublicPolicy === true &&
    block.RestrictPublicBuckets === true;
  return {
    ...(blocked ? { publicAccessBlock: true } : {}),
    lifecycle: (lifecycle?.Rules ?? []).map(fromLifecycle),
    versioning: versioning?.Status as S3Bucket["versioning"],
    ownership: ownership?.OwnershipControls?.Rules?.[0]?.ObjectOwnership as S3Bucket["ownership"],
    policy: canonicalPolicy(policy?.Policy),
  };
}

function readTags(cx: ReadContext, bucket: Bucket, want: Wanted<S3Bucket>) {
  return cx.tagsOf(bucketArn(cx, bucket.Bucket), want.tags, async () => {
    return (await readBucketTags(cx.aws, bucket.Bucket, cx.stack.account)) ?? {};
  });
}

/** Tags of a bucket of this account and region, as S3 itself has them; undefined when there is no such bucket. */
export async function readBucketTags(aws: Aws, Bucket: string, account: string): Promise<Tags | undefined> {
  try {
    const answer = await aws.call("s3", "GetBucketTagging", { Bucket, ExpectedBucketOwner: account });
    return tagsFromList(answer.TagSet);
  } catch (error) {
    const { name } = error as Error;
    if (name === "NoSuchTagSet") return {};
    if (name === "NoSuchBucket" || ELSEWHERE.includes(name)) return undefined;
    throw withHint(error as Error, Bucket);
  }
}

function withHint(error: Error, name: string): Error {
  if (error.name !== "AccessDenied" && error.name !== "Forbidden") return error;
  const hint = `bucket ${name} may belong to another account; if so, choose another logging.bucketPrefix`;
  return Object.assign(error, { message: `${error.message} (${hint})` });
}

function bucketArn(cx: ReadContext, name: string): string {
  return `arn:${cx.stack.partition}:s3:::${name}`;
}
