import { expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

test("a region lists the models it can reach", async () => {
  const ids = async (region: string) => {
    const { modelSummaries = [] } = await sandbox({ region }).aws.call("bedrock", "ListFoundationModels", {});
    return modelSummaries.map((m) => m.modelId);
  };
  expect(await ids("us-east-1")).toContain("anthropic.claude-opus-4-1-20250805-v1:0");
  expect(await ids("eu-west-1")).not.toContain("anthropic.claude-opus-4-1-20250805-v1:0");
  expect(await ids("eu-west-1")).toContain("anthropic.claude-sonnet-4-6");
});

test("lists filter by provider and by way of calling", async () => {
  const { aws } = sandbox();
  const other = await aws.call("bedrock", "ListFoundationModels", { byProvider: "Amazon" });
  expect(other.modelSummaries).toEqual([]);
  const direct = await aws.call("bedrock", "ListFoundationModels", { byInferenceType: "ON_DEMAND" });
  expect(direct.modelSummaries?.map((m) => m.modelId)).not.toContain("anthropic.claude-haiku-5-5");
});

test("a model is found by identifier and ARN", async () => {
  const { aws } = sandbox();
  const modelIdentifier = "anthropic.claude-sonnet-4-6";
  const { modelDetails } = await aws.call("bedrock", "GetFoundationModel", { modelIdentifier });
  expect(modelDetails?.modelArn).toBe(`arn:aws:bedrock:us-east-1::foundation-model/${modelIdentifier}`);
  await aws.call("bedrock", "GetFoundationModel", { modelIdentifier: modelDetails?.modelArn });
  const missing = aws.call("bedrock", "GetFoundationModel", { modelIdentifier: "anthropic.claude-sonnet-4" });
  expect((await refusal(missing)).name).toBe("ResourceNotFoundException");
});

test.each([
  ["ap-south-1", "in.", ["ap-south-1", "ap-south-2"]],
  ["ap-south-2", "in.", ["ap-south-1", "ap-south-2"]],
  ["us-gov-east-1", "us-gov.", ["us-gov-east-1", "us-gov-west-1"]],
])("in %s profiles with the prefix %s stay in the country", async (region, prefix, destinations) => {
  const { aws } = sandbox({ region });
  const { inferenceProfileSummaries = [] } = await aws.call("bedrock", "ListInferenceProfiles", {
    typeEquals: "SYSTEM_DEFINED",
  });
  const own = inferenceProfileSummaries.filter(({ inferenceProfileId = "" }) =>
    inferenceProfileId.startsWith(prefix),
  );
  expect(own.length).toBeGreaterThan(1);
  for (const { models = [] } of own)
    expect(models.map(({ modelArn }) => modelArn?.split(":")[3])).toEqual(destinations);
});

test("no profile of India can be called from elsewhere", async () => {
  for (const region of ["us-east-1", "ap-southeast-1"]) {
    const { inferenceProfileSummaries = [] } = await sandbox({ region }).aws.call(
      "bedrock",
      "ListInferenceProfiles",
      {},
    );
    expect(
      inferenceProfileSummaries.filter(({ inferenceProfileId = "" }) => inferenceProfileId.startsWith("in.")),
    ).toEqual([]);
  }
});
