import { describe, expect, it } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";
import { makeRole } from "./support.js";

const aws = (path: string) => `arn:aws:iam::aws:policy/${path}`;

async function box() {
  const { aws: account } = sandbox();
  await makeRole(account, "r");
  return {
    attach: (PolicyArn: string) => account.call("iam", "AttachRolePolicy", { RoleName: "r", PolicyArn }),
    detach: (PolicyArn: string) => account.call("iam", "DetachRolePolicy", { RoleName: "r", PolicyArn }),
    list: async (PathPrefix?: string) =>
      (await account.call("iam", "ListAttachedRolePolicies", { RoleName: "r", PathPrefix })).AttachedPolicies,
  };
}

describe("managed policies", () => {
  it("attaches once, lists by path and detaches", async () => {
    const { attach, detach, list } = await box();
    await attach(aws("ReadOnlyAccess"));
    await attach(aws("ReadOnlyAccess"));
    await attach(aws("job-function/Billing"));
    expect(await list()).toEqual([
      { PolicyName: "ReadOnlyAccess", PolicyArn: aws("ReadOnlyAccess") },
      { PolicyName: "Billing", PolicyArn: aws("job-function/Billing") },
    ]);
    expect(await list("/job-function/")).toHaveLength(1);
    await detach(aws("ReadOnlyAccess"));
    expect(await list()).toEqual([{ PolicyName: "Billing", PolicyArn: aws("job-function/Billing") }]);
    expect((await refusal(detach(aws("ReadOnlyAccess")))).name).toBe("NoSuchEntityException");
  });

  it("refuses the eleventh", async () => {
    const { attach, list } = await box();
    for (let n = 0; n < 10; n += 1) await attach(aws(`p${n}`));
    expect((await refusal(attach(aws("p10")))).name).toBe("LimitExceededException");
    expect(await list()).toHaveLength(10);
  });

  it.each([
    aws("missing"),
    "arn:aws:iam::999999999999:policy/x",
    "arn:aws-cn:iam::aws:policy/ReadOnlyAccess",
    "arn:aws:iam::123456789012:role/x",
  ])("refuses %s, which does not exist", async (arn) => {
    const { attach } = await box();
    expect((await refusal(attach(arn))).name).toBe("NoSuchEntityException");
  });
});
