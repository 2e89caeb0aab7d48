import { describe, expect, it } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";
import { makePolicy } from "./support.js";

const FULL_ACCESS = "p-FullAWSAccess";
const OU = "ou-ab12-c3d4e5f6";

function box() {
  const { aws } = sandbox();
  return {
    aws,
    attach: (PolicyId: string, TargetId: string) =>
      aws.call("organizations", "AttachPolicy", { PolicyId, TargetId }),
    detach: (PolicyId: string, TargetId: string) =>
      aws.call("organizations", "DetachPolicy", { PolicyId, TargetId }),
    on: async (TargetId: string) => {
      const input = { TargetId, Filter: "SERVICE_CONTROL_POLICY" as const };
      const { Policies } = await aws.call("organizations", "ListPoliciesForTarget", input);
      return Policies?.map((policy) => policy.Id);
    },
    targets: async (PolicyId: string) =>
      (await aws.call("organizations", "ListTargetsForPolicy", { PolicyId })).Targets,
  };
}

describe("attachments", () => {
  it("attaches to the root, units and accounts, and detaches", async () => {
    const { aws, attach, detach, on, targets } = box();
    const id = await makePolicy(aws, "fence");
    for (const target of ["r-ab12", OU, "210987654321"]) await attach(id, target);
    expect(await targets(id)).toMatchObject([
      { TargetId: "r-ab12", Type: "ROOT" },
      { TargetId: OU, Type: "ORGANIZATIONAL_UNIT", Arn: expect.stringContaining(`:ou/o-`) },
      { TargetId: "210987654321", Type: "ACCOUNT" },
    ]);
    expect(await on(OU)).toEqual([FULL_ACCESS, id]);
    await detach(id, OU);
    expect(await on(OU)).toEqual([FULL_ACCESS]);
    expect(await targets(id)).toHaveLength(2);
    expect((await refusal(detach(id, OU))).name).toBe("PolicyNotAttachedException");
  });

  it("refuses to attach twice", async () => {
    const { aws, attach, targets } = box();
    const id = await makePolicy(aws, "fence");
    await attach(id, OU);
    expect((await refusal(attach(id, OU))).name).toBe("DuplicatePolicyAttachmentException");
    expect(await targets(id)).toHaveLength(1);
  });

  it("refuses to delete what is attached", async () => {
    const { aws, attach, detach } = box();
    const PolicyId = await makePolicy(aws, "fence");
    await attach(PolicyId, OU);
    const remove = () => aws.call("organizations", "DeletePolicy", { PolicyId });
    expect((await refusal(remove())).name).toBe("PolicyInUseException");
    await detach(PolicyId, OU);
    await remove();
  });

  it("lets full access be replaced, but not leave nothing behind", async () => {
    const { aws, attach, detach, on, targets } = box();
    expect((await refusal(detach(FULL_ACCESS, OU))).message).toContain("MIN_POLICY_TYPE_ATTACHMENT");
    const id = await makePolicy(aws, "allow-list");
    await attach(id, OU);
    await detach(FULL_ACCESS, OU);
    expect(await on(OU)).toEqual([id]);
    expect((await targets(FULL_ACCESS))?.map((target) => target.TargetId)).not.toContain(OU);
    expect((await refusal(detach(id, OU))).name).toBe("ConstraintViolationException");
    await attach(FULL_ACCESS, OU);
    expect(await on(OU)).toEqual([FULL_ACCESS, id]);
    expect((await refusal(attach(FULL_ACCESS, OU))).name).toBe("DuplicatePolicyAttachmentException");
  });

  it("refuses the sixth policy", async () => {
    const { aws, attach, on } = box();
    for (let n = 0; n < 4; n += 1) await attach(await makePolicy(aws, `p${n}`), OU);
    const sixth = await makePolicy(aws, "sixth");
    expect((await refusal(attach(sixth, OU))).name).toBe("ConstraintViolationException");
    expect(await on(OU)).toHaveLength(5);
  });

  it.each([
    ["another root", "r-zz99", "TargetNotFoundException"],
    ["a unit of another root", "ou-zz99-c3d4e5f6", "TargetNotFoundException"],
    ["what is no id", "production", "InvalidInputException"],
    ["an account id that is too short", "1234", "InvalidInputException"],
  ])("refuses %s as target", async (_name, target, error) => {
    const { aws, attach } = box();
    expect((await refusal(attach(await makePolicy(aws, "fence"), target))).name).toBe(error);
  });

  it("refuses a policy that does not exist", async () => {
    const { attach } = box();
    expect((await refusal(attach("p-12345678", OU))).name).toBe("PolicyNotFoundException");
    expect((await refusal(attach("fence", OU))).name).toBe("InvalidInputException");
  });
});
