import { expect, it } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";
import { makeRole, policy } from "./support.js";

it("shows all roles with policies and tags, page by page", async () => {
  const { aws } = sandbox();
  await makeRole(aws, "b", { Tags: [{ Key: "k", Value: "v" }] });
  await makeRole(aws, "a");
  await aws.call("iam", "PutRolePolicy", { RoleName: "b", PolicyName: "p", PolicyDocument: policy({}) });
  const PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  await aws.call("iam", "AttachRolePolicy", { RoleName: "b", PolicyArn });
  const first = await aws.call("iam", "GetAccountAuthorizationDetails", { Filter: ["Role"], MaxItems: 1 });
  expect(first.RoleDetailList?.map((role) => role.RoleName)).toEqual(["a"]);
  const second = await aws.call("iam", "GetAccountAuthorizationDetails", { Marker: first.Marker });
  expect(second.RoleDetailList).toMatchObject([
    {
      RoleName: "b",
      RolePolicyList: [
        { PolicyName: "p", PolicyDocument: encodeURIComponent(policy({})).replaceAll("*", "%2A") },
      ],
      AttachedManagedPolicies: [{ PolicyName: "ReadOnlyAccess", PolicyArn }],
      Tags: [{ Key: "k", Value: "v" }],
    },
  ]);
  const users = await aws.call("iam", "GetAccountAuthorizationDetails", { Filter: ["User"] });
  expect(users.RoleDetailList).toEqual([]);
});

it("refuses an unknown kind of entity", async () => {
  const { aws } = sandbox();
  const asked = aws.call("iam", "GetAccountAuthorizationDetails", { Filter: ["Roles" as "Role"] });
  expect((await refusal(asked)).name).toBe("ValidationError");
});
