import type { LoggingConfig } from "@aws-sdk/client-bedrock";
import { isDenied } from "../../src/aws/errors.js";
import type { Live, ReadContext, Tags } from "../../src/engine/kind.js";
import { ownershipOf } from "../../src/engine/ownership.js";
import { tagsFromList } from "../../src/engine/tag-index.js";
import { orUndefined } from "../absent.js";

/**
 * Whose a logging configuration is that delivers to somebody else's places. It cannot be tagged; the role that delivers
 * and the bucket can, and one that a stack made says so.
 */
export async function ownerOfLogging(cx: ReadContext, found: LoggingConfig): Promise<Live["owner"]> {
  const { cloudWatchConfig, s3Config } = found;
  const tags = [
    await roleTags(cx, cloudWatchConfig?.roleArn),
    await bucketTags(cx, s3Config?.bucketName ?? cloudWatchConfig?.largeDataDeliveryS3Config?.bucketName),
  ];
  for (const own of tags) {
    const judged = ownershipOf({ kind: "", name: "", spec: {}, tags: own, attributes: {} }, cx.stack);
    if (judged.whose === "foreign") return { foreign: judged.owner };
  }
  return "unowned";
}

async function roleTags(cx: ReadContext, arn: string | undefined): Promise<Tags> {
  if (arn === undefined) return {};
  const RoleName = arn.slice(arn.lastIndexOf("/") + 1);
  const read = cx.aws.call("iam", "GetRole", { RoleName });
  const { Role } = (await orUnseen(read, ["NoSuchEntityException"])) ?? {};
  return Role?.Arn === arn ? tagsFromList(Role.Tags) : {};
}

async function bucketTags(cx: ReadContext, Bucket: string | undefined): Promise<Tags> {
  if (Bucket === undefined) return {};
  const read = cx.aws.call("s3", "GetBucketTagging", { Bucket, ExpectedBucketOwner: cx.stack.account });
  const none = ["NoSuchTagSet", "NoSuchBucket", "PermanentRedirect", "IllegalLocationConstraintException"];
  return tagsFromList((await orUnseen(read, none))?.TagSet);
}

/** Somebody else's role or bucket may be closed to the caller: then it tells nothing. */
async function orUnseen<T>(read: Promise<T>, absent: readonly string[]): Promise<T | undefined> {
  try {
    return await orUndefined(read, absent);
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}
