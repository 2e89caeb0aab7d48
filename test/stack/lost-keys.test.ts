import { expect, test } from "vitest";
import { lostKeyWarnings } from "../../src/stack/lost-keys.js";
import { applied, world, yamlOf } from "./stack.js";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const OTHER = KEY.replace("1234abcd", "dcba4321");
const PLAIN = yamlOf((c) => (c.logging.kmsKeyArn = null));

test("a plan that takes somebody's key off a bucket, the log group or the workgroup says so", async () => {
  const account = await applied(PLAIN);
  const aws = account.aws();
  const lost = async (yaml: string) => {
    const { warnings } = (await world(account).plan(yaml)).plan;
    return warnings.filter((text) => text.includes("no longer encrypted")).toSorted();
  };
  expect(await lost(PLAIN)).toEqual([]);
  await aws.call("logs", "AssociateKmsKey", {
    logGroupName: "/aws/bedrock/acme-claude-invocations",
    kmsKeyId: KEY,
  });
  const rule = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: KEY },
  };
  await aws.call("s3", "PutBucketEncryption", {
    Bucket: "acme-corp-claude-bedrock-invocation-logs",
    ServerSideEncryptionConfiguration: { Rules: [rule] },
  });
  const EncryptionConfiguration = { EncryptionOption: "SSE_KMS" as const, KmsKey: KEY };
  await aws.call("athena", "UpdateWorkGroup", {
    WorkGroup: "acme-claude-bedrock-logs",
    ConfigurationUpdates: { ResultConfigurationUpdates: { EncryptionConfiguration } },
  });
  const warnings = await lost(PLAIN);
  expect(warnings.map((text) => text.slice(0, text.indexOf(", since")))).toEqual([
    `athena-workgroup acme-claude-bedrock-logs is no longer encrypted with the key ${KEY}`,
    `log-group /aws/bedrock/acme-claude-invocations is no longer encrypted with the key ${KEY}`,
    `s3-bucket acme-corp-claude-bedrock-invocation-logs is no longer encrypted with the key ${KEY}`,
  ]);
  expect(await lost(yamlOf((c) => (c.logging.kmsKeyArn = OTHER)))).toEqual([]);
});

test.each<[before: unknown, after: unknown, key: string | undefined]>([
  [`aws:kms:dsse ${KEY}`, "AES256", KEY],
  [`CSE_KMS ${KEY}`, "SSE_S3", KEY],
  ["alias/mine", "AES256", "alias/mine"],
  [KEY, OTHER, undefined],
  ["AES256", KEY, undefined],
  ["aws:kms", "AES256", undefined],
  ["arn:aws:kms:us-east-1:123456789012:alias/aws/s3", "AES256", undefined],
  [undefined, "SSE_S3", undefined],
])("from %s to %s", (before, after, key) => {
  const change = { kind: "s3-bucket", name: "b", fields: [{ path: "encryption", before, after }] };
  const warnings = lostKeyWarnings({ changes: [change] } as unknown as Parameters<typeof lostKeyWarnings>[0]);
  expect(warnings).toEqual(key === undefined ? [] : [expect.stringContaining(`the key ${key}, since`)]);
});
