import { describe, expect, it } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";
import { deny, makePolicy } from "./support.js";

const Filter = "SERVICE_CONTROL_POLICY" as const;

describe("service control policies", () => {
  it("fills in what AWS fills in, and is there for another process", async () => {
    const { aws, dir } = sandbox();
    const PolicyId = await makePolicy(aws, "fence", { Tags: [{ Key: "a", Value: "b" }] });
    expect(PolicyId).toMatch(/^p-[a-z0-9]{8}$/);
    const other = sandbox({ dir, region: "eu-west-1" }).aws;
    expect((await other.call("organizations", "DescribePolicy", { PolicyId })).Policy).toEqual({
      PolicySummary: {
        Id: PolicyId,
        Arn: expect.stringMatching(
          new RegExp(
            `^arn:aws:organizations::123456789012:policy/o-[a-z0-9]{10,32}/service_control_policy/${PolicyId}$`,
          ),
        ),
        Name: "fence",
        Description: "",
        Type: Filter,
        AwsManaged: false,
      },
      Content: deny("s3"),
    });
    const tags = await other.call("organizations", "ListTagsForResource", { ResourceId: PolicyId });
    expect(tags.Tags).toEqual([{ Key: "a", Value: "b" }]);
  });

  it("updates what it is told and keeps the rest", async () => {
    const { aws } = sandbox();
    const PolicyId = await makePolicy(aws, "fence", { Description: "d" });
    await aws.call("organizations", "UpdatePolicy", { PolicyId, Content: deny("sns") });
    const { Policy } = await aws.call("organizations", "DescribePolicy", { PolicyId });
    expect(Policy).toMatchObject({
      PolicySummary: { Name: "fence", Description: "d" },
      Content: deny("sns"),
    });
  });

  it("lists page by page, AWS's own policy included", async () => {
    const { aws } = sandbox();
    const ids = [await makePolicy(aws, "a"), await makePolicy(aws, "b")];
    const first = await aws.call("organizations", "ListPolicies", { Filter, MaxResults: 2 });
    const second = await aws.call("organizations", "ListPolicies", { Filter, NextToken: first.NextToken });
    const found = [...(first.Policies ?? []), ...(second.Policies ?? [])];
    expect(found.map((policy) => policy.Id)).toEqual(["p-FullAWSAccess", ...ids]);
    expect(found.map((policy) => policy.AwsManaged)).toEqual([true, false, false]);
    expect(first.Policies).toHaveLength(2);
    expect(second.NextToken).toBeUndefined();
  });

  it("is gone after deletion", async () => {
    const { aws } = sandbox();
    const PolicyId = await makePolicy(aws, "fence");
    await aws.call("organizations", "DeletePolicy", { PolicyId });
    for (const operation of ["DescribePolicy", "DeletePolicy"] as const) {
      const gone = aws.call("organizations", operation, { PolicyId });
      expect((await refusal(gone)).name).toBe("PolicyNotFoundException");
    }
  });

  it("protects AWS's own policy", async () => {
    const { aws } = sandbox();
    for (const operation of ["UpdatePolicy", "DeletePolicy"] as const) {
      const change = aws.call("organizations", operation, { PolicyId: "p-FullAWSAccess" });
      expect(await refusal(change)).toMatchObject({
        name: "InvalidInputException",
        message: expect.stringContaining("IMMUTABLE_POLICY"),
      });
    }
  });

  it("keeps names unique", async () => {
    const { aws } = sandbox();
    await makePolicy(aws, "a");
    const PolicyId = await makePolicy(aws, "b");
    expect((await refusal(makePolicy(aws, "a"))).name).toBe("DuplicatePolicyException");
    const rename = aws.call("organizations", "UpdatePolicy", { PolicyId, Name: "a" });
    expect((await refusal(rename)).name).toBe("DuplicatePolicyException");
    await aws.call("organizations", "UpdatePolicy", { PolicyId, Name: "b" });
  });

  it.each([
    [
      "5,121 characters, white space counted",
      { Content: deny("s3").padEnd(5121) },
      "ConstraintViolationException",
    ],
    ["a malformed document", { Content: "{}" }, "MalformedPolicyDocumentException"],
    [
      "a principal",
      { Content: deny("s3").replace("}", ',"Principal":"*"}') },
      "MalformedPolicyDocumentException",
    ],
    ["a missing description", { Description: undefined }, "InvalidInputException"],
    ["a long description", { Description: "x".repeat(513) }, "InvalidInputException"],
    ["an empty name", { Name: "" }, "InvalidInputException"],
    ["another type", { Type: "TAG_POLICY" }, "PolicyTypeNotAvailableForOrganizationException"],
    ["a reserved tag", { Tags: [{ Key: "aws:x", Value: "" }] }, "InvalidInputException"],
  ])("refuses %s", async (_name, change, error) => {
    const { aws } = sandbox();
    expect((await refusal(makePolicy(aws, "fence", change))).name).toBe(error);
    expect((await aws.call("organizations", "ListPolicies", { Filter })).Policies).toHaveLength(1);
  });

  it("accepts 5,120 characters", async () => {
    const { aws } = sandbox();
    expect(await makePolicy(aws, "fence", { Content: deny("s3").padEnd(5120) })).not.toBe("");
  });
});
