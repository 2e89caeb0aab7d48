import { isDenied } from "../../src/aws/errors.js";
import type { Live, ReadContext, Wanted } from "../../src/engine/kind.js";
import { KEY_TAG, ownershipOf } from "../../src/engine/ownership.js";
import { readBucketTags } from "./s3-bucket-read.js";
import type { S3Bucket } from "./s3-bucket.js";

/** Key of the bucket that holds the logs and the profile register. */
export const LOGS_BUCKET = "logging/logs-bucket";

/**
 * Buckets of this stack that were what `want` is to be, before another prefix made another name of it. They hold data
 * that nothing else has: plan, status and destroy go on to know them. The tag index knows where they are; where it is
 * missing, and the wanted bucket too, invocation logging still delivers to the old one.
 */
export async function formerBuckets(
  cx: ReadContext,
  want: Wanted<S3Bucket>,
  exists: boolean,
): Promise<Live<S3Bucket>[]> {
  const indexed = (await cx.tagsOf.withKey(want.key)).map((arn) => arn.slice(arn.lastIndexOf(":") + 1));
  const delivered = want.key === LOGS_BUCKET && !exists ? await deliveredTo(cx) : [];
  const names = new Set([...indexed, ...delivered].filter((name) => name !== want.name));
  return (await Promise.all([...names].map((name) => formerBucket(cx, want.key, name)))).flat();
}

async function formerBucket(cx: ReadContext, key: string, name: string): Promise<Live<S3Bucket>[]> {
  const tags = await readBucketTags(cx.aws, name, cx.stack.account).catch((error: unknown) => {
    if (isDenied(error)) return undefined;
    throw error;
  });
  if (tags?.[KEY_TAG] !== key) return [];
  const arn = `arn:${cx.stack.partition}:s3:::${name}`;
  const live = { kind: "s3-bucket", name, spec: {}, tags, keep: "data" as const, attributes: { name, arn } };
  return ownershipOf(live, cx.stack).whose === "ours" ? [live] : [];
}

async function deliveredTo(cx: ReadContext): Promise<string[]> {
  const { loggingConfig } = await cx.aws.call("bedrock", "GetModelInvocationLoggingConfiguration", {});
  const name = loggingConfig?.s3Config?.bucketName;
  return name === undefined ? [] : [name];
}
