import { describe, expect, it } from "vitest";
import { refusal } from "../../../support/sandbox.js";
import { GROUP, allow, withPermissionSet } from "./support.js";

const LATEST = "LATEST_PERMISSION_SET_PROVISIONED";
const STALE = "LATEST_PERMISSION_SET_NOT_PROVISIONED";
const AccountId = GROUP.TargetId;

async function box() {
  const { aws, on } = await withPermissionSet();
  const put = (service: string) =>
    aws.call("sso", "PutInlinePolicyToPermissionSet", { ...on, InlinePolicy: allow(service) });
  const assign = (TargetId: string = AccountId) =>
    aws.call("sso", "CreateAccountAssignment", { ...on, ...GROUP, TargetId });
  const sets = async (ProvisioningStatus?: typeof LATEST | typeof STALE) => {
    const input = { InstanceArn: on.InstanceArn, AccountId, ProvisioningStatus };
    return (await aws.call("sso", "ListPermissionSetsProvisionedToAccount", input)).PermissionSets;
  };
  const accounts = async (ProvisioningStatus?: typeof LATEST | typeof STALE) => {
    const input = { ...on, ProvisioningStatus };
    return (await aws.call("sso", "ListAccountsForProvisionedPermissionSet", input)).AccountIds;
  };
  return { aws, on, put, assign, sets, accounts };
}

describe("provisioning", () => {
  it("happens with the first assignment and ends with the last", async () => {
    const { aws, on, assign, sets, accounts } = await box();
    expect(await sets()).toEqual([]);
    await assign();
    expect(await sets()).toEqual([on.PermissionSetArn]);
    expect(await accounts(LATEST)).toEqual([AccountId]);
    await aws.call("sso", "DeleteAccountAssignment", { ...on, ...GROUP });
    expect(await accounts()).toEqual([]);
  });

  it("brings a changed policy to the account, in its own time", async () => {
    const { aws, on, put, assign, sets, accounts } = await box();
    await put("s3");
    await assign();
    expect(await sets(LATEST)).toEqual([on.PermissionSetArn]);
    await put("sns");
    expect(await sets(LATEST)).toEqual([]);
    expect(await sets(STALE)).toEqual([on.PermissionSetArn]);
    const input = { ...on, TargetType: "AWS_ACCOUNT" as const, TargetId: AccountId };
    const started = (await aws.call("sso", "ProvisionPermissionSet", input)).PermissionSetProvisioningStatus;
    expect(started).toMatchObject({
      Status: "IN_PROGRESS",
      AccountId,
      PermissionSetArn: on.PermissionSetArn,
    });
    const status = async () => {
      const request = { ...on, ProvisionPermissionSetRequestId: started?.RequestId };
      const answer = await aws.call("sso", "DescribePermissionSetProvisioningStatus", request);
      return answer.PermissionSetProvisioningStatus?.Status;
    };
    expect([await status(), await status()]).toEqual(["IN_PROGRESS", "SUCCEEDED"]);
    expect(await accounts(LATEST)).toEqual([AccountId]);
    expect(await accounts(STALE)).toEqual([]);
  });

  it("is due after a change of the session length and after the policy's deletion", async () => {
    const { aws, on, put, assign, sets } = await box();
    await put("s3");
    await assign();
    const all = { ...on, TargetType: "ALL_PROVISIONED_ACCOUNTS" as const };
    await aws.call("sso", "UpdatePermissionSet", { ...on, SessionDuration: "PT8H" });
    expect(await sets(STALE)).toHaveLength(1);
    await aws.call("sso", "ProvisionPermissionSet", all);
    expect(await sets(STALE)).toHaveLength(0);
    await aws.call("sso", "DeleteInlinePolicyFromPermissionSet", on);
    expect(await sets(STALE)).toHaveLength(1);
  });

  it("reaches all accounts that have the permission set", async () => {
    const { aws, on, put, assign, accounts } = await box();
    await assign();
    await assign("210987654321");
    await put("s3");
    expect(await accounts(STALE)).toHaveLength(2);
    await aws.call("sso", "ProvisionPermissionSet", { ...on, TargetType: "ALL_PROVISIONED_ACCOUNTS" });
    expect(await accounts(LATEST)).toEqual([AccountId, "210987654321"]);
  });

  it.each([
    ["no account", { TargetType: "AWS_ACCOUNT" }],
    ["an unknown kind of target", { TargetType: "OU" }],
  ])("refuses %s", async (_name, target) => {
    const { aws, on } = await box();
    const started = aws.call("sso", "ProvisionPermissionSet", {
      ...on,
      ...(target as { TargetType: "AWS_ACCOUNT" }),
    });
    expect((await refusal(started)).name).toBe("ValidationException");
  });
});
