import type { BucketLocationConstraint, CreateBucketCommandInput } from "@aws-sdk/client-s3";
import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkTags, page } from "../../validate.js";
import { asHead, bucketArn, bucketOf, isForeign } from "./access.js";
import { checkBucketName } from "./bucket-name.js";
import { type BucketRow, bucketsOf, objectsOf } from "./rows.js";
import { CLOSED, DEFAULT_ENCRYPTION } from "./settings.js";

const HOME = "us-east-1";

export const buckets: Handlers<"s3"> = {
  CreateBucket(input, call) {
    const name = input.Bucket ?? "";
    checkBucketName(name);
    checkLocation(input.CreateBucketConfiguration?.LocationConstraint, call);
    const answer = {
      Location: call.region === HOME ? `/${name}` : `http://${name}.s3.amazonaws.com/`,
      BucketArn: bucketArn(call, name),
    };
    if (isForeign(name)) {
      const text =
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system.";
      refuse("BucketAlreadyExists", `${text} Please select a different name and try again.`, 409);
    }
    const existing = bucketsOf(call).get(name);
    if (existing !== undefined) {
      // Creating a bucket again in us-east-1 succeeds and changes nothing (CreateBucket, "BucketAlreadyOwnedByYou").
      if (existing.region === HOME && call.region === HOME) return answer;
      const text = "Your previous request to create the named bucket succeeded and you already own it.";
      refuse("BucketAlreadyOwnedByYou", text, 409);
    }
    bucketsOf(call).put(name, newBucket(input, call));
    return answer;
  },

  HeadBucket(input, call) {
    const bucket = asHead(() => bucketOf(input, call));
    return { BucketRegion: bucket.region, BucketArn: bucketArn(call, bucket.name), AccessPointAlias: false };
  },

  GetBucketLocation(input, call) {
    const region = bucketsOf(call).get(input.Bucket ?? "")?.region ?? call.region;
    const bucket = bucketOf(input, { ...call, region });
    return bucket.region === HOME ? {} : { LocationConstraint: bucket.region as BucketLocationConstraint };
  },

  ListBuckets(input, call) {
    const found = bucketsOf(call)
      .values()
      .filter((b) => b.name.startsWith(input.Prefix ?? ""))
      .filter((b) => input.BucketRegion === undefined || b.region === input.BucketRegion)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const { items, nextToken } = page(found, {
      size: input.MaxBuckets,
      max: 10_000,
      token: input.ContinuationToken,
      error: "InvalidArgument",
    });
    return {
      Buckets: items.map((b) => ({
        Name: b.name,
        CreationDate: new Date(b.createdAt),
        BucketRegion: b.region,
        BucketArn: bucketArn(call, b.name),
      })),
      Owner: { ID: call.account.padStart(64, "0") },
      ...(nextToken === undefined ? {} : { ContinuationToken: nextToken }),
    };
  },

  DeleteBucket(input, call) {
    const bucket = bucketOf(input, call);
    if (objectsOf(call, bucket.name).values().length > 0) {
      const hint = bucket.versioning === undefined ? "" : " You must delete all versions in the bucket.";
      refuse("BucketNotEmpty", `The bucket you tried to delete is not empty.${hint}`, 409);
    }
    bucketsOf(call).delete(bucket.name);
    return {};
  },
};

function newBucket(input: CreateBucketCommandInput, call: Call): BucketRow {
  return {
    name: input.Bucket ?? "",
    region: call.region,
    createdAt: call.now.toISOString(),
    tags: [...call.systemTags, ...checkTags(input.CreateBucketConfiguration?.Tags, { error: "InvalidTag" })],
    encryption: DEFAULT_ENCRYPTION,
    publicAccessBlock: CLOSED,
    ownership: { Rules: [{ ObjectOwnership: input.ObjectOwnership ?? "BucketOwnerEnforced" }] },
  };
}

function checkLocation(constraint: string | undefined, call: Call): void {
  const expected = call.region === HOME ? undefined : call.region;
  if (constraint === expected) return;
  if (constraint === HOME)
    refuse("InvalidLocationConstraint", "The specified location-constraint is not valid");
  const text = `The ${constraint ?? "unspecified"} location constraint is incompatible for the region specific`;
  refuse("IllegalLocationConstraintException", `${text} endpoint this request was sent to.`);
}
