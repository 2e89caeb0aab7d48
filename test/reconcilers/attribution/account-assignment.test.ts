import { describe, expect, test } from "vitest";
import type { Aws } from "../../../src/aws/aws.js";
import { SANDBOX_ACCOUNT } from "../../../src/sandbox/account.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { INSTANCE_ARN, KINDS, PRINCIPALS, wantedOf, withSso } from "./composition.js";

const { DEVELOPERS, BOB } = PRINCIPALS;
const KIND_NAMES = ["permission-set", "account-assignment"];

async function principalsOf(aws: Aws): Promise<(string | undefined)[]> {
  const { PermissionSets } = await aws.call("sso", "ListPermissionSets", { InstanceArn: INSTANCE_ARN });
  const { AccountAssignments } = await aws.call("sso", "ListAccountAssignments", {
    InstanceArn: INSTANCE_ARN,
    PermissionSetArn: PermissionSets?.[0],
    AccountId: SANDBOX_ACCOUNT,
  });
  return (AccountAssignments ?? []).map((assignment) => assignment.PrincipalId);
}

describe("account-assignment", () => {
  test("gives the set to groups and users", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wantedOf(withSso(), ...KIND_NAMES));
    expect((await principalsOf(aws)).toSorted()).toEqual([DEVELOPERS.id, BOB.id]);
  });

  test("takes it from who is no longer listed, and gives it back to who lost it", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wantedOf(withSso([BOB]), ...KIND_NAMES));
    const { plan } = await reconcile(aws, KINDS, wantedOf(withSso([DEVELOPERS]), ...KIND_NAMES));
    expect(changesOf(plan)).toEqual([
      "create attribution/assignment/group/developers",
      `delete attribution/assignment/user/${BOB.id}`,
    ]);
    expect(await principalsOf(aws)).toEqual([DEVELOPERS.id]);
  });

  test("a set for nobody has no assignment left", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wantedOf(withSso(), ...KIND_NAMES));
    await reconcile(aws, KINDS, wantedOf(withSso([]), ...KIND_NAMES));
    expect(await principalsOf(aws)).toEqual([]);
  });

  test("assignments of a set that is not ours are not ours", async () => {
    const { aws } = sandbox();
    const instance = { InstanceArn: INSTANCE_ARN };
    const { PermissionSet } = await aws.call("sso", "CreatePermissionSet", {
      ...instance,
      Name: "claude-code-developer",
    });
    await aws.call("sso", "CreateAccountAssignment", {
      ...instance,
      PermissionSetArn: PermissionSet?.PermissionSetArn,
      TargetType: "AWS_ACCOUNT",
      TargetId: SANDBOX_ACCOUNT,
      PrincipalType: "USER",
      PrincipalId: BOB.id,
    });
    await reconcile(aws, KINDS, []);
    expect(await principalsOf(aws)).toEqual([BOB.id]);
    const { plan } = await planOf(aws, KINDS, wantedOf(withSso([BOB]), ...KIND_NAMES));
    expect(plan.blocked.map((blocked) => blocked.key)).toEqual([
      "attribution/permission-set",
      "attribution/assignment/user/bob",
    ]);
  });
});
