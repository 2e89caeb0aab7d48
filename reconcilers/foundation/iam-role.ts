import type { Input } from "../../src/aws/services.js";
import { canonicalPolicy } from "../../src/engine/policy.js";
import type { Kind, Live, ReadContext, Stack, Wanted } from "../../src/engine/kind.js";
import { type Step, step } from "../../src/engine/step.js";
import { tagList, tagsFromList } from "../../src/engine/tag-index.js";
import { orUndefined } from "../absent.js";

/** An IAM role with its inline policies. */
export interface IamRole {
  description: string;
  /** Trust policy. */
  trust: unknown;
  /** ARN of a managed policy; undefined leaves whatever boundary the role has. */
  permissionsBoundary?: string | undefined;
  /** Inline policies by name. */
  policies: Record<string, unknown>;
}

const GONE = ["NoSuchEntityException"];

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
      { exists: ["EntityAlreadyExistsException"], produces: { arn: "Role.Arn" } },
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
  const inline = (live.extra?.["inline"] as string[] | undefined) ?? Object.keys(live.spec.policies ?? {});
  const attached = (live.extra?.["attached"] as string[] | undefined) ?? [];
  return [
    ...attached.map((PolicyArn) =>
      step("iam", "DetachRolePolicy", { ...name, PolicyArn }, "detach a managed policy", { doneIf: GONE }),
    ),
    ...inline.map((PolicyName) =>
      step("iam", "DeleteRolePolicy", { ...name, PolicyName }, "delete an inline policy", { doneIf: GONE }),
    ),
    step("iam", "DeleteRole", name, "delete the role", { doneIf: GONE }),
  ];
}

async function readRole(cx: ReadContext, want: Wanted<IamRole>): Promise<Live<IamRole> | undefined> {
  const RoleName = want.name;
  const found = await orUndefined(cx.aws.call("iam", "GetRole", { RoleName }), GONE);
  const role = found?.Role;
  if (role === undefined) return undefined;
  const names = Object.keys(want.spec.policies);
  const documents = await Promise.all(
    names.map((PolicyName) =>
      orUndefined(cx.aws.call("iam", "GetRolePolicy", { RoleName, PolicyName }), GONE),
    ),
  );
  const policies = Object.fromEntries(
    names.flatMap((name, i) => {
      const document = documents[i]?.PolicyDocument;
      return document === undefined ? [] : [[name, canonicalPolicy(document)]];
    }),
  );
  return {
    kind: iamRole.name,
    name: role.RoleName ?? RoleName,
    spec: {
      description: role.Description ?? "",
      trust: canonicalPolicy(role.AssumeRolePolicyDocument),
      permissionsBoundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
      policies,
    },
    tags: tagsFromList(role.Tags),
    attributes: { arn: role.Arn ?? "", name: role.RoleName ?? RoleName },
    extra: {
      maxSessionDuration: role.MaxSessionDuration,
      ...(cx.forRemoval ? await attachments(cx, RoleName) : {}),
    },
  };
}

/** Everything that has to go before the role can. */
async function attachments(cx: ReadContext, RoleName: string): Promise<Record<string, unknown>> {
  const [inline, attached] = await Promise.all([
    cx.aws.pages("iam", "ListRolePolicies", { RoleName }),
    cx.aws.pages("iam", "ListAttachedRolePolicies", { RoleName }),
  ]);
  return {
    inline: inline.flatMap((page) => page.PolicyNames ?? []),
    attached: attached.flatMap((page) =>
      (page.AttachedPolicies ?? []).map((policy) => policy.PolicyArn ?? ""),
    ),
  };
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
