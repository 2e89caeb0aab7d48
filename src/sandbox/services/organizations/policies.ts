import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkPolicy } from "../../policy-grammar.js";
import { checkTags, checkText, requireMember } from "../../validate.js";
import { INVALID, organizationsPage } from "./organization.js";
import { FULL_ACCESS, ownPolicyOf, policies as table, policyOf, summary } from "./policy-row.js";

/** Most characters of a service control policy, white space counted (Organizations User Guide, quotas). */
const CONTENT_SIZE = 5120;

const TYPES = [
  "SERVICE_CONTROL_POLICY",
  "RESOURCE_CONTROL_POLICY",
  "TAG_POLICY",
  "BACKUP_POLICY",
  "AISERVICES_OPT_OUT_POLICY",
];

/** Service control policies; other policy types are not enabled in the simulated organization. */
export const policies: Handlers<"organizations"> = {
  CreatePolicy: (input, call) => {
    const content = requireMember(input, "Content", INVALID);
    const name = requireMember(input, "Name", INVALID);
    // An empty description is allowed, a missing one is not.
    const description = input.Description ?? requireMember(input, "Description", INVALID);
    const type = checkText(requireMember(input, "Type", INVALID), "Type", { oneOf: TYPES, error: INVALID });
    if (type !== "SERVICE_CONTROL_POLICY") {
      refuse("PolicyTypeNotAvailableForOrganizationException", `${type} is not available.`);
    }
    checkTexts(name, description);
    checkContent(content);
    const tags = checkTags(input.Tags, { error: INVALID, tooMany: "ConstraintViolationException" });
    checkUnique(name, undefined, call);
    const row = { id: `p-${call.id(8)}`, name, description, content, tags, targets: [] };
    table(call).put(row.id, row);
    return { Policy: { PolicySummary: summary(row, call), Content: content } };
  },

  UpdatePolicy: (input, call) => {
    const row = ownPolicyOf(input, call);
    const { Name: name = row.name, Description: description = row.description } = input;
    checkTexts(name, description);
    if (input.Content !== undefined) checkContent(input.Content);
    checkUnique(name, row.id, call);
    const updated = { ...row, name, description, content: input.Content ?? row.content };
    table(call).put(row.id, updated);
    return { Policy: { PolicySummary: summary(updated, call), Content: updated.content } };
  },

  DescribePolicy: (input, call) => {
    const row = policyOf(input, call);
    return { Policy: { PolicySummary: summary(row, call), Content: row.content } };
  },

  ListPolicies: (input, call) => {
    const filter = requireMember(input, "Filter", INVALID);
    const all = filter === "SERVICE_CONTROL_POLICY" ? [FULL_ACCESS, ...table(call).values()] : [];
    const { items, ...rest } = organizationsPage(all, input);
    return { Policies: items.map((row) => summary(row, call)), ...rest };
  },

  DeletePolicy: (input, call) => {
    const row = ownPolicyOf(input, call);
    if (row.targets.length > 0) {
      refuse(
        "PolicyInUseException",
        "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts " +
          "before performing this operation.",
      );
    }
    table(call).delete(row.id);
    return {};
  },
};

function checkTexts(name: string, description: string): void {
  checkText(name, "Name", { min: 1, max: 128, error: INVALID });
  checkText(description, "Description", { max: 512, error: INVALID });
}

function checkContent(content: string): void {
  if (content.length > CONTENT_SIZE) {
    const reason = "POLICY_CONTENT_LIMIT_EXCEEDED: You have exceeded the maximum policy size.";
    refuse("ConstraintViolationException", reason);
  }
  checkPolicy(content, { type: "scp", error: "MalformedPolicyDocumentException" });
}

function checkUnique(name: string, exceptId: string | undefined, call: Call): void {
  const others = [FULL_ACCESS, ...table(call).values()].filter((row) => row.id !== exceptId);
  if (others.some((row) => row.name === name)) {
    refuse("DuplicatePolicyException", "A policy with the same name already exists.");
  }
}
