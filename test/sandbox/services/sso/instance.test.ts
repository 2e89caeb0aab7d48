import { expect, it } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";
import { GROUP, instanceOf } from "./support.js";

it("has one instance, listed in its own regions only", async () => {
  const { aws, dir } = sandbox();
  const { Instances } = await aws.call("sso", "ListInstances", {});
  expect(Instances).toMatchObject([{ Status: "ACTIVE", OwnerAccountId: "123456789012" }]);
  expect(Instances?.[0]?.InstanceArn).toMatch(/^arn:aws:sso:::instance\/ssoins-[a-zA-Z0-9.-]{16}$/);
  expect(Instances?.[0]?.IdentityStoreId).toMatch(/^d-[0-9a-f]{10}$/);
  const elsewhere = sandbox({ dir, region: "eu-west-1" }).aws;
  expect((await elsewhere.call("sso", "ListInstances", {})).Instances).toEqual([]);
  const InstanceArn = await instanceOf(aws);
  const asked = elsewhere.call("sso", "ListPermissionSets", { InstanceArn });
  expect((await refusal(asked)).name).toBe("ResourceNotFoundException");
});

it("lists the instance in the region it was added to, without its permission sets", async () => {
  const { aws } = sandbox({ region: "us-west-2" });
  const { Instances } = await aws.call("sso", "ListInstances", {});
  expect(Instances).toMatchObject([{ PrimaryRegion: "us-east-1" }]);
  const IdentityStoreId = Instances?.[0]?.IdentityStoreId;
  expect((await aws.call("identitystore", "ListGroups", { IdentityStoreId })).Groups).toBeDefined();
  const asked = aws.call("sso", "ListPermissionSets", { InstanceArn: await instanceOf(aws) });
  expect((await refusal(asked)).name).toBe("ResourceNotFoundException");
});

it("has one in GovCloud too, whose roles name its region", async () => {
  const { aws } = sandbox({ region: "us-gov-west-1" });
  const InstanceArn = await instanceOf(aws);
  expect(InstanceArn).toMatch(/^arn:aws-us-gov:sso:::instance\//);
  const { PermissionSet } = await aws.call("sso", "CreatePermissionSet", { InstanceArn, Name: "developer" });
  const PermissionSetArn = PermissionSet?.PermissionSetArn;
  await aws.call("sso", "CreateAccountAssignment", { InstanceArn, PermissionSetArn, ...GROUP });
  const { Roles } = await aws.call("iam", "ListRoles", { PathPrefix: "/aws-reserved/" });
  expect(Roles?.map((role) => role.Path)).toEqual(["/aws-reserved/sso.amazonaws.com/us-gov-west-1/"]);
});

it.each([
  ["arn:aws:sso:::instance/ssoins-0000000000000000", "ResourceNotFoundException"],
  ["ssoins-7223", "ValidationException"],
])("refuses the instance %s", async (InstanceArn, error) => {
  const { aws } = sandbox();
  expect((await refusal(aws.call("sso", "ListPermissionSets", { InstanceArn }))).name).toBe(error);
});
