import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { requireMember } from "../../validate.js";
import { INVALID, ROOT_ID, organizationArn, organizationsPage } from "./organization.js";
import { FULL_ACCESS, type PolicyRow, policies, policyOf, summary } from "./policy-row.js";

/** Service control policies a root, organizational unit or account may have (Organizations User Guide, quotas). */
const POLICIES_PER_TARGET = 5;

type TargetType = "ROOT" | "ORGANIZATIONAL_UNIT" | "ACCOUNT";

/** Policies on roots, organizational units and accounts. */
export const attachments: Handlers<"organizations"> = {
  AttachPolicy: (input, call) => {
    const row = policyOf(input, call);
    const target = targetOf(input).id;
    if (isAttached(row, target, call)) {
      refuse(
        "DuplicatePolicyAttachmentException",
        "A policy with the specified name and type already exists on it.",
      );
    }
    if (attachedTo(target, call).length >= POLICIES_PER_TARGET) {
      const reason = "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: You have exceeded the number of policies";
      refuse("ConstraintViolationException", `${reason} that can be attached to ${target}.`);
    }
    if (row.id === FULL_ACCESS.id) withoutFullAccess(call).delete(target);
    else policies(call).put(row.id, { ...row, targets: [...row.targets, target] });
    return {};
  },

  DetachPolicy: (input, call) => {
    const row = policyOf(input, call);
    const target = targetOf(input).id;
    if (!isAttached(row, target, call)) {
      refuse("PolicyNotAttachedException", "The policy isn't attached to the specified target.");
    }
    if (attachedTo(target, call).length === 1) {
      const reason = "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: You can't remove the last policy";
      refuse("ConstraintViolationException", `${reason} from ${target}.`);
    }
    if (row.id === FULL_ACCESS.id) withoutFullAccess(call).put(target, true);
    else policies(call).put(row.id, { ...row, targets: row.targets.filter((id) => id !== target) });
    return {};
  },

  ListTargetsForPolicy: (input, call) => {
    const row = policyOf(input, call);
    const ids = row.id === FULL_ACCESS.id ? fullAccessTargets(call) : row.targets;
    const { items, ...rest } = organizationsPage(ids, input);
    return { Targets: items.map((id) => shown(id, call)), ...rest };
  },

  ListPoliciesForTarget: (input, call) => {
    const target = targetOf(input).id;
    const filter = requireMember(input, "Filter", INVALID);
    const found = filter === "SERVICE_CONTROL_POLICY" ? attachedTo(target, call) : [];
    const { items, ...rest } = organizationsPage(found, input);
    return { Policies: items.map((row) => summary(row, call)), ...rest };
  },
};

/** Targets that somebody took {@link FULL_ACCESS} off; everything else has it. */
function withoutFullAccess(call: Call) {
  return call.global<true>("without-full-access");
}

function isAttached(row: Readonly<PolicyRow>, target: string, call: Call): boolean {
  return row.id === FULL_ACCESS.id ? !withoutFullAccess(call).has(target) : row.targets.includes(target);
}

function attachedTo(target: string, call: Call): Readonly<PolicyRow>[] {
  return [FULL_ACCESS, ...policies(call).values()].filter((row) => isAttached(row, target, call));
}

/** Every target that is known to exist: all accounts do, so only those that were used are listed. */
function fullAccessTargets(call: Call): string[] {
  const used = policies(call)
    .values()
    .flatMap((row) => row.targets);
  return [...new Set([ROOT_ID, call.account, ...used])].filter((id) => isAttached(FULL_ACCESS, id, call));
}

/** The target a request names: the root, any well-formed organizational unit under it, any account. */
function targetOf(input: { TargetId: string | undefined }): { id: string; type: TargetType } {
  const id = requireMember(input, "TargetId", INVALID);
  const type = typeOf(id);
  if (type === undefined) {
    refuse(
      INVALID,
      "INVALID_PATTERN_TARGET_ID: You specified a policy target ID that doesn't match the pattern.",
    );
  }
  const known = type === "ROOT" ? id === ROOT_ID : type === "ACCOUNT" || id.startsWith("ou-ab12-");
  if (!known) refuse("TargetNotFoundException", "You specified a target that doesn't exist.");
  return { id, type };
}

function typeOf(id: string): TargetType | undefined {
  if (/^\d{12}$/.test(id)) return "ACCOUNT";
  if (/^r-[0-9a-z]{4,32}$/.test(id)) return "ROOT";
  return /^ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}$/.test(id) ? "ORGANIZATIONAL_UNIT" : undefined;
}

function shown(id: string, call: Call) {
  const Type = typeOf(id) ?? "ACCOUNT";
  const kind = { ROOT: "root", ORGANIZATIONAL_UNIT: "ou", ACCOUNT: "account" }[Type];
  return {
    TargetId: id,
    Arn: organizationArn(call, kind, id),
    Name: Type === "ROOT" ? "Root" : id,
    Type,
  };
}
