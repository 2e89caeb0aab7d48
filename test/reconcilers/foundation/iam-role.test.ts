import { describe, expect, test } from "vitest";
import { foundation } from "../../../reconcilers/foundation/index.js";
import { iamRole, roleArn } from "../../../reconcilers/foundation/iam-role.js";
import type { Aws } from "../../../src/aws/aws.js";
import { changesOf, planOf, reconcile, STACK } from "../../support/reconcile.js";
import { refusal, sandbox } from "../../support/sandbox.js";
import { compositionOf } from "../budgets/composition.js";

const KINDS = [iamRole];
const RoleName = "claude-code-developer";
const PolicyName = "claude-code-developer-policy";
const KEY = "foundation/developer-role";
const wanted = foundation.compose(compositionOf()).filter((want) => want.key === KEY);

async function role(aws: Aws) {
  const { Role } = await aws.call("iam", "GetRole", { RoleName });
  const { PolicyNames = [] } = await aws.call("iam", "ListRolePolicies", { RoleName });
  const documents = PolicyNames.map((name) =>
    aws.call("iam", "GetRolePolicy", { RoleName, PolicyName: name }),
  );
  const { RoleLastUsed: _changing, ...rest } = Role ?? {};
  return { ...rest, policies: (await Promise.all(documents)).map((answer) => answer.PolicyDocument) };
}

const OTHER = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "210987654321" }, Action: "sts:AssumeRole" }],
});
const WIDE = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

describe("iam-role", () => {
  test("is made with its tags, and complete after one apply", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const { Tags, Arn, policies } = await role(aws);
    expect(Arn).toBe(roleArn(STACK, RoleName));
    expect(Tags).toEqual(
      expect.arrayContaining([
        { Key: "ccb:stack", Value: "claude-code" },
        { Key: "ccb:key", Value: KEY },
        { Key: "ccb:region", Value: "us-east-1" },
      ]),
    );
    expect(decodeURIComponent(policies[0] ?? "")).toContain("bedrock:InvokeModel");
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test.each<[string, (aws: Aws) => Promise<unknown>]>([
    [
      "description",
      (aws) => aws.call("iam", "UpdateRole", { RoleName, Description: "x", MaxSessionDuration: 7200 }),
    ],
    ["trust", (aws) => aws.call("iam", "UpdateAssumeRolePolicy", { RoleName, PolicyDocument: OTHER })],
    ["policies", (aws) => aws.call("iam", "PutRolePolicy", { RoleName, PolicyName, PolicyDocument: WIDE })],
    ["policies", (aws) => aws.call("iam", "DeleteRolePolicy", { RoleName, PolicyName })],
    [
      "tags.ccb:key",
      (aws) => aws.call("iam", "TagRole", { RoleName, Tags: [{ Key: "ccb:key", Value: "x" }] }),
    ],
  ])("repairs %s", async (field, damage) => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const before = await role(aws);
    await damage(aws);
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([`update ${KEY} ${field}`]);
    const after = await role(aws);
    // The session length is nobody's business and stays what it was.
    const MaxSessionDuration = field === "description" ? 7200 : before.MaxSessionDuration;
    expect(after).toEqual({ ...before, MaxSessionDuration, Tags: expect.arrayContaining(before.Tags ?? []) });
  });

  test("trusts a principal again that was deleted and made anew, and says so while it is not there", async () => {
    const { aws } = sandbox();
    const people = { RoleName: "people", AssumeRolePolicyDocument: OTHER };
    const arn = (await aws.call("iam", "CreateRole", people)).Role?.Arn ?? "";
    const trusting = foundation
      .compose(compositionOf({ foundation: { developerTrustedArns: [arn] } }))
      .filter((want) => want.key === KEY);
    const trust = async () => decodeURIComponent((await role(aws)).AssumeRolePolicyDocument ?? "");
    await reconcile(aws, KINDS, trusting);
    await aws.call("iam", "DeleteRole", { RoleName: "people" });
    const { execution } = await reconcile(aws, KINDS, trusting, { tolerant: true });
    expect(execution.outcomes.map(({ error }) => String(error))).toEqual([expect.stringContaining(arn)]);
    await aws.call("iam", "CreateRole", people);
    expect(await trust()).toMatch(/"AWS":"AROA[A-Z0-9]{17}"/);
    const { plan } = await reconcile(aws, KINDS, trusting);
    expect(changesOf(plan)).toEqual([`update ${KEY} trust`]);
    expect(await trust()).toContain(`"AWS":"${arn}"`);
    expect(changesOf((await planOf(aws, KINDS, trusting)).plan)).toEqual([]);
  });

  test("leaves other people's tags and inline policies alone, and a boundary it does not declare", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    await aws.call("iam", "PutRolePolicy", { RoleName, PolicyName: "theirs", PolicyDocument: WIDE });
    await aws.call("iam", "TagRole", { RoleName, Tags: [{ Key: "theirs", Value: "1" }] });
    await aws.call("iam", "PutRolePermissionsBoundary", {
      RoleName,
      PermissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess",
    });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test("sets the permissions boundary of the YAML, at creation and later", async () => {
    const boundary = "arn:aws:iam::aws:policy/PowerUserAccess";
    const bound = foundation
      .compose(compositionOf({ foundation: { permissionsBoundary: boundary } }))
      .filter((want) => want.key === KEY);
    for (const first of [bound, wanted]) {
      const { aws } = sandbox();
      await reconcile(aws, KINDS, first);
      await reconcile(aws, KINDS, bound);
      expect((await role(aws)).PermissionsBoundary?.PermissionsBoundaryArn).toBe(boundary);
      expect(changesOf((await planOf(aws, KINDS, bound)).plan)).toEqual([]);
    }
  });

  test("goes with everything that hangs on it", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    await aws.call("iam", "PutRolePolicy", { RoleName, PolicyName: "theirs", PolicyDocument: WIDE });
    await aws.call("iam", "AttachRolePolicy", {
      RoleName,
      PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
    });
    await reconcile(aws, KINDS, wanted, { destroy: true });
    expect((await refusal(aws.call("iam", "GetRole", { RoleName }))).name).toMatch(/^NoSuchEntity/);
    expect((await planOf(aws, KINDS, wanted)).live).toEqual([]);
  });

  test("is adopted as it stands, other region's stack refused", async () => {
    const { aws } = sandbox();
    await aws.call("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument: OTHER });
    expect((await planOf(aws, KINDS, wanted)).plan.blocked).toEqual([
      { key: KEY, kind: "iam-role", name: RoleName },
    ]);
    await reconcile(aws, KINDS, wanted, { adopt: true });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    const stack = { ...STACK, region: "eu-west-1" };
    const elsewhere = sandbox().aws;
    await reconcile(elsewhere, KINDS, foundation.compose(compositionOf({}, stack)), { stack });
    expect((await planOf(elsewhere, KINDS, wanted)).plan.blocked).toMatchObject([
      { owner: 'stack "claude-code" of eu-west-1' },
    ]);
  });

  test("policies of others are named, and stay", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    await aws.call("iam", "PutRolePolicy", { RoleName, PolicyName: "theirs", PolicyDocument: WIDE });
    await aws.call("iam", "AttachRolePolicy", { RoleName, PolicyArn });
    const { plan, warnings } = await planOf(aws, KINDS, wanted);
    expect(plan.changes).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`iam-role ${RoleName} has policies that are not this stack's`);
    expect(warnings[0]).toContain("inline theirs");
    expect(warnings[0]).toContain(PolicyArn);
    expect(warnings[0]).toContain("foundation.exclusive");
  });

  test("with `foundation.exclusive` policies of others go, ours stay", async () => {
    const exclusive = foundation
      .compose(compositionOf({ foundation: { exclusive: true } }))
      .filter((want) => want.key === KEY);
    const { aws } = sandbox();
    await reconcile(aws, KINDS, exclusive);
    const before = await role(aws);
    expect((await planOf(aws, KINDS, exclusive)).warnings).toEqual([]);
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    await aws.call("iam", "PutRolePolicy", { RoleName, PolicyName: "theirs", PolicyDocument: WIDE });
    await aws.call("iam", "AttachRolePolicy", { RoleName, PolicyArn });
    const { plan } = await reconcile(aws, KINDS, exclusive);
    expect(changesOf(plan)).toEqual([`update ${KEY} otherPolicies`]);
    expect(plan.changes[0]?.fields[0]?.before).toEqual([PolicyArn, "inline theirs"]);
    expect(await role(aws)).toEqual(before);
    expect((await aws.call("iam", "ListAttachedRolePolicies", { RoleName })).AttachedPolicies).toEqual([]);
    expect(changesOf((await planOf(aws, KINDS, exclusive)).plan)).toEqual([]);
  });

  test("is deleted although what it had still seems to be there for a while", async () => {
    const message = "Cannot delete entity, must detach all policies first.";
    const fail = [
      { call: "iam:DeleteRole", times: 4, name: "DeleteConflictException", message, status: 409 },
    ];
    const { aws } = sandbox({ faults: { fail } });
    await reconcile(aws, KINDS, wanted);
    await reconcile(aws, KINDS, wanted, { destroy: true });
    expect((await refusal(aws.call("iam", "GetRole", { RoleName }))).name).toMatch(/^NoSuchEntity/);
  });

  test("waits for a principal that was made a moment ago", async () => {
    const name = "MalformedPolicyDocumentException";
    const message = 'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:role/PlatformAdmin"';
    const fail = ["iam:CreateRole", "iam:UpdateAssumeRolePolicy"].map((call) => ({
      ...{ call, times: 4, name, message },
    }));
    const { aws } = sandbox({ faults: { fail } });
    await reconcile(aws, KINDS, wanted);
    const trusting = foundation
      .compose(compositionOf({ foundation: { developerTrustedArns: ["210987654321"] } }))
      .filter((want) => want.key === KEY);
    await reconcile(aws, KINDS, trusting);
    expect(decodeURIComponent((await role(aws)).AssumeRolePolicyDocument ?? "")).toContain("210987654321");
  });

  test("any other fault of a trust policy is final", async () => {
    const name = "MalformedPolicyDocumentException";
    const fail = [{ call: "iam:CreateRole", times: 1, name, message: "Syntax errors in policy." }];
    const { aws } = sandbox({ faults: { fail } });
    const { execution } = await reconcile(aws, KINDS, wanted, { tolerant: true });
    expect(execution.outcomes.map(({ error }) => error)).toEqual([expect.stringContaining("Syntax errors")]);
  });

  test("leaves instance profiles before it goes", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    for (const InstanceProfileName of ["build", "test"]) {
      await aws.call("iam", "CreateInstanceProfile", { InstanceProfileName });
      await aws.call("iam", "AddRoleToInstanceProfile", { InstanceProfileName, RoleName });
    }
    await reconcile(aws, KINDS, wanted, { destroy: true });
    expect((await refusal(aws.call("iam", "GetRole", { RoleName }))).name).toMatch(/^NoSuchEntity/);
    // The profiles are somebody's own.
    await aws.call("iam", "DeleteInstanceProfile", { InstanceProfileName: "build" });
  });

  test("costs four reads", async () => {
    const { aws, calls } = sandbox();
    await reconcile(aws, KINDS, wanted);
    calls.length = 0;
    await planOf(aws, KINDS, wanted);
    expect(calls.map((call) => call.operation).toSorted()).toEqual([
      "GetRole",
      "GetRolePolicy",
      "ListAttachedRolePolicies",
      "ListRolePolicies",
    ]);
  });
});
