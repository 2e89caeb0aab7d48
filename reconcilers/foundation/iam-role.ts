import { PROPAGATION } from "../../src/aws/error-classes.js";
import type { Input } from "../../src/aws/services.js";
import { canonicalPolicy } from "../../src/engine/policy.js";
import type { Kind, Live, ReadContext, Stack, Wanted } from "../../src/engine/kind.js";
import { type Step, step } from "../../src/engine/step.js";
import { tagList, tagsFromList } from "../../src/engine/tag-index.js";
import { orUndefined } from "../absent.js";
import { warnOfOthers } from "../other-policies.js";

/** An IAM role with its inline policies. */
export interface IamRole {
  description: string;
  /** Trust policy. */
  trust: unknown;
  /** ARN of a managed policy; undefined leaves whatever boundary the role has. */
  permissionsBoundary?: string | undefined;
  /** Inline policies by name. */
  policies: Record<string, unknown>;
  /** Policies of others on the role, each as {@link inlineName} or the ARN of a managed one; undefined leaves them. */
  otherPolicies?: string[] | undefined;
}

const GONE = ["NoSuchEntityException"];
const INLINE = "inline ";

/** AWS::IAM::Role. Exists once an account, so its tags name the region of its stack. */
export const iamRole: Kind<IamRole> = {
  name: "iam-role",
  phase: "foundation",
  global: true,
  fields: {
    description: { compare: "value" },
    trust: { compare: "policy" },
    permissionsBoundary: { compare: "value" },
    policies: { compare: "policies" },
    otherPolicies: { compare: "set" },
  },

  read: async (cx, wanted) => {
    const roles = await Promise.all(wanted.map((want) => readRole(cx, want)));
    return roles.filter((role) => role !== undefined);
  },

  create: (want) => [
    step(
      "iam",
      "CreateRole",
      {
        RoleName: want.name,
        Description: want.spec.description,
        AssumeRolePolicyDocument: JSON.stringify(want.spec.trust),
        ...(want.spec.permissionsBoundary === undefined
          ? {}
          : { PermissionsBoundary: want.spec.permissionsBoundary }),
        Tags: tagList(want.tags ?? {}),
      },
      "create the role",
      {
        exists: ["EntityAlreadyExistsException"],
        propagation: PROPAGATION.newPrincipal,
        produces: { arn: "Role.Arn" },
      },
    ),
    ...putPolicies(want.name, want.spec.policies),
  ],

  update: (want, live, changed) => [
    ...(changed.has("description") ? [describe(want, live)] : []),
    ...(changed.has("trust")
      ? [
          step(
            "iam",
            "UpdateAssumeRolePolicy",
            { RoleName: want.name, PolicyDocument: JSON.stringify(want.spec.trust) },
            "set who may assume the role",
            { propagation: PROPAGATION.newPrincipal },
          ),
        ]
      : []),
    ...(changed.has("permissionsBoundary") && want.spec.permissionsBoundary !== undefined
      ? [
          step(
            "iam",
            "PutRolePermissionsBoundary",
            { RoleName: want.name, PermissionsBoundary: want.spec.permissionsBoundary },
            "set the permissions boundary",
          ),
        ]
      : []),
    ...(changed.has("policies")
      ? putPolicies(want.name, differing(want.spec.policies, live.spec.policies))
      : []),
    ...(changed.has("otherPolicies") ? takeOff(want.name, live.spec.otherPolicies ?? []) : []),
  ],

  tag: (live, tags) => [step("iam", "TagRole", { RoleName: live.name, Tags: tagList(tags) }, "tag the role")],

  remove: (live) => removal(live),
};

/** UpdateRole sets what is left out back to its default, so the session duration is sent as it is. */
function describe(want: Wanted<IamRole>, live: Live<IamRole>): Step {
  const MaxSessionDuration = live.extra?.["maxSessionDuration"] as number | undefined;
  const input = { RoleName: want.name, Description: want.spec.description, MaxSessionDuration };
  return step("iam", "UpdateRole", input, "describe the role");
}

function removal(live: Live<IamRole>): Step[] {
  const name = { RoleName: live.name };
  const policies = [
    ...Object.keys(live.spec.policies ?? {}).map(inlineName),
    ...(live.spec.otherPolicies ?? []),
  ];
  const profiles = (live.extra?.["instanceProfiles"] as string[] | undefined) ?? [];
  return [
    ...profiles.map((InstanceProfileName) =>
      step(
        "iam",
        "RemoveRoleFromInstanceProfile",
        { ...name, InstanceProfileName },
        `take the role out of the instance profile ${InstanceProfileName}`,
        { doneIf: GONE },
      ),
    ),
    ...takeOff(live.name, policies),
    step("iam", "DeleteRole", name, "delete the role", {
      doneIf: GONE,
      propagation: PROPAGATION.roleInUse,
    }),
  ];
}

/** How an inline policy is named among managed ones, which go by their ARN. */
function inlineName(name: string): string {
  return `${INLINE}${name}`;
}

/** Takes policies off a role, managed ones first. */
function takeOff(RoleName: string, policies: readonly string[]): Step[] {
  const inline = policies.filter((policy) => policy.startsWith(INLINE));
  return [
    ...policies
      .filter((policy) => !policy.startsWith(INLINE))
      .map((PolicyArn) =>
        step("iam", "DetachRolePolicy", { RoleName, PolicyArn }, `detach ${PolicyArn}`, { doneIf: GONE }),
      ),
    ...inline
      .map((policy) => policy.slice(INLINE.length))
      .map((PolicyName) =>
        step("iam", "DeleteRolePolicy", { RoleName, PolicyName }, `delete the inline policy ${PolicyName}`, {
          doneIf: GONE,
        }),
      ),
  ];
}

async function readRole(cx: ReadContext, want: Wanted<IamRole>): Promise<Live<IamRole> | undefined> {
  const RoleName = want.name;
  const found = await orUndefined(cx.aws.call("iam", "GetRole", { RoleName }), GONE);
  const role = found?.Role;
  if (role === undefined) return undefined;
  const names = Object.keys(want.spec.policies);
  const [documents, inline, attached, profiles] = await Promise.all([
    Promise.all(
      names.map((PolicyName) =>
        orUndefined(cx.aws.call("iam", "GetRolePolicy", { RoleName, PolicyName }), GONE),
      ),
    ),
    cx.aws.pages("iam", "ListRolePolicies", { RoleName }),
    cx.aws.pages("iam", "ListAttachedRolePolicies", { RoleName }),
    cx.forRemoval ? cx.aws.pages("iam", "ListInstanceProfilesForRole", { RoleName }) : [],
  ]);
  const policies = Object.fromEntries(
    names.flatMap((name, i) => {
      const document = documents[i]?.PolicyDocument;
      return document === undefined ? [] : [[name, canonicalPolicy(document)]];
    }),
  );
  const otherPolicies = [
    ...attached.flatMap((page) => (page.AttachedPolicies ?? []).map(({ PolicyArn = "" }) => PolicyArn)),
    ...inline
      .flatMap((page) => page.PolicyNames ?? [])
      .filter((name) => !names.includes(name))
      .map(inlineName),
  ];
  const live: Live<IamRole> = {
    kind: iamRole.name,
    name: role.RoleName ?? RoleName,
    spec: {
      description: role.Description ?? "",
      trust: canonicalPolicy(role.AssumeRolePolicyDocument),
      permissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
      policies,
      otherPolicies,
    },
    tags: tagsFromList(role.Tags),
    attributes: { arn: role.Arn ?? "", name: role.RoleName ?? RoleName },
    extra: {
      maxSessionDuration: role.MaxSessionDuration,
      instanceProfiles: profiles.flatMap((page) =>
        (page.InstanceProfiles ?? []).map((profile) => profile.InstanceProfileName ?? ""),
      ),
    },
  };
  if (want.spec.otherPolicies === undefined) warnOfOthers(cx, `iam-role ${live.name}`, otherPolicies);
  return live;
}

function putPolicies(RoleName: string, policies: Record<string, unknown>): Step[] {
  return Object.entries(policies).map(([PolicyName, document]) => {
    const input: Input<"iam", "PutRolePolicy"> = {
      RoleName,
      PolicyName,
      PolicyDocument: JSON.stringify(document),
    };
    return step("iam", "PutRolePolicy", input, `set the inline policy ${PolicyName}`);
  });
}

function differing(
  wanted: Record<string, unknown>,
  live: Record<string, unknown> | undefined,
): Record<string, unknown> {
  const text = (document: unknown) => JSON.stringify(canonicalPolicy(document));
  return Object.fromEntries(Object.entries(wanted).filter(([name, doc]) => text(doc) !== text(live?.[name])));
}

/** ARN a role of this name has, known before it exists. */
export function roleArn(stack: Stack, name: string): string {
  return `arn:${stack.partition}:iam::${stack.account}:role/${name}`;
}
