import { PROPAGATION } from "../../src/aws/error-classes.js";
import type { Kind, Live } from "../../src/engine/kind.js";
import { canonicalPolicy } from "../../src/engine/policy.js";
import { ref } from "../../src/engine/refs.js";
import { type Step, step } from "../../src/engine/step.js";
import { tagList } from "../../src/engine/tag-index.js";
import { warnOfOthers } from "../other-policies.js";
import { type Instance, locateSet } from "./identity-center.js";
import { attachedPolicies, detachPolicies } from "./permission-set-policies.js";
import { settledStatus } from "./sso-status.js";

/** An Identity Center permission set with its inline policy. */
export interface PermissionSet extends Instance {
  description: string;
  /** ISO 8601, e.g. `PT8H`. */
  sessionDuration: string;
  /** At most 32,768 characters. */
  inlinePolicy: unknown;
  /** Policies besides it, each an ARN of AWS's or `customer` with path and name; undefined leaves them. */
  otherPolicies?: string[] | undefined;
  /** The account's copy is up to date: a change has no effect until it is provisioned. */
  provisioned: true;
}

/** Seconds provisioning may take. */
const PROVISIONING = 300;

/** AWS::SSO::PermissionSet. Exists once an Identity Center instance, so its tags name the region of its stack. */
export const permissionSet: Kind<PermissionSet> = {
  name: "permission-set",
  phase: "attribution",
  global: true,
  fields: {
    // Where it was found, not what it is.
    instanceArn: { compare: "ignore" },
    region: { compare: "ignore" },
    description: { compare: "value" },
    sessionDuration: { compare: "value" },
    inlinePolicy: { compare: "policy" },
    otherPolicies: { compare: "set" },
    provisioned: { compare: "value" },
  },

  read: async (cx, wanted) => {
    const found = await locateSet(cx);
    if (found === undefined) return [];
    const { arn, instanceArn, region, set, tags } = found;
    const input = { InstanceArn: instanceArn, PermissionSetArn: arn };
    const [want] = wanted;
    // What is to be deleted is not compared.
    const [inline, otherPolicies] =
      want === undefined
        ? []
        : await Promise.all([
            cx.aws.call("sso", "GetInlinePolicyForPermissionSet", input, region),
            attachedPolicies(cx, input, region),
          ]);
    if (want !== undefined && want.spec.otherPolicies === undefined) {
      warnOfOthers(cx, `permission-set ${want.name}`, otherPolicies ?? []);
    }
    return [
      {
        kind: permissionSet.name,
        name: set.Name ?? "",
        spec: {
          instanceArn,
          region,
          description: set.Description ?? "",
          sessionDuration: set.SessionDuration ?? "",
          inlinePolicy: inline?.InlinePolicy ? canonicalPolicy(inline.InlinePolicy) : undefined,
          otherPolicies,
          ...(found.outdated ? {} : { provisioned: true as const }),
        },
        tags,
        attributes: { arn, instanceArn, region },
        extra: { provisioned: found.provisioned, relayState: set.RelayState },
      },
    ];
  },

  create: (want) => {
    const { instanceArn, region, description, sessionDuration } = want.spec;
    return [
      step(
        "sso",
        "CreatePermissionSet",
        {
          InstanceArn: instanceArn,
          Name: want.name,
          Description: description,
          SessionDuration: sessionDuration,
          Tags: tagList(want.tags ?? {}),
        },
        "create the permission set",
        {
          region,
          propagation: PROPAGATION.busyPermissionSet,
          exists: ["ConflictException"],
          produces: { arn: "PermissionSet.PermissionSetArn" },
        },
      ),
      putPolicy(want.spec, ref(want.key, "arn")),
    ];
  },

  update: (want, live, changed) => {
    const { instanceArn, region, description, sessionDuration } = want.spec;
    const PermissionSetArn = live.attributes["arn"];
    // Identity Center clears what is not sent, so all settings are, and the relay state as it is.
    const settings = {
      Description: description,
      SessionDuration: sessionDuration,
      RelayState: live.extra?.["relayState"] as string | undefined,
    };
    return [
      ...(changed.has("description") || changed.has("sessionDuration")
        ? [
            step(
              "sso",
              "UpdatePermissionSet",
              { InstanceArn: instanceArn, PermissionSetArn, ...settings },
              "set the permission set's settings",
              { region, propagation: PROPAGATION.busyPermissionSet },
            ),
          ]
        : []),
      ...(changed.has("inlinePolicy") ? [putPolicy(want.spec, PermissionSetArn)] : []),
      ...(changed.has("otherPolicies") ? detachPolicies(live) : []),
      ...(live.extra?.["provisioned"] === true ? [provision(want.spec, PermissionSetArn)] : []),
    ];
  },

  tag: (live, tags) => [
    step(
      "sso",
      "TagResource",
      {
        InstanceArn: live.attributes["instanceArn"],
        ResourceArn: live.attributes["arn"],
        Tags: tagList(tags),
      },
      "tag the permission set",
      { ...at(live), propagation: PROPAGATION.busyPermissionSet },
    ),
  ],

  remove: (live) => [
    step(
      "sso",
      "DeletePermissionSet",
      { InstanceArn: live.attributes["instanceArn"], PermissionSetArn: live.attributes["arn"] },
      "delete the permission set",
      { ...at(live), propagation: PROPAGATION.busyPermissionSet, doneIf: ["ResourceNotFoundException"] },
    ),
  ],
};

function putPolicy(
  { instanceArn, region, inlinePolicy }: PermissionSet,
  PermissionSetArn: string | undefined,
): Step {
  return step(
    "sso",
    "PutInlinePolicyToPermissionSet",
    { InstanceArn: instanceArn, PermissionSetArn, InlinePolicy: JSON.stringify(inlinePolicy) },
    "set the inline policy",
    { region, propagation: PROPAGATION.busyPermissionSet },
  );
}

function provision({ instanceArn, region }: PermissionSet, PermissionSetArn: string | undefined): Step {
  return step(
    "sso",
    "ProvisionPermissionSet",
    { InstanceArn: instanceArn, PermissionSetArn, TargetType: "ALL_PROVISIONED_ACCOUNTS" },
    "bring the accounts' copies up to date",
    {
      region,
      propagation: PROPAGATION.busyPermissionSet,
      wait: settledStatus({
        operation: "DescribePermissionSetProvisioningStatus",
        member: "PermissionSetProvisioningStatus",
        requestId: "ProvisionPermissionSetRequestId",
        instanceArn,
        seconds: PROVISIONING,
      }),
    },
  );
}

function at(live: Live): { region?: string } {
  const region = live.attributes["region"];
  return region === undefined ? {} : { region };
}
