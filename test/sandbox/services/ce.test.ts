import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../support/sandbox.js";

const TimePeriod = { Start: "2026-10-01", End: "2026-11-01" };

/** A profile with two tags, seen a day later, when billing knows them. */
async function withProfile(region: string) {
  const { aws, dir } = sandbox({ region });
  const { inferenceProfileSummaries = [] } = await aws.call("bedrock", "ListInferenceProfiles", {});
  await aws.call("bedrock", "CreateInferenceProfile", {
    inferenceProfileName: "ccb-alice",
    modelSource: { copyFrom: inferenceProfileSummaries[0]?.inferenceProfileArn ?? "" },
    tags: [
      { key: "Team", value: "a" },
      { key: "User", value: "alice" },
    ],
  });
  return sandbox({ region, dir, clock: () => new Date(Date.now() + 25 * 3_600_000) }).aws;
}

describe("cost allocation tags", () => {
  test.each(["us-east-1", "eu-central-1"])(
    "a key is listed a day after a profile in %s first carried it",
    async (region) => {
      const fresh = sandbox().aws;
      const none = await fresh.call("ce", "ListCostAllocationTags", { Type: "UserDefined" });
      expect(none.CostAllocationTags).toEqual([]);
      const aws = await withProfile(region);
      const listed = await aws.call("ce", "ListCostAllocationTags", { Type: "UserDefined" }, "us-east-1");
      expect(listed.CostAllocationTags).toMatchObject([
        { TagKey: "Team", Type: "UserDefined", Status: "Inactive" },
        { TagKey: "User", Type: "UserDefined", Status: "Inactive" },
      ]);
    },
  );

  test("known keys are activated, unknown ones come back as errors", async () => {
    const aws = await withProfile("us-east-1");
    const { Errors } = await aws.call("ce", "UpdateCostAllocationTagsStatus", {
      CostAllocationTagsStatus: [
        { TagKey: "Team", Status: "Active" },
        { TagKey: "CostCenter", Status: "Active" },
      ],
    });
    expect(Errors).toMatchObject([{ TagKey: "CostCenter", Code: "TagKeysNotFoundException" }]);
    const active = await aws.call("ce", "ListCostAllocationTags", { Status: "Active" });
    expect(active.CostAllocationTags?.map((tag) => tag.TagKey)).toEqual(["Team"]);
    const asked = await aws.call("ce", "ListCostAllocationTags", { TagKeys: ["Team", "User", "CostCenter"] });
    expect(asked.CostAllocationTags?.map((tag) => [tag.TagKey, tag.Status])).toEqual([
      ["Team", "Active"],
      ["User", "Inactive"],
    ]);
  });

  test("are paged", async () => {
    const aws = await withProfile("us-east-1");
    const first = await aws.call("ce", "ListCostAllocationTags", { MaxResults: 3 });
    const second = await aws.call("ce", "ListCostAllocationTags", {
      MaxResults: 3,
      NextToken: first.NextToken,
    });
    expect([first.CostAllocationTags?.length, second.CostAllocationTags?.length]).toEqual([3, 1]);
    expect(second.NextToken).toBeUndefined();
    expect(await refusal(aws.call("ce", "ListCostAllocationTags", { NextToken: "x" }))).toMatchObject({
      name: "InvalidNextTokenException",
    });
    expect(await refusal(aws.call("ce", "ListCostAllocationTags", { MaxResults: 1001 }))).toMatchObject({
      name: "ValidationException",
    });
  });

  test.each([
    ["no key", []],
    ["21 keys", Array.from({ length: 21 }, (_, i) => ({ TagKey: `k${i}`, Status: "Active" as const }))],
    ["an unknown status", [{ TagKey: "Team", Status: "On" as never }]],
  ])("an update refuses %s", async (_what, CostAllocationTagsStatus) => {
    const update = sandbox().aws.call("ce", "UpdateCostAllocationTagsStatus", { CostAllocationTagsStatus });
    expect(await refusal(update)).toMatchObject({ name: "ValidationException" });
  });
});

describe("dimension values", () => {
  test("Claude models are services of their own", async () => {
    const { aws } = sandbox();
    const ask = { TimePeriod, Dimension: "SERVICE" as const, SearchString: "claude" };
    const claude = await aws.call("ce", "GetDimensionValues", ask);
    expect(claude.DimensionValues?.map((value) => value.Value)).toEqual([
      "Claude Haiku 4.5 (Amazon Bedrock Edition)",
      "Claude Opus 4.6 (Amazon Bedrock Edition)",
      "Claude Sonnet 4.6 (Amazon Bedrock Edition)",
    ]);
    expect(claude).toMatchObject({ ReturnSize: 3, TotalSize: 3 });
    const paged = await aws.call("ce", "GetDimensionValues", { ...ask, SearchString: "", MaxResults: 2 });
    expect(paged).toMatchObject({ ReturnSize: 2, NextPageToken: expect.any(String) as string });
  });

  test.each([
    ["no period", undefined],
    ["a period that ends before it starts", { Start: "2026-11-01", End: "2026-10-01" }],
    ["a month for a day", { Start: "2026-10", End: "2026-11-01" }],
  ])("refuse %s", async (_what, period) => {
    const ask = sandbox().aws.call("ce", "GetDimensionValues", { Dimension: "SERVICE", TimePeriod: period });
    expect(await refusal(ask)).toMatchObject({ name: "ValidationException" });
  });
});
