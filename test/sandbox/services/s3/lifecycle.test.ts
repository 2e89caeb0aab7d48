import type { LifecycleRule } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { answerOf, withBucket } from "./support.js";

const rule: LifecycleRule = {
  ID: "archive",
  Status: "Enabled",
  Filter: { Prefix: "" },
  Transitions: [{ Days: 90, StorageClass: "STANDARD_IA" }],
  Expiration: { Days: 365 },
  NoncurrentVersionExpiration: { NoncurrentDays: 30 },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
};

test("rules read back as given, with what S3 fills in, and can be removed", async () => {
  const { aws, Bucket } = await withBucket();
  const read = () => aws.call("s3", "GetBucketLifecycleConfiguration", { Bucket });
  expect(await answerOf(read())).toEqual(["NoSuchLifecycleConfiguration", 404]);
  const dated: LifecycleRule = {
    Status: "Disabled",
    Filter: { Prefix: "tmp/" },
    Expiration: { Date: new Date("2027-01-01T00:00:00Z") },
  };
  await aws.call("s3", "PutBucketLifecycleConfiguration", {
    Bucket,
    LifecycleConfiguration: { Rules: [rule, dated] },
  });
  const found = await read();
  expect(found.Rules).toEqual([rule, { ...dated, ID: expect.stringMatching(/^\w{48}$/) }]);
  expect(found.TransitionDefaultMinimumObjectSize).toBe("all_storage_classes_128K");
  await aws.call("s3", "DeleteBucketLifecycle", { Bucket });
  expect((await answerOf(read()))[0]).toBe("NoSuchLifecycleConfiguration");
});

test.each<[string, LifecycleRule[], string]>([
  ["no rule", [], "MalformedXML"],
  ["no filter", [{ ...rule, Filter: undefined }], "MalformedXML"],
  ["filter and prefix", [{ ...rule, Prefix: "a" }], "MalformedXML"],
  ["an unknown status", [{ ...rule, Status: "On" as "Enabled" }], "MalformedXML"],
  [
    "an unknown storage class",
    [{ ...rule, Transitions: [{ Days: 90, StorageClass: "X" as "GLACIER" }] }],
    "MalformedXML",
  ],
  [
    "two ways to expire",
    [{ ...rule, Expiration: { Days: 400, ExpiredObjectDeleteMarker: true } }],
    "MalformedXML",
  ],
  ["nothing to do", [{ ID: "x", Status: "Enabled", Filter: { Prefix: "" } }], "InvalidRequest"],
  ["an ID of 256 characters", [{ ...rule, ID: "x".repeat(256) }], "InvalidArgument"],
  ["an ID twice", [rule, rule], "InvalidArgument"],
  [
    "infrequent access after 29 days",
    [{ ...rule, Transitions: [{ Days: 29, StorageClass: "STANDARD_IA" }] }],
    "InvalidArgument",
  ],
  ["expiration with the transition", [{ ...rule, Expiration: { Days: 90 } }], "InvalidArgument"],
  ["expiration after 0 days", [{ ...rule, Expiration: { Days: 0 } }], "InvalidArgument"],
  [
    "noncurrent versions after 0 days",
    [{ ...rule, NoncurrentVersionExpiration: { NoncurrentDays: 0 } }],
    "InvalidArgument",
  ],
  [
    "uploads aborted after 0 days",
    [{ ...rule, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 0 } }],
    "InvalidArgument",
  ],
])("refuses %s", async (_what, Rules, name) => {
  const { aws, Bucket } = await withBucket();
  const put = aws.call("s3", "PutBucketLifecycleConfiguration", {
    Bucket,
    LifecycleConfiguration: { Rules },
  });
  expect((await answerOf(put))[0]).toBe(name);
});
