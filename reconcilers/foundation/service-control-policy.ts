import { PROPAGATION } from "../../src/aws/error-classes.js";
import type { Kind, Live, ReadContext, Wanted } from "../../src/engine/kind.js";
import { canonicalPolicy } from "../../src/engine/policy.js";
import { ref } from "../../src/engine/refs.js";
import { type Step, step } from "../../src/engine/step.js";
import { tagList, tagsFromList } from "../../src/engine/tag-index.js";

/** A service control policy of the organization, and where it is attached. */
export interface ServiceControlPolicy {
  description: string;
  content: unknown;
  /** Account, organizational unit and root ids. */
  targets: string[];
}

/** Errors of an account that is not the organization's management account, or has no organization. */
const NOT_MANAGEMENT = ["AccessDeniedException", "AWSOrganizationsNotInUseException"];
const ATTACHED = ["DuplicatePolicyAttachmentException"];
/** An organization in the making takes no change of its policies yet. */
const NEW = { propagation: PROPAGATION.newOrganization };
const GONE = ["PolicyNotAttachedException", "PolicyNotFoundException", "TargetNotFoundException"];

/** AWS::Organizations::Policy of type SERVICE_CONTROL_POLICY. */
export const serviceControlPolicy: Kind<ServiceControlPolicy> = {
  name: "service-control-policy",
  phase: "foundation",
  global: true,
  fields: {
    description: { compare: "value" },
    content: { compare: "policy" },
    targets: { compare: "set" },
  },

  read: async (cx, wanted) => {
    const found = await list(cx, wanted);
    return Promise.all(found.map((policy) => readPolicy(cx, policy)));
  },

  create: (want) => [
    step(
      "organizations",
      "CreatePolicy",
      {
        Name: want.name,
        Description: want.spec.description,
        Type: "SERVICE_CONTROL_POLICY",
        Content: JSON.stringify(want.spec.content),
        Tags: tagList(want.tags ?? {}),
      },
      "create the service control policy",
      {
        ...NEW,
        exists: ["DuplicatePolicyException"],
        produces: { id: "Policy.PolicySummary.Id", arn: "Policy.PolicySummary.Arn" },
      },
    ),
    ...attach(ref(want.key, "id"), want.spec.targets),
  ],

  update: (want, live, changed) => {
    const id = live.attributes["id"] ?? "";
    const before = live.spec.targets ?? [];
    const content = {
      PolicyId: id,
      Description: want.spec.description,
      Content: JSON.stringify(want.spec.content),
    };
    return [
      ...(changed.has("content") || changed.has("description")
        ? [step("organizations", "UpdatePolicy", content, "set the policy's content", NEW)]
        : []),
      ...attach(
        id,
        want.spec.targets.filter((target) => !before.includes(target)),
      ),
      ...detach(
        id,
        before.filter((target) => !want.spec.targets.includes(target)),
      ),
    ];
  },

  tag: (live, tags) => [
    step(
      "organizations",
      "TagResource",
      { ResourceId: live.attributes["id"], Tags: tagList(tags) },
      "tag the service control policy",
      NEW,
    ),
  ],

  remove: (live) => [
    ...detach(live.attributes["id"] ?? "", live.spec.targets ?? []),
    step(
      "organizations",
      "DeletePolicy",
      { PolicyId: live.attributes["id"] },
      "delete the service control policy",
      { ...NEW, doneIf: GONE },
    ),
  ],
};

/**
 * The organization's policies that carry a wanted or our former name. Only the management account may list them; a
 * member account that attaches nothing has nothing to see either.
 */
async function list(cx: ReadContext, wanted: readonly Wanted<ServiceControlPolicy>[]) {
  try {
    const pages = await cx.aws.pages("organizations", "ListPolicies", { Filter: "SERVICE_CONTROL_POLICY" });
    const name = wanted[0]?.name ?? `${cx.stack.name}-allowed-models`;
    return pages.flatMap((page) => page.Policies ?? []).filter((policy) => policy.Name === name);
  } catch (error) {
    if (!NOT_MANAGEMENT.includes((error as Error).name)) throw error;
    if (wanted.length === 0) return [];
    throw Object.assign(
      new Error(
        `foundation.scp.attach needs the organization's management account: ${(error as Error).message}. ` +
          "Run ccb there, or empty foundation.scp.attach and attach the document of `ccb outputs scp` by hand.",
      ),
      { name: "ManagementAccountRequired", cause: error },
    );
  }
}

async function readPolicy(
  cx: ReadContext,
  policy: { Id?: string; Arn?: string; Name?: string; Description?: string },
): Promise<Live<ServiceControlPolicy>> {
  const PolicyId = policy.Id ?? "";
  const [described, targets, tags] = await Promise.all([
    cx.aws.call("organizations", "DescribePolicy", { PolicyId }),
    cx.aws.pages("organizations", "ListTargetsForPolicy", { PolicyId }),
    cx.aws.pages("organizations", "ListTagsForResource", { ResourceId: PolicyId }),
  ]);
  return {
    kind: serviceControlPolicy.name,
    name: policy.Name ?? "",
    spec: {
      description: policy.Description ?? "",
      content: canonicalPolicy(described.Policy?.Content),
      targets: targets.flatMap((page) => (page.Targets ?? []).map((target) => target.TargetId ?? "")),
    },
    tags: tagsFromList(tags.flatMap((page) => page.Tags ?? [])),
    attributes: { id: PolicyId, arn: policy.Arn ?? "" },
  };
}

function attach(PolicyId: string, targets: readonly string[]): Step[] {
  return targets.map((TargetId) =>
    step("organizations", "AttachPolicy", { PolicyId, TargetId }, `attach the policy to ${TargetId}`, {
      ...NEW,
      doneIf: ATTACHED,
    }),
  );
}

function detach(PolicyId: string, targets: readonly string[]): Step[] {
  return targets.map((TargetId) =>
    step("organizations", "DetachPolicy", { PolicyId, TargetId }, `detach the policy from ${TargetId}`, {
      ...NEW,
      doneIf: GONE,
    }),
  );
}
