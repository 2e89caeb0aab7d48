import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkTags } from "../../validate.js";
import { bucketOf } from "./access.js";
import { bucketsOf } from "./rows.js";

/** Bucket tags. A put replaces the whole set. */
export const tags: Handlers<"s3"> = {
  GetBucketTagging(input, call) {
    const bucket = bucketOf(input, call);
    if (bucket.tags.length === 0) refuse("NoSuchTagSet", "The TagSet does not exist", 404);
    return { TagSet: bucket.tags.map((tag) => ({ ...tag })) };
  },

  PutBucketTagging(input, call) {
    const bucket = bucketOf(input, call);
    const given = checkTags(input.Tagging?.TagSet, { error: "InvalidTag", tooMany: "BadRequest" });
    bucketsOf(call).put(bucket.name, { ...bucket, tags: given });
    return {};
  },

  DeleteBucketTagging(input, call) {
    bucketsOf(call).put(input.Bucket ?? "", { ...bucketOf(input, call), tags: [] });
    return {};
  },
};
