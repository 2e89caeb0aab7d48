import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkPolicy, policySize } from "../../policy-grammar.js";
import { checkText, requireMember } from "../../validate.js";
import { listPage } from "./list-page.js";
import { type RoleRow, VALIDATION, roleOf, save, urlEncoded } from "./role-row.js";

/** Most characters of a role's inline policies together, white space not counted (IAM User Guide, quotas). */
const INLINE_POLICIES_SIZE = 10_240;

/** Inline policies of roles. */
export const inlinePolicies: Handlers<"iam"> = {
  PutRolePolicy: (input, call) => {
    const row = roleOf(input, call);
    const name = checkPolicyName(input);
    const document = requireMember(input, "PolicyDocument", VALIDATION);
    checkPolicy(document, {
      type: "identity",
      partition: call.partition,
      error: "MalformedPolicyDocumentException",
    });
    const inline = { ...row.inline, [name]: document };
    const size = Object.values(inline).reduce((sum, text) => sum + policySize(text), 0);
    if (size > INLINE_POLICIES_SIZE) {
      const message = `Maximum policy size of ${INLINE_POLICIES_SIZE} bytes exceeded for role ${row.name}`;
      refuse("LimitExceededException", message, 409);
    }
    save(call, { ...row, inline });
    return {};
  },

  GetRolePolicy: (input, call) => {
    const row = roleOf(input, call);
    const name = checkPolicyName(input);
    return { RoleName: row.name, PolicyName: name, PolicyDocument: urlEncoded(documentOf(row, name)) };
  },

  ListRolePolicies: (input, call) => {
    const { items, ...rest } = listPage(Object.keys(roleOf(input, call).inline).toSorted(), input);
    return { PolicyNames: items, ...rest };
  },

  DeleteRolePolicy: (input, call) => {
    const row = roleOf(input, call);
    const name = checkPolicyName(input);
    documentOf(row, name);
    const { [name]: _removed, ...inline } = row.inline;
    save(call, { ...row, inline });
    return {};
  },
};

function documentOf(row: RoleRow, name: string): string {
  const document = Object.hasOwn(row.inline, name) ? row.inline[name] : undefined;
  const message = `The role policy with name ${name} cannot be found.`;
  return document ?? refuse("NoSuchEntityException", message, 404);
}

function checkPolicyName(input: { PolicyName: string | undefined }): string {
  return checkText(requireMember(input, "PolicyName", VALIDATION), "PolicyName", {
    max: 128,
    pattern: /^[\w+=,.@-]+$/,
    error: VALIDATION,
  });
}
