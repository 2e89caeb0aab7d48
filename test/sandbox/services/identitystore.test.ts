import { describe, expect, it } from "vitest";
import { refusal, sandbox } from "../../support/sandbox.js";

async function directory() {
  const { aws } = sandbox();
  const { Instances } = await aws.call("sso", "ListInstances", {});
  const IdentityStoreId = Instances?.[0]?.IdentityStoreId ?? "";
  const by = (AttributePath: string, AttributeValue: string) => ({
    IdentityStoreId,
    AlternateIdentifier: { UniqueAttribute: { AttributePath, AttributeValue } },
  });
  return {
    aws,
    IdentityStoreId,
    groupId: async (name: string) =>
      (await aws.call("identitystore", "GetGroupId", by("displayName", name))).GroupId,
    userId: async (name: string) =>
      (await aws.call("identitystore", "GetUserId", by("userName", name))).UserId,
    by,
  };
}

describe("directory", () => {
  it("knows groups and users by name, under ids that stay the same", async () => {
    const { groupId, userId } = await directory();
    const other = await directory();
    const id = await groupId("Platform Team");
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(await other.groupId("Platform Team")).toBe(id);
    expect(await groupId("Platform-Team")).not.toBe(id);
    expect(await userId("Platform Team")).not.toBe(id);
    expect(await userId("chris@example.com")).toBe(await userId("Chris@example.com"));
  });

  it("describes by id who was asked for by name", async () => {
    const { aws, IdentityStoreId, groupId, userId } = await directory();
    const GroupId = (await groupId("developers")) ?? "";
    const UserId = (await userId("chris@example.com")) ?? "";
    const group = await aws.call("identitystore", "DescribeGroup", { IdentityStoreId, GroupId });
    expect(group).toMatchObject({ GroupId, DisplayName: "developers" });
    const user = await aws.call("identitystore", "DescribeUser", { IdentityStoreId, UserId });
    expect(user).toMatchObject({ UserId, UserName: "chris@example.com" });
    const unknown = aws.call("identitystore", "DescribeGroup", { IdentityStoreId, GroupId: UserId });
    expect((await refusal(unknown)).name).toBe("ResourceNotFoundException");
  });

  it("finds by filter", async () => {
    const { aws, IdentityStoreId, groupId, userId } = await directory();
    const groups = (AttributeValue: string) =>
      aws.call("identitystore", "ListGroups", {
        IdentityStoreId,
        Filters: [{ AttributePath: "DisplayName", AttributeValue }],
      });
    expect((await groups("developers")).Groups).toMatchObject([{ GroupId: await groupId("developers") }]);
    expect((await groups("missing-team")).Groups).toEqual([]);
    const { Users } = await aws.call("identitystore", "ListUsers", {
      IdentityStoreId,
      Filters: [{ AttributePath: "UserName", AttributeValue: "bob" }],
    });
    expect(Users).toMatchObject([{ UserId: await userId("bob"), UserName: "bob" }]);
    const other = aws.call("identitystore", "ListUsers", {
      IdentityStoreId,
      Filters: [{ AttributePath: "Title", AttributeValue: "x" }],
    });
    expect((await refusal(other)).name).toBe("ValidationException");
  });

  it.each(["missing-team", "team/one", ""])("does not know %j", async (name) => {
    const { groupId, userId } = await directory();
    expect((await refusal(groupId(name))).name).toBe("ResourceNotFoundException");
    expect((await refusal(userId(name))).name).toBe("ResourceNotFoundException");
  });

  it("refuses another attribute and another directory", async () => {
    const { aws, by } = await directory();
    const wrong = aws.call("identitystore", "GetGroupId", by("userName", "x"));
    expect((await refusal(wrong)).name).toBe("ValidationException");
    const elsewhere = { ...by("displayName", "x"), IdentityStoreId: "d-0000000000" };
    const asked = aws.call("identitystore", "GetGroupId", elsewhere);
    expect((await refusal(asked)).name).toBe("ResourceNotFoundException");
  });
});
