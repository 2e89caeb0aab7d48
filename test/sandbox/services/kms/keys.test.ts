import { describe, expect, test } from "vitest";
import type { Aws } from "../../../../src/aws/aws.js";
import { refusal, sandbox } from "../../../support/sandbox.js";
import { answerOf } from "../s3/support.js";

const ROOT = { AWS: "arn:aws:iam::123456789012:root" };
const LOGS = { Service: "logs.us-east-1.amazonaws.com" };
const BEDROCK = { Service: "bedrock.amazonaws.com" };
const allow = (Principal: object, Action: string) => ({ Effect: "Allow", Principal, Action, Resource: "*" });
const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

async function newKey(aws: Aws, ...statements: object[]) {
  const made = await aws.call(
    "kms",
    "CreateKey",
    statements.length === 0 ? {} : { Policy: policy(...statements) },
  );
  return made.KeyMetadata?.Arn ?? "";
}

describe("keys", () => {
  test("are made with a policy that leaves everything to IAM, described, and changed", async () => {
    const { aws } = sandbox();
    const KeyId = await newKey(aws);
    expect(KeyId).toMatch(/^arn:aws:kms:us-east-1:123456789012:key\/[0-9a-f-]{36}$/);
    const described = async () => (await aws.call("kms", "DescribeKey", { KeyId })).KeyMetadata;
    expect(await described()).toMatchObject({
      ...{ Arn: KeyId, KeyState: "Enabled", KeySpec: "SYMMETRIC_DEFAULT", KeyUsage: "ENCRYPT_DECRYPT" },
      ...{ KeyManager: "CUSTOMER", Enabled: true },
    });
    const read = async () => (await aws.call("kms", "GetKeyPolicy", { KeyId })).Policy;
    expect(JSON.parse((await read()) ?? "")).toMatchObject({
      Statement: [{ Principal: ROOT, Action: "kms:*" }],
    });
    const Policy = policy(allow(ROOT, "kms:*"), allow(LOGS, "kms:*"));
    await aws.call("kms", "PutKeyPolicy", { KeyId, Policy });
    expect(await read()).toBe(Policy);
    await aws.call("kms", "DisableKey", { KeyId });
    expect((await described())?.KeyState).toBe("Disabled");
    await aws.call("kms", "EnableKey", { KeyId });
    expect((await described())?.KeyState).toBe("Enabled");
    await aws.call("kms", "ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
    expect((await described())?.KeyState).toBe("PendingDeletion");
    expect((await refusal(aws.call("kms", "EnableKey", { KeyId }))).name).toBe("KMSInvalidStateException");
  });

  test.each([
    ["arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000", "NotFoundException"],
    ["arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab", "NotFoundException"],
    ["arn:aws:kms:us-east-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab", "AccessDeniedException"],
    ["alias/logs", "NotFoundException"],
  ])("%s: %s", async (KeyId, name) => {
    expect((await refusal(sandbox().aws.call("kms", "DescribeKey", { KeyId }))).name).toBe(name);
  });

  test("a policy is checked, and a key has one only", async () => {
    const { aws } = sandbox();
    const bad = aws.call("kms", "CreateKey", { Policy: "{}" });
    expect((await refusal(bad)).name).toBe("MalformedPolicyDocumentException");
    const other = aws.call("kms", "GetKeyPolicy", { KeyId: await newKey(aws), PolicyName: "other" });
    expect((await refusal(other)).name).toBe("ValidationException");
  });
});

describe("a log group", () => {
  const logGroupName = "/g";
  const context = (arn: string) => ({
    ...allow(LOGS, "kms:*"),
    Condition: { ArnEquals: { "kms:EncryptionContext:aws:logs:arn": arn } },
  });
  const OWN = "arn:aws:logs:us-east-1:123456789012:log-group:/g";

  test("takes a key whose policy lets CloudWatch Logs use it, and gives it back", async () => {
    const { aws } = sandbox();
    const shown = async () => (await aws.call("logs", "DescribeLogGroups", {})).logGroups?.[0]?.kmsKeyId;
    const kmsKeyId = await newKey(aws, allow(ROOT, "kms:*"), context(OWN));
    await aws.call("logs", "CreateLogGroup", { logGroupName, kmsKeyId });
    expect(await shown()).toBe(kmsKeyId);
    await aws.call("logs", "DisassociateKmsKey", { logGroupName });
    expect(await shown()).toBeUndefined();
    await aws.call("logs", "AssociateKmsKey", { logGroupName, kmsKeyId });
    expect(await shown()).toBe(kmsKeyId);
  });

  test("refuses any other", async () => {
    const { aws } = sandbox();
    await aws.call("logs", "CreateLogGroup", { logGroupName });
    const associate = (kmsKeyId: string) => aws.call("logs", "AssociateKmsKey", { logGroupName, kmsKeyId });
    const denied = await newKey(aws);
    const elsewhere = await newKey(aws, allow(ROOT, "kms:*"), context(`${OWN}-other`));
    for (const key of [denied, elsewhere]) {
      expect(await refusal(associate(key))).toEqual({
        name: "AccessDeniedException",
        message: `The specified KMS key does not exist or is not allowed to be used with Arn '${OWN}'`,
      });
    }
    const disabled = await newKey(aws, context(OWN));
    await aws.call("kms", "DisableKey", { KeyId: disabled });
    const missing = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000";
    for (const key of [disabled, missing, "1234abcd-12ab-34cd-56ef-1234567890ab"]) {
      expect((await refusal(associate(key))).name).toBe("InvalidParameterException");
    }
  });
});

describe("objects", () => {
  const Bucket = "acme-logs";
  const encrypted = async (aws: Aws, KMSMasterKeyID: string) => {
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID } };
    const ServerSideEncryptionConfiguration = { Rules: [rule] };
    await aws.call("s3", "PutBucketEncryption", { Bucket, ServerSideEncryptionConfiguration });
  };
  const put = (aws: Aws, Key: string) => aws.call("s3", "PutObject", { Bucket, Key, Body: "hello" });

  test("say which key they are encrypted with, and stay with it", async () => {
    const { aws } = sandbox();
    await aws.call("s3", "CreateBucket", { Bucket });
    await put(aws, "plain");
    const key = await newKey(aws);
    await encrypted(aws, key);
    const [a, b] = [await put(aws, "a"), await put(aws, "b")];
    expect(a).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: key });
    // No digest of the content.
    expect(a.ETag).not.toBe(b.ETag);
    const kind = async (Key: string) =>
      (await aws.call("s3", "HeadObject", { Bucket, Key })).ServerSideEncryption;
    expect([await kind("plain"), await kind("a")]).toEqual(["AES256", "aws:kms"]);
    await aws.call("s3", "CopyObject", { Bucket, Key: "plain", CopySource: `${Bucket}/plain` });
    expect(await kind("plain")).toBe("aws:kms");
  });

  test("are out of reach for whom the key's policy leaves out, and with a key that is off", async () => {
    const { aws } = sandbox();
    await aws.call("s3", "CreateBucket", { Bucket });
    const closed = await newKey(aws, allow({ AWS: "arn:aws:iam::210987654321:root" }, "kms:*"));
    await encrypted(aws, closed);
    expect(await answerOf(put(aws, "a"))).toEqual(["AccessDenied", 403]);
    const named = await newKey(
      aws,
      allow({ AWS: "arn:aws:iam::123456789012:role/PlatformAdmin" }, "kms:Gen*"),
    );
    await encrypted(aws, named);
    await put(aws, "a");
    expect(await answerOf(aws.call("s3", "GetObject", { Bucket, Key: "a" }))).toEqual(["AccessDenied", 403]);
    expect(await answerOf(aws.call("s3", "HeadObject", { Bucket, Key: "a" }))).toEqual(["Forbidden", 403]);
    await aws.call("kms", "DisableKey", { KeyId: named });
    expect((await answerOf(put(aws, "b")))[0]).toBe("KMS.DisabledException");
    await encrypted(aws, "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000");
    expect((await answerOf(put(aws, "b")))[0]).toBe("KMS.NotFoundException");
  });

  test.each([
    ["lets it", [allow(BEDROCK, "kms:GenerateDataKey")], "ok"],
    [
      "lets it from this account",
      [{ ...allow(BEDROCK, "kms:*"), Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } } }],
      "ok",
    ],
    ["does not", [allow(BEDROCK, "kms:Decrypt")], "ValidationException"],
    [
      "lets it from another account",
      [{ ...allow(BEDROCK, "kms:*"), Condition: { StringEquals: { "aws:SourceAccount": "210987654321" } } }],
      "ValidationException",
    ],
  ])("Bedrock delivers where the key's policy %s", async (_what, statements, answer) => {
    const { aws } = sandbox();
    await aws.call("s3", "CreateBucket", { Bucket });
    const Resource = `arn:aws:s3:::${Bucket}/*`;
    await aws.call("s3", "PutBucketPolicy", {
      Bucket,
      Policy: policy({ ...allow(BEDROCK, "s3:PutObject"), Resource }),
    });
    await encrypted(aws, await newKey(aws, allow(ROOT, "kms:*"), ...statements));
    const loggingConfig = { s3Config: { bucketName: Bucket } };
    const configured = aws.call("bedrock", "PutModelInvocationLoggingConfiguration", { loggingConfig });
    expect(
      await configured.then(
        () => "ok",
        (error: Error) => error.name,
      ),
    ).toBe(answer);
  });
});
