import { expect, test } from "vitest";
import type { Aws } from "../../../src/aws/aws.js";
import { refusal, sandbox } from "../../support/sandbox.js";

const copyFrom = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-6";
const stack = { "ccb:stack": "p" };

async function profile(aws: Aws, name: string, tags = [{ key: "ccb:stack", value: "p" }]) {
  const input = { inferenceProfileName: name, modelSource: { copyFrom }, tags };
  return (await aws.call("bedrock", "CreateInferenceProfile", input)).inferenceProfileArn ?? "";
}

async function arns(aws: Aws, input: Parameters<typeof pagesOf>[1]) {
  return (await pagesOf(aws, input)).flatMap((p) => p.ResourceTagMappingList ?? []).map((r) => r.ResourceARN);
}

function pagesOf(
  aws: Aws,
  input: {
    TagFilters?: { Key: string; Values?: string[] }[];
    ResourceTypeFilters?: string[];
    ResourcesPerPage?: number;
  },
) {
  return aws.pages("tagging", "GetResources", input);
}

test("finds what carries the tags, across services, in the region asked", async () => {
  const { aws } = sandbox();
  const arn = await profile(aws, "p-alice");
  await profile(aws, "q-alice", [{ key: "ccb:stack", value: "q" }]);
  await aws.call("logs", "CreateLogGroup", { logGroupName: "/p", tags: stack });
  await aws.call("logs", "CreateLogGroup", { logGroupName: "/untagged" });
  const Tags = [{ Key: "ccb:stack", Value: "p" }];
  await aws.call("s3", "CreateBucket", { Bucket: "p-bucket", CreateBucketConfiguration: { Tags } });
  await aws.call("sns", "CreateTopic", { Name: "p-topic", Tags });
  const TagFilters = [{ Key: "ccb:stack", Values: ["p"] }];
  expect(await arns(aws, { TagFilters })).toEqual([
    arn,
    "arn:aws:logs:us-east-1:123456789012:log-group:/p",
    "arn:aws:s3:::p-bucket",
    "arn:aws:sns:us-east-1:123456789012:p-topic",
  ]);
  expect(await arns(aws, { TagFilters, ResourceTypeFilters: ["bedrock", "sns:topic"] })).toHaveLength(2);
  expect(await arns(aws, { TagFilters: [{ Key: "ccb:stack", Values: ["p", "q"] }, { Key: "no" }] })).toEqual(
    [],
  );
  const elsewhere = await aws.call("tagging", "GetResources", { TagFilters }, "eu-west-1");
  expect(elsewhere.ResourceTagMappingList).toEqual([]);
});

test("leaves IAM roles out", async () => {
  const { aws } = sandbox();
  const trust = {
    Effect: "Allow",
    Principal: { Service: "bedrock.amazonaws.com" },
    Action: "sts:AssumeRole",
  };
  await aws.call("iam", "CreateRole", {
    RoleName: "p-role",
    AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    Tags: [{ Key: "ccb:stack", Value: "p" }],
  });
  expect(await arns(aws, { TagFilters: [{ Key: "ccb:stack" }] })).toEqual([]);
});

test("still shows a deleted profile, and the last 20 at most", async () => {
  const { aws } = sandbox();
  const made: string[] = [];
  for (let i = 0; i < 22; i += 1) {
    const arn = await profile(aws, `p-${i}`);
    made.push(arn);
    await aws.call("bedrock", "DeleteInferenceProfile", { inferenceProfileIdentifier: arn });
  }
  const listed = await arns(aws, { TagFilters: [{ Key: "ccb:stack" }] });
  expect(listed.toSorted()).toEqual(made.slice(2).toSorted());
});

test("answers in pages of at most 100", async () => {
  const { aws } = sandbox();
  for (let i = 0; i < 120; i += 1) await profile(aws, `p-${i}`);
  const pages = await pagesOf(aws, { ResourcesPerPage: 100 });
  expect(pages.map((p) => p.ResourceTagMappingList?.length)).toEqual([100, 20]);
  expect(new Set(await arns(aws, {})).size).toBe(120);
});

test("answers a list of ARNs at once, and without what does not exist", async () => {
  const { aws } = sandbox();
  const made: string[] = [];
  for (let i = 0; i < 99; i += 1) made.push(await profile(aws, `p-${i}`));
  const { ResourceTagMappingList = [], PaginationToken } = await aws.call("tagging", "GetResources", {
    ResourceARNList: [...made, `${made[0]}x`],
  });
  expect(ResourceTagMappingList.map((r) => r.ResourceARN).toSorted()).toEqual(made.toSorted());
  expect(PaginationToken).toBe("");
});

test.each([
  ["ARNs together with a page size", { ResourceARNList: [copyFrom], ResourcesPerPage: 100 }],
  ["more than 100 ARNs", { ResourceARNList: Array.from({ length: 101 }, (_, i) => `${copyFrom}${i}`) }],
  ["a page size above 100", { ResourcesPerPage: 101 }],
  ["ARNs together with filters", { ResourceARNList: [copyFrom], TagFilters: [{ Key: "a" }] }],
  ["a resource type that is none", { ResourceTypeFilters: ["Bedrock Profile"] }],
  ["a filter without key", { TagFilters: [{ Values: ["a"] }] }],
])("refuses %s", async (_what, input) => {
  const { aws } = sandbox();
  expect((await refusal(aws.call("tagging", "GetResources", input))).name).toBe("InvalidParameterException");
});
