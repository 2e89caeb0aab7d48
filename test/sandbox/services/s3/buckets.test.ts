import { describe, expect, test } from "vitest";
import { sandbox } from "../../../support/sandbox.js";
import { answerOf, withBucket } from "./support.js";

test.each([
  ["ab"],
  ["a".repeat(64)],
  ["Upper"],
  ["under_score"],
  ["-start"],
  ["end-"],
  ["two..dots"],
  ["192.168.5.4"],
  ["sthree-name"],
  ["name-s3alias"],
  ["name--ol-s3"],
])("the name %s is refused", async (Bucket) => {
  const { aws } = sandbox();
  expect(await answerOf(aws.call("s3", "CreateBucket", { Bucket }))).toEqual(["InvalidBucketName", 400]);
});

test("somebody else's bucket can be neither made nor seen", async () => {
  const { aws } = sandbox();
  const Bucket = "taken-name";
  expect(await answerOf(aws.call("s3", "CreateBucket", { Bucket }))).toEqual(["BucketAlreadyExists", 409]);
  expect((await answerOf(aws.call("s3", "HeadBucket", { Bucket })))[1]).toBe(403);
  expect(await answerOf(aws.call("s3", "GetBucketTagging", { Bucket }))).toEqual(["AccessDenied", 403]);
});

describe("making a bucket again", () => {
  test("in us-east-1 succeeds and changes nothing", async () => {
    const { aws, Bucket } = await withBucket();
    await aws.call("s3", "CreateBucket", {
      Bucket,
      CreateBucketConfiguration: { Tags: [{ Key: "a", Value: "b" }] },
    });
    expect((await answerOf(aws.call("s3", "GetBucketTagging", { Bucket })))[0]).toBe("NoSuchTagSet");
  });

  test("elsewhere is a conflict", async () => {
    const { aws } = sandbox({ region: "eu-central-1" });
    const input = {
      Bucket: "acme-eu",
      CreateBucketConfiguration: { LocationConstraint: "eu-central-1" as const },
    };
    await aws.call("s3", "CreateBucket", input);
    expect(await answerOf(aws.call("s3", "CreateBucket", input))).toEqual(["BucketAlreadyOwnedByYou", 409]);
  });
});

test("the location constraint has to be the region, and none in us-east-1", async () => {
  const { aws } = sandbox();
  const wrong = { Bucket: "acme-x", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" as const } };
  expect((await answerOf(aws.call("s3", "CreateBucket", wrong)))[0]).toBe(
    "IllegalLocationConstraintException",
  );
  const there = aws.call("s3", "CreateBucket", wrong, "eu-central-1");
  expect((await answerOf(there))[0]).toBe("IllegalLocationConstraintException");
});

test("names are global: a bucket is reached in its own region only", async () => {
  const { aws } = sandbox();
  const Bucket = "acme-eu";
  const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" as const };
  await aws.call("s3", "CreateBucket", { Bucket, CreateBucketConfiguration }, "eu-west-1");
  expect(await answerOf(aws.call("s3", "HeadBucket", { Bucket }))).toEqual(["PermanentRedirect", 301]);
  expect((await aws.call("s3", "HeadBucket", { Bucket }, "eu-west-1")).BucketRegion).toBe("eu-west-1");
  expect((await aws.call("s3", "GetBucketLocation", { Bucket })).LocationConstraint).toBe("eu-west-1");
  const listed = await aws.call("s3", "ListBuckets", { Prefix: "acme-" });
  expect(listed.Buckets).toMatchObject([{ Name: Bucket, BucketRegion: "eu-west-1" }]);
});

test("a bucket that is not there", async () => {
  const { aws } = sandbox();
  const Bucket = "acme-nothing";
  expect(await answerOf(aws.call("s3", "HeadBucket", { Bucket }))).toEqual(["NotFound", 404]);
  expect(await answerOf(aws.call("s3", "GetBucketLocation", { Bucket }))).toEqual(["NoSuchBucket", 404]);
});

test("an unexpected owner is denied", async () => {
  const { aws, Bucket } = await withBucket();
  const ExpectedBucketOwner = "210987654321";
  const put = aws.call("s3", "PutObject", { Bucket, Key: "k", Body: "x", ExpectedBucketOwner });
  expect(await answerOf(put)).toEqual(["AccessDenied", 403]);
  await aws.call("s3", "PutObject", { Bucket, Key: "k", Body: "x", ExpectedBucketOwner: "123456789012" });
});

test("only an empty bucket can be deleted; old versions and markers count", async () => {
  const { aws, Bucket, put } = await withBucket(true);
  await put("k");
  await aws.call("s3", "DeleteObject", { Bucket, Key: "k" });
  expect(await answerOf(aws.call("s3", "DeleteBucket", { Bucket }))).toEqual(["BucketNotEmpty", 409]);
  const { Versions = [], DeleteMarkers = [] } = await aws.call("s3", "ListObjectVersions", { Bucket });
  for (const { Key, VersionId } of [...Versions, ...DeleteMarkers]) {
    await aws.call("s3", "DeleteObject", { Bucket, Key, VersionId });
  }
  await aws.call("s3", "DeleteBucket", { Bucket });
  expect((await answerOf(aws.call("s3", "HeadBucket", { Bucket })))[0]).toBe("NotFound");
});

test("another process sees the bucket and its objects", async () => {
  const { dir, Bucket, put } = await withBucket();
  await put("k", "hello");
  const { aws } = sandbox({ dir });
  const { Body } = await aws.call("s3", "GetObject", { Bucket, Key: "k" });
  expect(await Body?.transformToString()).toBe("hello");
});
