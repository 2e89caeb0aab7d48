import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";
import { answerOf, setVersioning, withBucket } from "./support.js";

test("a new bucket is encrypted, closed to the public, owned by its owner and not versioned", async () => {
  const { aws, Bucket } = await withBucket();
  const encryption = await aws.call("s3", "GetBucketEncryption", { Bucket });
  expect(encryption.ServerSideEncryptionConfiguration?.Rules).toMatchObject([
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false },
  ]);
  const access = await aws.call("s3", "GetPublicAccessBlock", { Bucket });
  expect(Object.values(access.PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
  const ownership = await aws.call("s3", "GetBucketOwnershipControls", { Bucket });
  expect(ownership.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: "BucketOwnerEnforced" }]);
  expect((await aws.call("s3", "GetBucketVersioning", { Bucket })).Status).toBeUndefined();
});

test("each setting is what was put last", async () => {
  const { aws, Bucket } = await withBucket();
  await setVersioning(aws, Bucket, "Enabled");
  await setVersioning(aws, Bucket, "Suspended");
  expect((await aws.call("s3", "GetBucketVersioning", { Bucket })).Status).toBe("Suspended");
  await aws.call("s3", "PutPublicAccessBlock", {
    Bucket,
    PublicAccessBlockConfiguration: { BlockPublicAcls: true },
  });
  const access = await aws.call("s3", "GetPublicAccessBlock", { Bucket });
  expect(access.PublicAccessBlockConfiguration).toMatchObject({
    BlockPublicAcls: true,
    BlockPublicPolicy: false,
  });
  await aws.call("s3", "DeletePublicAccessBlock", { Bucket });
  const gone = aws.call("s3", "GetPublicAccessBlock", { Bucket });
  expect(await answerOf(gone)).toEqual(["NoSuchPublicAccessBlockConfiguration", 404]);
  const Rules = [{ ObjectOwnership: "ObjectWriter" as const }];
  await aws.call("s3", "PutBucketOwnershipControls", { Bucket, OwnershipControls: { Rules } });
  const ownership = await aws.call("s3", "GetBucketOwnershipControls", { Bucket });
  expect(ownership.OwnershipControls?.Rules).toEqual(Rules);
});

test("encryption with a KMS key is kept with the defaults filled in; nonsense is refused", async () => {
  const { aws, Bucket } = await withBucket();
  const put = (rule: { SSEAlgorithm: "AES256" | "aws:kms"; KMSMasterKeyID?: string }) =>
    aws.call("s3", "PutBucketEncryption", {
      Bucket,
      ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: rule }] },
    });
  await put({ SSEAlgorithm: "aws:kms", KMSMasterKeyID: "alias/logs" });
  const { ServerSideEncryptionConfiguration } = await aws.call("s3", "GetBucketEncryption", { Bucket });
  expect(ServerSideEncryptionConfiguration?.Rules?.[0]).toMatchObject({
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: "alias/logs" },
    BucketKeyEnabled: false,
  });
  expect((await answerOf(put({ SSEAlgorithm: "AES256", KMSMasterKeyID: "k" })))[0]).toBe("InvalidArgument");
  expect((await answerOf(put({ SSEAlgorithm: "DES" as "AES256" })))[0]).toBe("MalformedXML");
});

describe("tags", () => {
  test("are replaced as a whole, and gone after a delete", async () => {
    const { aws, Bucket } = await withBucket();
    expect(await answerOf(aws.call("s3", "GetBucketTagging", { Bucket }))).toEqual(["NoSuchTagSet", 404]);
    await aws.call("s3", "PutBucketTagging", { Bucket, Tagging: { TagSet: [{ Key: "a", Value: "1" }] } });
    await aws.call("s3", "PutBucketTagging", { Bucket, Tagging: { TagSet: [{ Key: "b", Value: "2" }] } });
    expect((await aws.call("s3", "GetBucketTagging", { Bucket })).TagSet).toEqual([{ Key: "b", Value: "2" }]);
    await aws.call("s3", "DeleteBucketTagging", { Bucket });
    expect((await answerOf(aws.call("s3", "GetBucketTagging", { Bucket })))[0]).toBe("NoSuchTagSet");
  });

  test("of AWS's own can be neither taken off nor put on", async () => {
    const { aws } = sandbox({ faults: { systemTags: { "aws:cloudformation:stack-name": "s" } } });
    const Bucket = "acme-stacked";
    await aws.call("s3", "CreateBucket", { Bucket });
    const write = (...TagSet: { Key: string; Value: string }[]) =>
      aws.call("s3", "PutBucketTagging", { Bucket, Tagging: { TagSet } });
    const own = { Key: "aws:cloudformation:stack-name", Value: "s" };
    const ours = { Key: "a", Value: "1" };
    const removed = { name: "InvalidTag", message: "System Tags cannot be removed by requester" };
    expect(await refusal(write(ours))).toEqual(removed);
    expect(await refusal(write(ours, { ...own, Value: "t" }))).toEqual(removed);
    expect(await refusal(aws.call("s3", "DeleteBucketTagging", { Bucket }))).toEqual(removed);
    expect((await refusal(write(own, ours, { Key: "aws:x", Value: "1" }))).name).toBe("InvalidTag");
    await write(own, ours);
    expect((await aws.call("s3", "GetBucketTagging", { Bucket })).TagSet).toEqual([own, ours]);
  });

  test("can be given at creation and are checked", async () => {
    const { aws, Bucket } = await withBucket();
    const Tags = [{ Key: "ccb:stack", Value: "p" }];
    await aws.call("s3", "CreateBucket", { Bucket: "acme-tagged", CreateBucketConfiguration: { Tags } });
    expect((await aws.call("s3", "GetBucketTagging", { Bucket: "acme-tagged" })).TagSet).toEqual(Tags);
    const TagSet = [{ Key: "aws:x", Value: "1" }];
    const bad = aws.call("s3", "PutBucketTagging", { Bucket, Tagging: { TagSet } });
    expect((await answerOf(bad))[0]).toBe("InvalidTag");
  });
});
