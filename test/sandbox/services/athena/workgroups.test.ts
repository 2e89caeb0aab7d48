import type { WorkGroupConfiguration } from "@aws-sdk/client-athena";
import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const Name = "ccb-bedrock-logs";
const ARN = `arn:aws:athena:us-east-1:123456789012:workgroup/${Name}`;
const CONFIGURATION: WorkGroupConfiguration = {
  ResultConfiguration: {
    OutputLocation: "s3://results/athena/",
    EncryptionConfiguration: { EncryptionOption: "SSE_S3" },
  },
  BytesScannedCutoffPerQuery: 10_000_000,
};

describe("workgroups", () => {
  test("a new workgroup has everything Athena fills in", async () => {
    const now = new Date("2026-11-20T12:00:00Z");
    const { aws, dir } = sandbox({ clock: () => now });
    await aws.call("athena", "CreateWorkGroup", { Name, Description: "logs", Configuration: CONFIGURATION });
    const { WorkGroup } = await sandbox({ dir }).aws.call("athena", "GetWorkGroup", { WorkGroup: Name });
    expect(WorkGroup).toEqual({
      Name,
      Description: "logs",
      State: "ENABLED",
      CreationTime: now,
      Configuration: {
        ...CONFIGURATION,
        EnforceWorkGroupConfiguration: true,
        PublishCloudWatchMetricsEnabled: true,
        RequesterPaysEnabled: false,
        EnableMinimumEncryptionConfiguration: false,
        EngineVersion: { SelectedEngineVersion: "AUTO", EffectiveEngineVersion: "Athena engine version 3" },
      },
    });
  });

  test("an update changes what it names and removes what it says", async () => {
    const { aws } = sandbox();
    await aws.call("athena", "CreateWorkGroup", { Name, Configuration: CONFIGURATION });
    await aws.call("athena", "UpdateWorkGroup", {
      WorkGroup: Name,
      Description: "new",
      State: "DISABLED",
      ConfigurationUpdates: {
        EnforceWorkGroupConfiguration: false,
        RemoveBytesScannedCutoffPerQuery: true,
        ResultConfigurationUpdates: { OutputLocation: "s3://other/", RemoveEncryptionConfiguration: true },
      },
    });
    const { WorkGroup } = await aws.call("athena", "GetWorkGroup", { WorkGroup: Name });
    expect(WorkGroup).toMatchObject({ Description: "new", State: "DISABLED" });
    expect(WorkGroup?.Configuration).toMatchObject({
      EnforceWorkGroupConfiguration: false,
      PublishCloudWatchMetricsEnabled: true,
    });
    expect(WorkGroup?.Configuration?.ResultConfiguration).toEqual({ OutputLocation: "s3://other/" });
    expect(WorkGroup?.Configuration).not.toHaveProperty("BytesScannedCutoffPerQuery");
  });

  test("primary is there from the start and stays", async () => {
    const { aws } = sandbox();
    const { WorkGroups } = await aws.call("athena", "ListWorkGroups", {});
    expect(WorkGroups?.map((group) => group.Name)).toEqual(["primary"]);
    expect(await refusal(aws.call("athena", "DeleteWorkGroup", { WorkGroup: "primary" }))).toMatchObject({
      name: "InvalidRequestException",
    });
    await aws.call("athena", "UpdateWorkGroup", { WorkGroup: "primary", Description: "d" });
    expect((await aws.call("athena", "ListWorkGroups", {})).WorkGroups).toHaveLength(1);
  });

  test("one with named queries is deleted only with them", async () => {
    const { aws } = sandbox();
    await aws.call("athena", "CreateWorkGroup", { Name });
    const { NamedQueryId } = await aws.call("athena", "CreateNamedQuery", {
      Name: "q",
      Database: "d",
      QueryString: "select 1",
      WorkGroup: Name,
    });
    expect(await refusal(aws.call("athena", "DeleteWorkGroup", { WorkGroup: Name }))).toMatchObject({
      name: "InvalidRequestException",
    });
    await aws.call("athena", "DeleteWorkGroup", { WorkGroup: Name, RecursiveDeleteOption: true });
    expect(await refusal(aws.call("athena", "GetWorkGroup", { WorkGroup: Name }))).toEqual({
      name: "InvalidRequestException",
      message: "WorkGroup is not found.",
    });
    expect(await refusal(aws.call("athena", "GetNamedQuery", { NamedQueryId }))).toMatchObject({
      name: "InvalidRequestException",
    });
  });

  test.each<[string, { Name: string; Description?: string; Configuration?: WorkGroupConfiguration }]>([
    ["a name with a space", { Name: "a b" }],
    ["a name of 129 characters", { Name: "x".repeat(129) }],
    ["a description of 1,025 characters", { Name, Description: "x".repeat(1025) }],
    ["a cutoff below 10 MB", { Name, Configuration: { BytesScannedCutoffPerQuery: 9_999_999 } }],
    [
      "a location outside S3",
      { Name, Configuration: { ResultConfiguration: { OutputLocation: "https://x" } } },
    ],
    [
      "KMS without key",
      {
        Name,
        Configuration: { ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: "SSE_KMS" } } },
      },
    ],
    [
      "an old engine",
      { Name, Configuration: { EngineVersion: { SelectedEngineVersion: "Athena engine version 1" } } },
    ],
    ["the name primary", { Name: "primary" }],
  ])("refuses %s", async (_what, input) => {
    expect(await refusal(sandbox().aws.call("athena", "CreateWorkGroup", input))).toMatchObject({
      name: "InvalidRequestException",
    });
  });

  test("refuses a second one of the name", async () => {
    const { aws } = sandbox();
    await aws.call("athena", "CreateWorkGroup", { Name });
    expect(await refusal(aws.call("athena", "CreateWorkGroup", { Name }))).toEqual({
      name: "InvalidRequestException",
      message: "WorkGroup is already created",
    });
  });

  test("tags come with the call and are merged, read and removed", async () => {
    const { aws } = sandbox();
    await aws.call("athena", "CreateWorkGroup", { Name, Tags: [{ Key: "a", Value: "1" }] });
    await aws.call("athena", "TagResource", { ResourceARN: ARN, Tags: [{ Key: "b", Value: "2" }] });
    await aws.call("athena", "UntagResource", { ResourceARN: ARN, TagKeys: ["a"] });
    const { Tags } = await aws.call("athena", "ListTagsForResource", { ResourceARN: ARN });
    expect(Tags).toEqual([{ Key: "b", Value: "2" }]);
    const none = aws.call("athena", "ListTagsForResource", { ResourceARN: `${ARN}s` });
    expect(await refusal(none)).toMatchObject({ name: "ResourceNotFoundException" });
  });
});
