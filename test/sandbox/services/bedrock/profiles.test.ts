import { describe, expect, test } from "vitest";
import type { Aws } from "../../../../src/aws/aws.js";
import { refusal, sandbox } from "../../../support/sandbox.js";

const ACCOUNT = "123456789012";
const model = "anthropic.claude-sonnet-4-6";
const system = (id: string, region = "us-east-1") =>
  `arn:aws:bedrock:${region}:${ACCOUNT}:inference-profile/${id}`;
const foundation = (region: string) => `arn:aws:bedrock:${region}::foundation-model/${model}`;

async function create(aws: Aws, inferenceProfileName: string, more: object = {}, region?: string) {
  const modelSource = { copyFrom: system(`us.${model}`) };
  const input = { inferenceProfileName, modelSource, ...more };
  return (await aws.call("bedrock", "CreateInferenceProfile", input, region)).inferenceProfileArn ?? "";
}

async function get(aws: Aws, inferenceProfileIdentifier: string) {
  return aws.call("bedrock", "GetInferenceProfile", { inferenceProfileIdentifier });
}

test("an application profile reads back by ARN and by identifier, from another process too", async () => {
  const { aws, dir } = sandbox();
  const arn = await create(aws, "p-alice", { description: "Alice: main." });
  expect(arn).toMatch(/^arn:aws:bedrock:us-east-1:123456789012:application-inference-profile\/[a-z0-9]{12}$/);
  const found = await get(sandbox({ dir }).aws, arn);
  expect(found).toMatchObject({
    inferenceProfileName: "p-alice",
    description: "Alice: main.",
    inferenceProfileArn: arn,
    status: "ACTIVE",
    type: "APPLICATION",
    models: ["us-east-1", "us-east-2", "us-west-2"].map((region) => ({ modelArn: foundation(region) })),
  });
  expect(found.createdAt).toBeInstanceOf(Date);
  expect((await get(aws, found.inferenceProfileId ?? "")).inferenceProfileArn).toBe(arn);
});

test.each([
  ["a global profile", system(`global.${model}`), [foundation("us-east-1"), foundation("")]],
  ["a foundation model", foundation("us-east-1"), [foundation("us-east-1")]],
])("a copy of %s routes where the source does", async (_what, copyFrom, models) => {
  const { aws } = sandbox();
  const found = await get(aws, await create(aws, "p", { modelSource: { copyFrom } }));
  expect(found.models?.map((m) => m.modelArn)).toEqual(models);
});

test.each([
  ["a name with an @", { inferenceProfileName: "a@b" }],
  ["a name of 65", { inferenceProfileName: "a".repeat(65) }],
  ["a name ending in two spaces", { inferenceProfileName: "a  " }],
  ["an empty description", { description: "" }],
  ["a description with a quote", { description: "it's" }],
  ["a short identifier as source", { modelSource: { copyFrom: `us.${model}` } }],
  ["a profile of another geography", { modelSource: { copyFrom: system(`eu.${model}`) } }],
  ["a model of another region", { modelSource: { copyFrom: foundation("us-west-2") } }],
  ["another region's profile", { modelSource: { copyFrom: system(`us.${model}`, "us-west-2") } }],
  ["an aws: tag", { tags: [{ key: "aws:x", value: "1" }] }],
  ["a tag with an accent", { tags: [{ key: "Team", value: "é" }] }],
])("refuses %s", async (_what, change) => {
  const { aws } = sandbox();
  expect((await refusal(create(aws, "p", change))).name).toBe("ValidationException");
  expect(
    (await aws.call("bedrock", "ListInferenceProfiles", { typeEquals: "APPLICATION" }))
      .inferenceProfileSummaries,
  ).toEqual([]);
});

describe("names", () => {
  test("are taken until the profile is deleted", async () => {
    const { aws } = sandbox();
    const inferenceProfileIdentifier = await create(aws, "p-alice");
    expect((await refusal(create(aws, "p-alice"))).name).toBe("ConflictException");
    await aws.call("bedrock", "DeleteInferenceProfile", { inferenceProfileIdentifier });
    expect((await refusal(get(aws, inferenceProfileIdentifier))).name).toBe("ResourceNotFoundException");
    expect(await create(aws, "p-alice")).not.toBe(inferenceProfileIdentifier);
  });

  test("a repeated client token is the same profile while it lives", async () => {
    const { aws } = sandbox();
    const clientRequestToken = "once";
    const arn = await create(aws, "p-alice", { clientRequestToken });
    expect(await create(aws, "p-alice", { clientRequestToken })).toBe(arn);
    expect((await refusal(create(aws, "p-bob", { clientRequestToken }))).name).toBe("ConflictException");
    await aws.call("bedrock", "DeleteInferenceProfile", { inferenceProfileIdentifier: arn });
    expect(await create(aws, "p-alice", { clientRequestToken })).not.toBe(arn);
  });
});

describe("system profiles", () => {
  const ids = async (region: string) => {
    const { aws } = sandbox({ region });
    const pages = await aws.pages("bedrock", "ListInferenceProfiles", { typeEquals: "SYSTEM_DEFINED" });
    return pages.flatMap((p) => p.inferenceProfileSummaries ?? []).map((p) => p.inferenceProfileId);
  };

  test.each([
    ["us-west-2", "us"],
    ["eu-central-1", "eu"],
    ["ap-southeast-4", "au"],
    ["ap-northeast-3", "jp"],
  ])("%s sees %s and global ones of the model only", async (region, geography) => {
    const found = (await ids(region)).filter((id) => id?.endsWith(`.${model}`));
    expect(found).toEqual([`global.${model}`, `${geography}.${model}`]);
  });

  test("GovCloud sees its own, in its partition", async () => {
    const { aws } = sandbox({ region: "us-gov-west-1" });
    const id = "us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0";
    expect((await get(aws, id)).inferenceProfileArn).toBe(
      `arn:aws-us-gov:bedrock:us-gov-west-1:${ACCOUNT}:inference-profile/${id}`,
    );
    expect((await ids("us-gov-west-1")).every((found) => found?.startsWith("us-gov."))).toBe(true);
  });

  test("can be read but not deleted", async () => {
    const { aws } = sandbox();
    expect((await get(aws, system(`us.${model}`))).type).toBe("SYSTEM_DEFINED");
    const deleted = aws.call("bedrock", "DeleteInferenceProfile", {
      inferenceProfileIdentifier: `us.${model}`,
    });
    expect((await refusal(deleted)).name).toBe("ValidationException");
  });
});

test("tags are set at creation, merged, removed and not listed with the profiles", async () => {
  const { aws } = sandbox();
  const resourceARN = await create(aws, "p", { tags: [{ key: "Team", value: "a" }] });
  await aws.call("bedrock", "TagResource", {
    resourceARN,
    tags: [
      { key: "Team", value: "b" },
      { key: "User", value: "u" },
    ],
  });
  await aws.call("bedrock", "UntagResource", { resourceARN, tagKeys: ["User", "nope"] });
  const { tags } = await aws.call("bedrock", "ListTagsForResource", { resourceARN });
  expect(tags).toEqual([{ key: "Team", value: "b" }]);
  const many = Array.from({ length: 50 }, (_, i) => ({ key: `k${i}`, value: "v" }));
  const over = aws.call("bedrock", "TagResource", { resourceARN, tags: many });
  expect((await refusal(over)).name).toBe("TooManyTagsException");
  const missing = aws.call("bedrock", "ListTagsForResource", { resourceARN: `${resourceARN.slice(0, -1)}!` });
  expect((await refusal(missing)).name).toBe("ResourceNotFoundException");
});

test("3,000 profiles fit once the quota allows them, and list in pages of 1,000", async () => {
  const { aws } = sandbox();
  for (let i = 0; i < 1000; i += 1) await create(aws, `p-${i}`);
  expect((await refusal(create(aws, "p-1000"))).name).toBe("ServiceQuotaExceededException");
  const quota = { ServiceCode: "bedrock", QuotaCode: "L-40EC9882", DesiredValue: 3000 };
  await aws.call("quotas", "RequestServiceQuotaIncrease", quota);
  for (let i = 1000; i < 3000; i += 1) await create(aws, `p-${i}`);
  const input = { typeEquals: "APPLICATION" as const, maxResults: 1000 };
  const pages = await aws.pages("bedrock", "ListInferenceProfiles", input);
  expect(pages.map((p) => p.inferenceProfileSummaries?.length)).toEqual([1000, 1000, 1000]);
  const over = aws.call("bedrock", "ListInferenceProfiles", { maxResults: 1001 });
  expect((await refusal(over)).name).toBe("ValidationException");
});
