import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { type Tag, checkTags } from "../../validate.js";
import { bucketOf } from "./access.js";
import { type BucketRow, bucketsOf } from "./rows.js";

/** Bucket tags. A put replaces the whole set. */
export const tags: Handlers<"s3"> = {
  GetBucketTagging(input, call) {
    const bucket = bucketOf(input, call);
    if (bucket.tags.length === 0) refuse("NoSuchTagSet", "The TagSet does not exist", 404);
    return { TagSet: bucket.tags.map((tag) => ({ ...tag })) };
  },

  PutBucketTagging(input, call) {
    const bucket = bucketOf(input, call);
    const all = input.Tagging?.TagSet ?? [];
    checkSystemTags(bucket, all);
    const given = checkTags(
      all.filter((tag) => !isSystem(tag)),
      { error: "InvalidTag", tooMany: "BadRequest" },
    );
    bucketsOf(call).put(bucket.name, { ...bucket, tags: [...bucket.tags.filter(isSystem), ...given] });
    return {};
  },

  DeleteBucketTagging(input, call) {
    const bucket = bucketOf(input, call);
    checkSystemTags(bucket, []);
    bucketsOf(call).put(bucket.name, { ...bucket, tags: [] });
    return {};
  },
};

function isSystem({ Key }: { Key?: string | undefined }): boolean {
  return Key?.startsWith("aws:") === true;
}

/** Tags that AWS put on the bucket, as CloudFormation does, have to be sent along as they are. */
function checkSystemTags({ tags: kept }: BucketRow, given: readonly Partial<Tag>[]): void {
  const has = (list: readonly Partial<Tag>[], { Key, Value }: Partial<Tag>) =>
    list.some((tag) => tag.Key === Key && tag.Value === Value);
  if (!kept.filter(isSystem).every((tag) => has(given, tag))) {
    refuse("InvalidTag", "System Tags cannot be removed by requester");
  }
  if (!given.filter(isSystem).every((tag) => has(kept, tag))) {
    refuse("InvalidTag", "System Tags cannot be added/updated by requester");
  }
}
