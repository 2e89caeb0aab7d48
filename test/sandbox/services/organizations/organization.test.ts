import { expect, it } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

it("is managed by the simulated account, with all features", async () => {
  const { aws } = sandbox();
  const { Organization } = await aws.call("organizations", "DescribeOrganization", {});
  const { Account } = await aws.call("sts", "GetCallerIdentity", {});
  expect(Organization).toMatchObject({ FeatureSet: "ALL", MasterAccountId: Account });
  expect(Organization?.Id).toMatch(/^o-[a-z0-9]{10,32}$/);
  expect(Organization?.Arn).toBe(`arn:aws:organizations::${Account}:organization/${Organization?.Id}`);
  expect(Organization?.MasterAccountArn).toBe(
    `arn:aws:organizations::${Account}:account/${Organization?.Id}/${Account}`,
  );
});

it("has one root with service control policies enabled", async () => {
  const { aws } = sandbox();
  const { Roots } = await aws.call("organizations", "ListRoots", {});
  expect(Roots).toMatchObject([
    { Id: "r-ab12", PolicyTypes: [{ Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" }] },
  ]);
  const tooMany = aws.call("organizations", "ListRoots", { MaxResults: 21 });
  expect((await refusal(tooMany)).name).toBe("InvalidInputException");
});
