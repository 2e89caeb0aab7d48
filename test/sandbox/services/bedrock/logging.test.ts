import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const ACCOUNT = "123456789012";
const Bucket = "acme-logs";
const logGroupName = "/aws/bedrock/p";
const roleArn = `arn:aws:iam::${ACCOUNT}:role/p-logging`;
const s3Config = { bucketName: Bucket, keyPrefix: "p" };
const cloudWatchConfig = { logGroupName, roleArn, largeDataDeliveryS3Config: s3Config };
const MARKER = `p/AWSLogs/${ACCOUNT}/BedrockModelInvocationLogs/amazon-bedrock-logs-permission-check`;

const bucketStatement = {
  Effect: "Allow",
  Principal: { Service: "bedrock.amazonaws.com" },
  Action: "s3:PutObject",
  Resource: `arn:aws:s3:::${Bucket}/p/AWSLogs/${ACCOUNT}/BedrockModelInvocationLogs/*`,
  Condition: {
    StringEquals: { "aws:SourceAccount": ACCOUNT },
    ArnLike: { "aws:SourceArn": `arn:aws:bedrock:us-east-1:${ACCOUNT}:*` },
  },
};
const logStatement = {
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${logGroupName}:log-stream:aws/bedrock/modelinvocations`,
};
const trustStatement = {
  Effect: "Allow",
  Principal: { Service: "bedrock.amazonaws.com" },
  Action: "sts:AssumeRole",
};
const policy = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

/** Everything logging needs, with parts of it changed. */
async function prepared(change: { bucket?: object; logs?: object; trust?: object } = {}) {
  let now = Date.parse("2026-11-01T00:00:00Z");
  const { aws } = sandbox({ clock: () => new Date(now) });
  const wait = (milliseconds: number) => {
    now += milliseconds;
  };
  await aws.call("s3", "CreateBucket", { Bucket });
  await aws.call("s3", "PutBucketPolicy", {
    Bucket,
    Policy: policy({ ...bucketStatement, ...change.bucket }),
  });
  await aws.call("logs", "CreateLogGroup", { logGroupName });
  await aws.call("iam", "CreateRole", {
    RoleName: "p-logging",
    AssumeRolePolicyDocument: policy({ ...trustStatement, ...change.trust }),
  });
  const PolicyDocument = policy({ ...logStatement, ...change.logs });
  await aws.call("iam", "PutRolePolicy", { RoleName: "p-logging", PolicyName: "logs", PolicyDocument });
  const put = (loggingConfig: object) =>
    aws.call("bedrock", "PutModelInvocationLoggingConfiguration", { loggingConfig });
  return { aws, put, wait };
}

test("what was put reads back whole with its defaults, leaves a marker, and can be removed", async () => {
  const { aws, put, wait } = await prepared();
  const read = async () =>
    (await aws.call("bedrock", "GetModelInvocationLoggingConfiguration", {})).loggingConfig;
  expect(await read()).toBeUndefined();
  wait(1000);
  await put({ s3Config, cloudWatchConfig, textDataDeliveryEnabled: false });
  expect(await read()).toEqual({
    s3Config,
    cloudWatchConfig,
    textDataDeliveryEnabled: false,
    imageDataDeliveryEnabled: true,
    embeddingDataDeliveryEnabled: true,
    videoDataDeliveryEnabled: true,
    audioDataDeliveryEnabled: true,
  });
  expect((await aws.call("s3", "HeadObject", { Bucket, Key: MARKER })).ContentLength).toBe(0);
  await put({ s3Config });
  expect((await read())?.cloudWatchConfig).toBeUndefined();
  await aws.call("bedrock", "DeleteModelInvocationLoggingConfiguration", {});
  await aws.call("bedrock", "DeleteModelInvocationLoggingConfiguration", {});
  expect(await read()).toBeUndefined();
});

test("a role just made cannot be used yet", async () => {
  const { put, wait } = await prepared();
  expect(await refusal(put({ cloudWatchConfig }))).toEqual({
    name: "ValidationException",
    message: `Failed to validate permissions for log group: ${logGroupName}, with role: ${roleArn}. Verify the IAM role permissions are correct.`,
  });
  wait(800);
  await put({ cloudWatchConfig });
});

describe("refuses", () => {
  test.each([
    ["a role that Bedrock may not assume", { trust: { Principal: { Service: "logs.amazonaws.com" } } }],
    ["a role that may not write events", { logs: { Action: "logs:CreateLogStream" } }],
    ["a role for another log group", { logs: { Resource: "arn:aws:logs:*:*:log-group:/other:*" } }],
    ["a bucket policy for another prefix", { bucket: { Resource: `arn:aws:s3:::${Bucket}/q/*` } }],
    ["a bucket policy for another service", { bucket: { Principal: { Service: "logs.amazonaws.com" } } }],
    [
      "a bucket policy for another account's requests",
      { bucket: { Condition: { StringEquals: { "aws:SourceAccount": "210987654321" } } } },
    ],
  ])("%s", async (_what, change) => {
    const { aws, put, wait } = await prepared(change);
    wait(1000);
    const { name, message } = await refusal(put({ s3Config, cloudWatchConfig }));
    expect(name).toBe("ValidationException");
    expect(message).toContain("Failed to validate permissions");
    expect((await aws.call("s3", "ListObjectsV2", { Bucket })).KeyCount).toBe(0);
  });

  test.each([
    ["no destination", {}],
    ["a bucket that is not there", { s3Config: { bucketName: "acme-other" } }],
    ["a log group that is not there", { cloudWatchConfig: { ...cloudWatchConfig, logGroupName: "/other" } }],
    ["a role that is not there", { cloudWatchConfig: { ...cloudWatchConfig, roleArn: `${roleArn}-2` } }],
    [
      "a bucket for large bodies that is not there",
      { cloudWatchConfig: { ...cloudWatchConfig, largeDataDeliveryS3Config: { bucketName: "acme-other" } } },
    ],
  ])("%s", async (_what, config) => {
    const { aws, put, wait } = await prepared();
    wait(1000);
    expect((await refusal(put(config))).name).toBe("ValidationException");
    const { loggingConfig } = await aws.call("bedrock", "GetModelInvocationLoggingConfiguration", {});
    expect(loggingConfig).toBeUndefined();
  });
});

test("each region has its own configuration, and takes buckets of its own only", async () => {
  const { aws, put, wait } = await prepared();
  wait(1000);
  await put({ s3Config });
  const elsewhere = { loggingConfig: { s3Config } };
  const refused = aws.call("bedrock", "PutModelInvocationLoggingConfiguration", elsewhere, "us-west-2");
  expect((await refusal(refused)).name).toBe("ValidationException");
  const west = await aws.call("bedrock", "GetModelInvocationLoggingConfiguration", {}, "us-west-2");
  expect(west.loggingConfig).toBeUndefined();
});
