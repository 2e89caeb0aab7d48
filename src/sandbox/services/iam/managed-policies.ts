import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkText, parseArn, requireMember } from "../../validate.js";
import { listPage } from "./list-page.js";
import { VALIDATION, attachedOf, roleOf, save } from "./role-row.js";

/** Managed policies a role may have without a quota increase (IAM User Guide, "IAM and AWS STS quotas"). */
const POLICIES_PER_ROLE = 10;

/**
 * Checks that a managed policy exists: any of AWS's or this account's does in the simulated account, except those whose
 * name starts with `missing`.
 * @throws NoSuchEntityException when it does not
 */
export function checkManagedPolicy(policyArn: string, member: string, call: Call): void {
  checkText(policyArn, member, { min: 20, max: 2048, error: VALIDATION });
  const arn = parseArn(policyArn);
  const ours = arn?.account === "aws" || arn?.account === call.account;
  const named = arn !== undefined && /^policy\/([!-~]+\/)?(?!missing)[\w+=,.@-]+$/.test(arn.resource);
  if (arn?.service !== "iam" || arn.partition !== call.partition || !ours || !named) {
    refuse("NoSuchEntityException", `Policy ${policyArn} does not exist or is not attachable.`, 404);
  }
}

/** Managed policies on roles. */
export const managedPolicies: Handlers<"iam"> = {
  AttachRolePolicy: (input, call) => {
    const row = roleOf(input, call);
    const arn = requireMember(input, "PolicyArn", VALIDATION);
    checkManagedPolicy(arn, "PolicyArn", call);
    if (row.attached.some((policy) => policy.PolicyArn === arn)) return {};
    if (row.attached.length >= POLICIES_PER_ROLE) {
      const message = `Cannot exceed quota for PoliciesPerRole: ${POLICIES_PER_ROLE}`;
      refuse("LimitExceededException", message, 409);
    }
    const added = { PolicyName: arn.slice(arn.lastIndexOf("/") + 1), PolicyArn: arn };
    save(call, { ...row, attached: [...row.attached, added] });
    return {};
  },

  DetachRolePolicy: (input, call) => {
    const row = roleOf(input, call);
    const arn = requireMember(input, "PolicyArn", VALIDATION);
    const attached = row.attached.filter((policy) => policy.PolicyArn !== arn);
    if (attached.length === row.attached.length) {
      refuse("NoSuchEntityException", `Policy ${arn} was not found.`, 404);
    }
    save(call, { ...row, attached });
    return {};
  },

  ListAttachedRolePolicies: (input, call) => {
    const prefix = input.PathPrefix ?? "/";
    const found = attachedOf(roleOf(input, call)).filter((policy) =>
      policy.PolicyArn?.slice(policy.PolicyArn.indexOf("/")).startsWith(prefix),
    );
    const { items, ...rest } = listPage(found, input);
    return { AttachedPolicies: items, ...rest };
  },
};
