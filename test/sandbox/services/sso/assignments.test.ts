import { describe, expect, it } from "vitest";
import { refusal } from "../../../support/sandbox.js";
import { GROUP, withPermissionSet } from "./support.js";

async function box() {
  const { aws, on } = await withPermissionSet();
  return {
    aws,
    on,
    create: (change: object = {}) =>
      aws.call("sso", "CreateAccountAssignment", { ...on, ...GROUP, ...change }),
    remove: (change: object = {}) =>
      aws.call("sso", "DeleteAccountAssignment", { ...on, ...GROUP, ...change }),
    list: async (AccountId: string = GROUP.TargetId) =>
      (await aws.call("sso", "ListAccountAssignments", { ...on, AccountId })).AccountAssignments,
  };
}

describe("account assignments", () => {
  it("takes its time to report that it is done", async () => {
    const { aws, on, create, remove, list } = await box();
    const created = (await create()).AccountAssignmentCreationStatus;
    expect(created).toMatchObject({ Status: "IN_PROGRESS", ...GROUP, CreatedDate: expect.any(Date) });
    const creation = async () => {
      const input = { ...on, AccountAssignmentCreationRequestId: created?.RequestId };
      const status = await aws.call("sso", "DescribeAccountAssignmentCreationStatus", input);
      return status.AccountAssignmentCreationStatus?.Status;
    };
    expect([await creation(), await creation(), await creation()]).toEqual([
      "IN_PROGRESS",
      "SUCCEEDED",
      "SUCCEEDED",
    ]);
    const { PermissionSetArn } = on;
    const { PrincipalId, PrincipalType, TargetId: AccountId } = GROUP;
    expect(await list()).toEqual([{ AccountId, PermissionSetArn, PrincipalId, PrincipalType }]);

    const deleted = (await remove()).AccountAssignmentDeletionStatus;
    const deletion = async () => {
      const input = { ...on, AccountAssignmentDeletionRequestId: deleted?.RequestId };
      const status = await aws.call("sso", "DescribeAccountAssignmentDeletionStatus", input);
      return status.AccountAssignmentDeletionStatus?.Status;
    };
    expect([await deletion(), await deletion()]).toEqual(["IN_PROGRESS", "SUCCEEDED"]);
    expect(await list()).toEqual([]);
  });

  it("makes no second one of the same", async () => {
    const { create, list } = await box();
    await create();
    await create();
    await create({ PrincipalType: "USER" });
    await create({ TargetId: "210987654321" });
    expect(await list()).toHaveLength(2);
    expect(await list("210987654321")).toHaveLength(1);
  });

  it("refuses to delete what is not there, and to report on unknown requests", async () => {
    const { aws, on, create, remove } = await box();
    expect((await refusal(remove())).name).toBe("ResourceNotFoundException");
    const { AccountAssignmentCreationStatus } = await create();
    const wrongKind = aws.call("sso", "DescribeAccountAssignmentDeletionStatus", {
      ...on,
      AccountAssignmentDeletionRequestId: AccountAssignmentCreationStatus?.RequestId,
    });
    expect((await refusal(wrongKind)).name).toBe("ResourceNotFoundException");
  });

  it.each([
    ["a name for the group", { PrincipalId: "developers" }, "ValidationException"],
    ["an unknown kind of principal", { PrincipalType: "ROLE" }, "ValidationException"],
    ["an unknown kind of target", { TargetType: "OU" }, "ValidationException"],
    ["a bad account", { TargetId: "1234" }, "ValidationException"],
    [
      "an unknown permission set",
      { PermissionSetArn: "arn:aws:sso:::permissionSet/ssoins-7223000000005a5b/ps-0000000000000000" },
      "ResourceNotFoundException",
    ],
  ])("refuses %s", async (_name, change, error) => {
    const { create, list } = await box();
    expect((await refusal(create(change))).name).toBe(error);
    expect(await list()).toEqual([]);
  });
});
