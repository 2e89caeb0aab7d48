import { expect, test } from "vitest";
import type { BucketLagOptions } from "../../src/sandbox/bucket-lag.js";
import { refusal, sandbox } from "../support/sandbox.js";

const Bucket = "acme-logs";
const Key = "k";

async function bucket(buckets: BucketLagOptions) {
  const { aws } = sandbox({ faults: { buckets } });
  await aws.call("s3", "CreateBucket", { Bucket });
  const put = async (Body: string, condition: { IfMatch?: string; IfNoneMatch?: string } = {}) =>
    (await aws.call("s3", "PutObject", { Bucket, Key, Body, ...condition })).ETag ?? "";
  const get = async () => {
    const { Body } = await aws.call("s3", "GetObject", { Bucket, Key });
    return Body?.transformToString();
  };
  const versioned = () =>
    aws.call("s3", "PutBucketVersioning", { Bucket, VersioningConfiguration: { Status: "Enabled" } });
  return { aws, put, get, versioned };
}

test("newBucket: so many calls do not find the bucket, then it is there for good", async () => {
  const { aws, versioned } = await bucket({ newBucket: 2 });
  expect((await refusal(versioned())).name).toBe("NoSuchBucket");
  expect((await refusal(aws.call("s3", "HeadBucket", { Bucket }))).name).toBe("NotFound");
  await versioned();
  await aws.call("s3", "CreateBucket", { Bucket });
  await versioned();
});

test("oldSettings: each setting is read as it was, so many times, and written as it is", async () => {
  const { aws, versioned } = await bucket({ oldSettings: 2 });
  const status = async () => (await aws.call("s3", "GetBucketVersioning", { Bucket })).Status;
  const tags = async () =>
    (await aws.call("s3", "GetBucketTagging", { Bucket }).catch(() => undefined))?.TagSet;
  await versioned();
  await aws.call("s3", "PutBucketTagging", { Bucket, Tagging: { TagSet: [{ Key: "a", Value: "1" }] } });
  expect([await status(), await tags()]).toEqual([undefined, undefined]);
  expect([await status(), await status()]).toEqual([undefined, "Enabled"]);
  expect([await tags(), await tags()]).toEqual([undefined, [{ Key: "a", Value: "1" }]]);
});

test("hiddenObjects: what is written after versioning was first enabled is not found so many times", async () => {
  const { aws, put, get, versioned } = await bucket({ hiddenObjects: 1 });
  await put("before");
  expect(await get()).toBe("before");
  await versioned();
  expect(await get()).toBe("before");
  const etag = await put("after");
  expect((await refusal(get())).name).toBe("NoSuchKey");
  expect(await get()).toBe("after");
  await put("again");
  expect((await refusal(put("never", { IfMatch: etag }))).name).toBe("NoSuchKey");
  expect((await refusal(put("never", { IfMatch: etag }))).name).toBe("PreconditionFailed");
  await put("once more");
  await put("written over", { IfNoneMatch: "*" });
  expect((await refusal(get())).name).toBe("NoSuchKey");
  expect(await get()).toBe("written over");
  const { Contents } = await aws.call("s3", "ListObjectsV2", { Bucket });
  expect(Contents).toHaveLength(1);
});
