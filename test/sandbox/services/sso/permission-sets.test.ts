import { describe, expect, it } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";
import { GROUP, instanceOf, withPermissionSet } from "./support.js";

describe("permission sets", () => {
  it("fills in what AWS fills in, and is there for another process", async () => {
    const { dir, on } = await withPermissionSet({ Description: "d" });
    const { aws } = sandbox({ dir });
    expect((await aws.call("sso", "DescribePermissionSet", on)).PermissionSet).toEqual({
      Name: "developer",
      PermissionSetArn: expect.stringMatching(
        /^arn:aws:sso:::permissionSet\/ssoins-[a-zA-Z0-9]{16}\/ps-[a-z0-9]{16}$/,
      ),
      Description: "d",
      CreatedDate: expect.any(Date),
      SessionDuration: "PT1H",
    });
  });

  it("lists page by page", async () => {
    const { aws, on } = await withPermissionSet();
    const { InstanceArn } = on;
    await aws.call("sso", "CreatePermissionSet", { InstanceArn, Name: "second" });
    const first = await aws.call("sso", "ListPermissionSets", { InstanceArn, MaxResults: 1 });
    expect(first.PermissionSets).toEqual([on.PermissionSetArn]);
    const rest = await aws.call("sso", "ListPermissionSets", { InstanceArn, NextToken: first.NextToken });
    expect(rest.PermissionSets).toHaveLength(1);
    expect(rest.NextToken).toBeUndefined();
  });

  it("clears the settings an update does not name", async () => {
    const { aws, on } = await withPermissionSet({ Description: "d", RelayState: "https://example.com" });
    await aws.call("sso", "UpdatePermissionSet", { ...on, SessionDuration: "PT8H" });
    const { PermissionSet } = await aws.call("sso", "DescribePermissionSet", on);
    expect(PermissionSet?.SessionDuration).toBe("PT8H");
    expect(Object.keys(PermissionSet ?? {})).not.toContain("Description");
    expect(Object.keys(PermissionSet ?? {})).not.toContain("RelayState");
    await aws.call("sso", "UpdatePermissionSet", { ...on, Description: "e" });
    const after = (await aws.call("sso", "DescribePermissionSet", on)).PermissionSet;
    expect(after).toMatchObject({ Description: "e", SessionDuration: "PT1H" });
  });

  it("deletes a permission set only once nobody has it", async () => {
    const { aws, on } = await withPermissionSet();
    await aws.call("sso", "CreateAccountAssignment", { ...on, ...GROUP });
    const remove = () => aws.call("sso", "DeletePermissionSet", on);
    expect((await refusal(remove())).name).toBe("ConflictException");
    await aws.call("sso", "DeleteAccountAssignment", { ...on, ...GROUP });
    await remove();
    const gone = aws.call("sso", "DescribePermissionSet", on);
    expect((await refusal(gone)).name).toBe("ResourceNotFoundException");
  });

  it.each(["PT1H", "PT12H", "PT1H30M", "PT90M", "PT3600S"])(
    "accepts sessions of %s",
    async (SessionDuration) => {
      const { aws, on } = await withPermissionSet({ SessionDuration });
      const { PermissionSet } = await aws.call("sso", "DescribePermissionSet", on);
      expect(PermissionSet?.SessionDuration).toBe(SessionDuration);
    },
  );

  it.each([
    ["the same name again", { Name: "developer" }, "ConflictException"],
    ["a name of 33 characters", { Name: "x".repeat(33) }, "ValidationException"],
    ["a name with a space", { Name: "a b" }, "ValidationException"],
    ["sessions of half an hour", { SessionDuration: "PT30M" }, "ValidationException"],
    ["sessions of 13 hours", { SessionDuration: "PT13H" }, "ValidationException"],
    ["sessions of 8", { SessionDuration: "8h" }, "ValidationException"],
    ["an empty description", { Description: "" }, "ValidationException"],
    ["a reserved tag", { Tags: [{ Key: "aws:x", Value: "" }] }, "ValidationException"],
  ])("refuses %s", async (_name, change, error) => {
    const { aws } = await withPermissionSet();
    const InstanceArn = await instanceOf(aws);
    const made = aws.call("sso", "CreatePermissionSet", { InstanceArn, Name: "other", ...change });
    expect((await refusal(made)).name).toBe(error);
    const { PermissionSets } = await aws.call("sso", "ListPermissionSets", { InstanceArn });
    expect(PermissionSets).toHaveLength(1);
  });
});
