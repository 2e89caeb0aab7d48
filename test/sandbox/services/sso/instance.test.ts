import { expect, it } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";
import { instanceOf } from "./support.js";

it("has one instance, in us-east-1 only", async () => {
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

it.each([
  ["arn:aws:sso:::instance/ssoins-0000000000000000", "ResourceNotFoundException"],
  ["ssoins-7223", "ValidationException"],
])("refuses the instance %s", async (InstanceArn, error) => {
  const { aws } = sandbox();
  expect((await refusal(aws.call("sso", "ListPermissionSets", { InstanceArn }))).name).toBe(error);
});
