import { expect, test } from "vitest";
import { answerOf, withBucket } from "./support.js";

const arn = "arn:aws:s3:::acme-logs";
const tlsOnly = {
  Sid: "TlsOnly",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [arn, `${arn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const policy = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });

test("a policy reads back by meaning, and can be removed", async () => {
  const { aws, Bucket } = await withBucket();
  expect(await answerOf(aws.call("s3", "GetBucketPolicy", { Bucket }))).toEqual(["NoSuchBucketPolicy", 404]);
  await aws.call("s3", "PutBucketPolicy", { Bucket, Policy: policy(tlsOnly) });
  const { Policy = "" } = await aws.call("s3", "GetBucketPolicy", { Bucket });
  expect(JSON.parse(Policy)).toEqual(JSON.parse(policy(tlsOnly)));
  await aws.call("s3", "DeleteBucketPolicy", { Bucket });
  expect((await answerOf(aws.call("s3", "GetBucketPolicy", { Bucket })))[0]).toBe("NoSuchBucketPolicy");
});

test.each([
  ["no JSON", "{", "MalformedPolicy"],
  ["another bucket's objects", policy({ ...tlsOnly, Resource: "arn:aws:s3:::other/*" }), "MalformedPolicy"],
  ["a bucket with a longer name", policy({ ...tlsOnly, Resource: `${arn}-2/*` }), "MalformedPolicy"],
  ["no principal", policy({ ...tlsOnly, Principal: undefined }), "MalformedPolicy"],
  [
    "a role that does not exist",
    policy({ ...tlsOnly, Principal: { AWS: "arn:aws:iam::123456789012:role/nobody" } }),
    "MalformedPolicy",
  ],
  ["more than 20 KB", policy({ ...tlsOnly, Sid: "a".repeat(20_480) }), "MalformedPolicy"],
  [
    "access for everybody on a closed bucket",
    policy({ ...tlsOnly, Effect: "Allow", Condition: undefined }),
    "AccessDenied",
  ],
])("refuses %s", async (_what, Policy, name) => {
  const { aws, Bucket } = await withBucket();
  expect((await answerOf(aws.call("s3", "PutBucketPolicy", { Bucket, Policy })))[0]).toBe(name);
  expect((await answerOf(aws.call("s3", "GetBucketPolicy", { Bucket })))[0]).toBe("NoSuchBucketPolicy");
});
