import { describe, expect, test } from "vitest";
import type { Aws } from "../../../src/aws/aws.js";
import type { Wanted } from "../../../src/engine/kind.js";
import { STACK, changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { INSTANCE_ARN, KINDS, PRINCIPALS, compositionOf, wantedOf, withSso } from "./composition.js";

const KEY = "attribution/permission-set";
const instance = { InstanceArn: INSTANCE_ARN };

const OTHER_POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" }],
});

async function setArns(aws: Aws): Promise<string[]> {
  return (await aws.call("sso", "ListPermissionSets", instance)).PermissionSets ?? [];
}

async function ours(aws: Aws) {
  const [PermissionSetArn] = await setArns(aws);
  return { ...instance, PermissionSetArn };
}

async function outdatedCopies(aws: Aws): Promise<string[] | undefined> {
  const { AccountIds } = await aws.call("sso", "ListAccountsForProvisionedPermissionSet", {
    ...(await ours(aws)),
    ProvisioningStatus: "LATEST_PERMISSION_SET_NOT_PROVISIONED",
  });
  return AccountIds;
}

function sso(duration = "PT8H"): Wanted[] {
  const config = { attribution: { sso: { enabled: true, sessionDuration: duration } } };
  const c = withSso([PRINCIPALS.DEVELOPERS], compositionOf(config));
  return wantedOf(c, "permission-set", "account-assignment");
}

describe("permission-set", () => {
  test("is made with the developer's policy and our tags", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, sso());
    const set = await ours(aws);
    const { PermissionSet } = await aws.call("sso", "DescribePermissionSet", set);
    expect(PermissionSet).toMatchObject({ Name: "claude-code-developer", SessionDuration: "PT8H" });
    const { InlinePolicy } = await aws.call("sso", "GetInlinePolicyForPermissionSet", set);
    expect(InlinePolicy).toContain("bedrock:InvokeModel");
    const { Tags } = await aws.call("sso", "ListTagsForResource", {
      ...instance,
      ResourceArn: set.PermissionSetArn,
    });
    expect(Tags).toContainEqual({ Key: "ccb:region", Value: "us-east-1" });
  });

  test.each([
    ["description", "UpdatePermissionSet", { Description: "other", SessionDuration: "PT8H" }],
    ["description sessionDuration", "UpdatePermissionSet", { SessionDuration: "PT1H" }],
    ["inlinePolicy", "PutInlinePolicyToPermissionSet", { InlinePolicy: OTHER_POLICY }],
  ] as const)("repairs %s and brings the accounts up to date", async (field, operation, change) => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, sso());
    await aws.call("sso", operation, { ...(await ours(aws)), ...change } as never);
    const { plan } = await reconcile(aws, KINDS, sso());
    expect(changesOf(plan)).toEqual([`update ${KEY} ${field} provisioned`]);
    expect(await outdatedCopies(aws)).toEqual([]);
    expect(changesOf((await planOf(aws, KINDS, sso())).plan)).toEqual([]);
  });

  test.each([sso(), sso("PT2H")])(
    "keeps the relay state somebody set when a setting changes",
    async (...next) => {
      const { aws } = sandbox();
      await reconcile(aws, KINDS, sso());
      const RelayState = "https://console.aws.amazon.com/bedrock/home";
      const settings = { Description: "other", SessionDuration: "PT8H", RelayState };
      await aws.call("sso", "UpdatePermissionSet", { ...(await ours(aws)), ...settings });
      await reconcile(aws, KINDS, next);
      const { PermissionSet } = await aws.call("sso", "DescribePermissionSet", await ours(aws));
      expect(PermissionSet).toMatchObject({ RelayState, Description: expect.stringMatching(/^Claude Code/) });
      expect(changesOf((await planOf(aws, KINDS, next)).plan)).toEqual([]);
    },
  );

  describe("policies of others", () => {
    const ManagedPolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    const CustomerManagedPolicyReference = { Name: "extra", Path: "/team/" };
    const attach = async (aws: Aws) => {
      const set = await ours(aws);
      await aws.call("sso", "AttachManagedPolicyToPermissionSet", { ...set, ManagedPolicyArn });
      await aws.call("sso", "AttachCustomerManagedPolicyReferenceToPermissionSet", {
        ...set,
        CustomerManagedPolicyReference,
      });
      const all = { TargetType: "ALL_PROVISIONED_ACCOUNTS" } as const;
      await aws.call("sso", "ProvisionPermissionSet", { ...set, ...all });
    };

    test("are named, and stay", async () => {
      const { aws } = sandbox();
      await reconcile(aws, KINDS, sso());
      await attach(aws);
      const { plan, warnings } = await planOf(aws, KINDS, sso());
      expect(plan.changes).toEqual([]);
      expect(warnings).toEqual([expect.stringContaining(`${ManagedPolicyArn}, customer /team/extra`)]);
    });

    test("go with `foundation.exclusive`, from the accounts too", async () => {
      const { aws } = sandbox();
      const config = { attribution: { sso: { enabled: true } }, foundation: { exclusive: true } };
      const c = withSso([PRINCIPALS.DEVELOPERS], compositionOf(config));
      const exclusive = wantedOf(c, "permission-set", "account-assignment");
      await reconcile(aws, KINDS, exclusive);
      await attach(aws);
      const { plan } = await reconcile(aws, KINDS, exclusive);
      expect(changesOf(plan)).toEqual([`update ${KEY} otherPolicies`]);
      const set = await ours(aws);
      const managed = await aws.call("sso", "ListManagedPoliciesInPermissionSet", set);
      expect(managed.AttachedManagedPolicies).toEqual([]);
      const customer = await aws.call("sso", "ListCustomerManagedPolicyReferencesInPermissionSet", set);
      expect(customer.CustomerManagedPolicyReferences).toEqual([]);
      expect(await outdatedCopies(aws)).toEqual([]);
      expect(changesOf((await planOf(aws, KINDS, exclusive)).plan)).toEqual([]);
    });
  });

  test("a change of the YAML reaches the accounts", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, sso());
    await reconcile(aws, KINDS, sso("PT2H"));
    expect(await outdatedCopies(aws)).toEqual([]);
  });

  test("sees a change that was never provisioned", async () => {
    const { dir, aws } = sandbox();
    await reconcile(aws, KINDS, sso());
    const dying = sandbox({ dir, faults: { crash: { at: 2, when: "before" } } });
    await expect(reconcile(dying.aws, KINDS, sso("PT2H"))).rejects.toThrow("crashed");
    const next = sandbox({ dir });
    expect(await outdatedCopies(next.aws)).not.toEqual([]);
    const { plan } = await reconcile(next.aws, KINDS, sso("PT2H"));
    expect(changesOf(plan)).toEqual([`update ${KEY} provisioned`]);
    expect(await outdatedCopies(next.aws)).toEqual([]);
  });

  test("is deleted with its assignments when Identity Center is switched off", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, sso());
    const { plan } = await reconcile(aws, KINDS, []);
    expect(changesOf(plan)).toEqual([
      `delete attribution/assignment/group/${PRINCIPALS.DEVELOPERS.id}`,
      `delete ${KEY}`,
    ]);
    expect(await setArns(aws)).toEqual([]);
  });

  test.each([
    "Could not delete because PermissionSet has ApplicationProfile associated with it",
    "There is a conflicting operation in process",
    "Something else that is over in a minute",
  ])("is deleted although Identity Center has a conflict for a while: %s", async (message) => {
    const conflict = { name: "ConflictException", message };
    const fail = ["DeleteAccountAssignment", "DeletePermissionSet"].map((operation) => ({
      ...{ call: `sso:${operation}`, times: 4, ...conflict },
    }));
    const { aws } = sandbox({ faults: { fail } });
    await reconcile(aws, KINDS, sso());
    await reconcile(aws, KINDS, []);
    expect(await setArns(aws)).toEqual([]);
  });

  test("every change of it outlasts a conflict", async () => {
    const writes = ["Create*", "Update*", "Put*", "Provision*", "Delete*", "TagResource"];
    const fail = writes.map((operation) => ({
      ...{ call: `sso:${operation}`, times: 2, name: "ConflictException", message: "busy" },
    }));
    const { aws } = sandbox({ faults: { fail } });
    await reconcile(aws, KINDS, sso());
    await reconcile(aws, KINDS, sso("PT2H"));
    expect(changesOf((await planOf(aws, KINDS, sso("PT2H"))).plan)).toEqual([]);
    expect(await outdatedCopies(aws)).toEqual([]);
  });

  test("costs one call where it is not wanted", async () => {
    const { aws, calls } = sandbox();
    await planOf(aws, KINDS, []);
    const looking = calls.filter((call) => call.service === "sso" || call.service === "iam");
    expect(looking.map((call) => call.operation)).toEqual(["ListRoles"]);
  });

  test("is found and removed from a stack in another region than Identity Center's", async () => {
    const here = sandbox();
    await reconcile(here.aws, KINDS, sso());
    const { aws } = sandbox({ dir: here.dir, region: "eu-west-1" });
    const stack = { ...STACK, region: "eu-west-1" };
    const [set] = await setArns(here.aws);
    await here.aws.call("sso", "TagResource", {
      ...instance,
      ResourceArn: set,
      Tags: [{ Key: "ccb:region", Value: "eu-west-1" }],
    });
    await reconcile(aws, KINDS, [], { stack });
    expect(await setArns(here.aws)).toEqual([]);
  });

  test.each(["AccessDeniedException", "ResourceNotFoundException"])(
    "%s means there is none",
    async (name) => {
      const { aws } = sandbox({ faults: { deny: { "sso:ListInstances": { name, message: "no" } } } });
      expect((await planOf(aws, KINDS, [])).live).toEqual([]);
    },
  );

  test("is found among others, which are left alone", async () => {
    const { aws } = sandbox();
    for (const Name of ["Admin", "ReadOnly"])
      await aws.call("sso", "CreatePermissionSet", { ...instance, Name });
    await reconcile(aws, KINDS, sso());
    expect(changesOf((await planOf(aws, KINDS, sso())).plan)).toEqual([]);
    await reconcile(aws, KINDS, []);
    expect(await setArns(aws)).toHaveLength(2);
  });

  test("another's set of our name blocks, and is adopted only when nobody's", async () => {
    const { aws } = sandbox();
    const Name = "claude-code-developer";
    const made = await aws.call("sso", "CreatePermissionSet", { ...instance, Name });
    expect((await planOf(aws, KINDS, sso())).plan.blocked).toEqual([
      { key: KEY, kind: "permission-set", name: Name },
    ]);
    await reconcile(aws, KINDS, sso(), { adopt: true });
    expect(changesOf((await planOf(aws, KINDS, sso())).plan)).toEqual([]);
    await aws.call("sso", "TagResource", {
      ...instance,
      ResourceArn: made.PermissionSet?.PermissionSetArn,
      Tags: [{ Key: "ccb:stack", Value: "other" }],
    });
    const { plan } = await planOf(aws, KINDS, sso(), { adopt: true });
    expect(plan.blocked).toContainEqual(expect.objectContaining({ key: KEY, owner: 'stack "other"' }));
  });
});
