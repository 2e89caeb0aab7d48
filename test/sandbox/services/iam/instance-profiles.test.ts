import { describe, expect, it } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const RoleName = "builder";
const InstanceProfileName = "build";
const AssumeRolePolicyDocument = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } },
});

async function withProfile() {
  const { aws } = sandbox();
  await aws.call("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument });
  await aws.call("iam", "CreateInstanceProfile", { InstanceProfileName });
  return aws;
}

describe("instance profiles", () => {
  it("hold one role, which cannot be deleted before it is out", async () => {
    const aws = await withProfile();
    const listed = async () =>
      (await aws.call("iam", "ListInstanceProfilesForRole", { RoleName })).InstanceProfiles;
    expect(await listed()).toEqual([]);
    await aws.call("iam", "AddRoleToInstanceProfile", { InstanceProfileName, RoleName });
    expect(await listed()).toMatchObject([
      {
        InstanceProfileName,
        Arn: "arn:aws:iam::123456789012:instance-profile/build",
        Roles: [{ RoleName }],
      },
    ]);
    const again = aws.call("iam", "AddRoleToInstanceProfile", { InstanceProfileName, RoleName });
    expect((await refusal(again)).name).toBe("LimitExceededException");
    const inUse = {
      name: "DeleteConflictException",
      message: "Cannot delete entity, must remove roles from instance profile first.",
    };
    expect(await refusal(aws.call("iam", "DeleteRole", { RoleName }))).toEqual(inUse);
    expect(await refusal(aws.call("iam", "DeleteInstanceProfile", { InstanceProfileName }))).toEqual(inUse);
    await aws.call("iam", "RemoveRoleFromInstanceProfile", { InstanceProfileName, RoleName });
    await aws.call("iam", "DeleteRole", { RoleName });
    await aws.call("iam", "DeleteInstanceProfile", { InstanceProfileName });
  });

  it("are named in refusals", async () => {
    const aws = await withProfile();
    const made = aws.call("iam", "CreateInstanceProfile", { InstanceProfileName });
    expect((await refusal(made)).name).toBe("EntityAlreadyExistsException");
    const remove = aws.call("iam", "RemoveRoleFromInstanceProfile", { InstanceProfileName, RoleName });
    expect((await refusal(remove)).name).toBe("NoSuchEntityException");
    const gone = aws.call("iam", "DeleteInstanceProfile", { InstanceProfileName: "other" });
    expect((await refusal(gone)).name).toBe("NoSuchEntityException");
  });
});
