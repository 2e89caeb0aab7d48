import { describe, expect, it } from "vitest";
import { refusal } from "../../../support/sandbox.js";
import { withPermissionSet } from "./support.js";

describe("attached policies", () => {
  const ManagedPolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  const CustomerManagedPolicyReference = { Name: "extra" };

  it("of AWS are listed by ARN and name, once each, and can be taken off", async () => {
    const { aws, on } = await withPermissionSet();
    const listed = async () =>
      (await aws.call("sso", "ListManagedPoliciesInPermissionSet", on)).AttachedManagedPolicies;
    const attach = () => aws.call("sso", "AttachManagedPolicyToPermissionSet", { ...on, ManagedPolicyArn });
    const detach = () => aws.call("sso", "DetachManagedPolicyFromPermissionSet", { ...on, ManagedPolicyArn });
    await attach();
    expect(await listed()).toEqual([{ Arn: ManagedPolicyArn, Name: "ReadOnlyAccess" }]);
    expect((await refusal(attach())).name).toBe("ConflictException");
    await detach();
    expect(await listed()).toEqual([]);
    expect((await refusal(detach())).name).toBe("ResourceNotFoundException");
  });

  it("of the accounts are listed by path and name, once each, and can be taken off", async () => {
    const { aws, on } = await withPermissionSet();
    const input = { ...on, CustomerManagedPolicyReference };
    const listed = async () =>
      (await aws.call("sso", "ListCustomerManagedPolicyReferencesInPermissionSet", on))
        .CustomerManagedPolicyReferences;
    const attach = () => aws.call("sso", "AttachCustomerManagedPolicyReferenceToPermissionSet", input);
    const detach = () => aws.call("sso", "DetachCustomerManagedPolicyReferenceFromPermissionSet", input);
    await attach();
    expect(await listed()).toEqual([{ Name: "extra", Path: "/" }]);
    expect((await refusal(attach())).name).toBe("ConflictException");
    await detach();
    expect(await listed()).toEqual([]);
    expect((await refusal(detach())).name).toBe("ResourceNotFoundException");
  });
});
