import { describe, expect, it } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const ROOT = "arn:aws:iam::123456789012:root";
const trust = (principal: object) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: principal },
  });
const TRUST = trust({ AWS: ROOT });
const BOUNDARY = "arn:aws:iam::123456789012:policy/boundary";

function iam() {
  const box = sandbox();
  const create = (RoleName: string, more: object = {}) =>
    box.aws.call("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument: TRUST, ...more });
  const get = async (RoleName: string) => (await box.aws.call("iam", "GetRole", { RoleName })).Role;
  const principal = async (RoleName: string) => {
    const text = decodeURIComponent((await get(RoleName))?.AssumeRolePolicyDocument ?? "");
    return (JSON.parse(text) as { Statement: { Principal: unknown } }).Statement.Principal;
  };
  return { ...box, create, get, principal };
}

describe("roles", () => {
  it("fills in what AWS fills in, and is there for another process", async () => {
    const { dir, create } = iam();
    await create("developer", { Path: "/team/", Description: "d", Tags: [{ Key: "a", Value: "b" }] });
    const { aws } = sandbox({ dir });
    const { Role } = await aws.call("iam", "GetRole", { RoleName: "developer" });
    expect(Role).toMatchObject({
      Path: "/team/",
      RoleName: "developer",
      RoleId: expect.stringMatching(/^AROA[A-Z0-9]{17}$/),
      Arn: "arn:aws:iam::123456789012:role/team/developer",
      CreateDate: expect.any(Date),
      Description: "d",
      MaxSessionDuration: 3600,
      Tags: [{ Key: "a", Value: "b" }],
    });
    expect(Role?.AssumeRolePolicyDocument).toMatch(/^%7B%22Version%22%3A/);
  });

  it("keeps names apart without regard to case", async () => {
    const { create, get } = iam();
    await create("Developer");
    expect(await refusal(create("developer"))).toEqual({
      name: "EntityAlreadyExistsException",
      message: "Role with name developer already exists.",
    });
    expect((await get("DEVELOPER"))?.RoleName).toBe("Developer");
  });

  it("updates what it is told; the session length falls back to an hour", async () => {
    const { aws, create, get } = iam();
    await create("r", { Description: "before", MaxSessionDuration: 7200 });
    await aws.call("iam", "UpdateRole", { RoleName: "r" });
    expect(await get("r")).toMatchObject({ Description: "before", MaxSessionDuration: 3600 });
    await aws.call("iam", "UpdateRole", { RoleName: "r", Description: "after", MaxSessionDuration: 43_200 });
    expect(await get("r")).toMatchObject({ Description: "after", MaxSessionDuration: 43_200 });
  });

  it("sets and removes the permissions boundary", async () => {
    const { aws, create, get } = iam();
    await create("r", { PermissionsBoundary: BOUNDARY });
    expect((await get("r"))?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(BOUNDARY);
    await aws.call("iam", "DeleteRolePermissionsBoundary", { RoleName: "r" });
    expect((await get("r"))?.PermissionsBoundary).toBeUndefined();
    const again = aws.call("iam", "DeleteRolePermissionsBoundary", { RoleName: "r" });
    expect((await refusal(again)).name).toBe("NoSuchEntityException");
    await aws.call("iam", "PutRolePermissionsBoundary", { RoleName: "r", PermissionsBoundary: BOUNDARY });
    expect((await get("r"))?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(BOUNDARY);
  });

  it("lists by path and page, without tags and boundary", async () => {
    const { aws, create } = iam();
    for (const name of ["c", "a", "b"]) {
      await create(name, { Path: "/x/", PermissionsBoundary: BOUNDARY, Tags: [{ Key: "k", Value: "" }] });
    }
    await create("other");
    const first = await aws.call("iam", "ListRoles", { PathPrefix: "/x/", MaxItems: 2 });
    expect(first.Roles?.map((role) => role.RoleName)).toEqual(["a", "b"]);
    expect(first.IsTruncated).toBe(true);
    expect(first.Roles?.[0]).not.toHaveProperty("Tags");
    expect(first.Roles?.[0]).not.toHaveProperty("PermissionsBoundary");
    const next = { PathPrefix: "/x/", MaxItems: 2, Marker: first.Marker };
    const second = await aws.call("iam", "ListRoles", next);
    expect(second.Roles?.map((role) => role.RoleName)).toEqual(["c"]);
    expect(second).toMatchObject({ IsTruncated: false });
    const bad = aws.call("iam", "ListRoles", { Marker: "nonsense" });
    expect((await refusal(bad)).name).toBe("ValidationError");
  });

  it("deletes a role only once its policies are gone", async () => {
    const { aws, create } = iam();
    await create("r");
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
    });
    const inline = { RoleName: "r", PolicyName: "p" };
    const managed = { RoleName: "r", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" };
    await aws.call("iam", "PutRolePolicy", { ...inline, PolicyDocument });
    await aws.call("iam", "AttachRolePolicy", managed);
    const remove = () => aws.call("iam", "DeleteRole", { RoleName: "r" });
    expect(await refusal(remove())).toMatchObject({
      message: expect.stringContaining("delete policies first"),
    });
    await aws.call("iam", "DeleteRolePolicy", inline);
    expect((await refusal(remove())).name).toBe("DeleteConflictException");
    await aws.call("iam", "DetachRolePolicy", managed);
    await remove();
    expect((await refusal(remove())).name).toBe("NoSuchEntityException");
  });

  it.each([
    ["a name that is too long", { RoleName: "x".repeat(65) }, "ValidationError"],
    ["a name with a space", { RoleName: "a b" }, "ValidationError"],
    ["a path without slashes", { Path: "team" }, "ValidationError"],
    ["a session of half an hour", { MaxSessionDuration: 1800 }, "ValidationError"],
    ["a session of a day", { MaxSessionDuration: 86_400 }, "ValidationError"],
    ["a long description", { Description: "x".repeat(1001) }, "ValidationError"],
    ["a reserved tag", { Tags: [{ Key: "aws:x", Value: "" }] }, "InvalidInputException"],
    [
      "51 tags",
      { Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: "" })) },
      "LimitExceededException",
    ],
    [
      "tags that differ in case only",
      {
        Tags: [
          { Key: "k", Value: "" },
          { Key: "K", Value: "" },
        ],
      },
      "InvalidInputException",
    ],
    [
      "a boundary that does not exist",
      { PermissionsBoundary: "arn:aws:iam::123456789012:policy/missing" },
      "NoSuchEntityException",
    ],
    [
      "another account's boundary",
      { PermissionsBoundary: "arn:aws:iam::999999999999:policy/x" },
      "NoSuchEntityException",
    ],
    ["a malformed trust policy", { AssumeRolePolicyDocument: "{}" }, "MalformedPolicyDocumentException"],
    [
      "a long trust policy",
      { AssumeRolePolicyDocument: trust({ AWS: Array.from({ length: 60 }, () => ROOT) }) },
      "LimitExceededException",
    ],
  ])("refuses %s", async (_name, change, error) => {
    const { create, aws } = iam();
    expect((await refusal(create("r", change))).name).toBe(error);
    expect((await aws.call("iam", "ListRoles", {})).Roles).toEqual([]);
  });
});

describe("trust policies", () => {
  it.each([
    ["an account id", { AWS: "210987654321" }, { AWS: "arn:aws:iam::210987654321:root" }],
    ["a list of one", { AWS: [ROOT] }, { AWS: ROOT }],
    [
      "another account's role",
      { AWS: "arn:aws:iam::210987654321:role/x" },
      { AWS: "arn:aws:iam::210987654321:role/x" },
    ],
    [
      "the platform's role",
      { AWS: "arn:aws:iam::123456789012:role/PlatformAdmin" },
      { AWS: "arn:aws:iam::123456789012:role/PlatformAdmin" },
    ],
    ["a service", { Service: ["bedrock.amazonaws.com"] }, { Service: "bedrock.amazonaws.com" }],
  ])("keeps %s as AWS does", async (_name, given, kept) => {
    const { create, principal } = iam();
    await create("r", { AssumeRolePolicyDocument: trust(given) });
    expect(await principal("r")).toEqual(kept);
  });

  it.each([
    "arn:aws:iam::123456789012:role/nobody",
    "arn:aws:iam::123456789012:user/nobody",
    "AROAAAAAAAAAAAAAAAAAA",
    "arn:aws-cn:iam::123456789012:root",
  ])("refuses %s, which does not exist", async (principal) => {
    const { create } = iam();
    expect(await refusal(create("r", { AssumeRolePolicyDocument: trust({ AWS: principal }) }))).toEqual({
      name: "MalformedPolicyDocumentException",
      message: `Invalid principal in policy: "AWS":"${principal}"`,
    });
  });

  it("shows the unique id of a role that was made anew", async () => {
    const { aws, create, principal } = iam();
    const { Role } = await create("other");
    await create("r", { AssumeRolePolicyDocument: trust({ AWS: Role?.Arn }) });
    expect(await principal("r")).toEqual({ AWS: Role?.Arn });
    await aws.call("iam", "DeleteRole", { RoleName: "other" });
    await create("other");
    expect(await principal("r")).toEqual({ AWS: Role?.RoleId });
    const update = { RoleName: "r", PolicyDocument: trust({ AWS: [Role?.Arn, ROOT] }) };
    await aws.call("iam", "UpdateAssumeRolePolicy", update);
    expect(await principal("r")).toEqual({ AWS: [Role?.Arn, ROOT] });
  });
});
