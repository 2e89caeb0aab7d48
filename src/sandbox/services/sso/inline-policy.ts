import type { Handlers } from "../../call.js";
import { checkPolicy } from "../../policy-grammar.js";
import { checkText, requireMember } from "../../validate.js";
import { permissionSetOf, permissionSetTable } from "./permission-set-row.js";

/** Most characters of the document, white space counted (API reference, PutInlinePolicyToPermissionSet). */
const INLINE_POLICY_SIZE = 32_768;

/** The inline policy of a permission set. A change reaches accounts when the permission set is provisioned. */
export const inlinePolicy: Handlers<"sso"> = {
  PutInlinePolicyToPermissionSet: (input, call) => {
    const row = permissionSetOf(input, call);
    const document = requireMember(input, "InlinePolicy");
    checkText(document, "InlinePolicy", { max: INLINE_POLICY_SIZE });
    checkPolicy(document, { type: "identity", partition: call.partition, error: "ValidationException" });
    permissionSetTable(call).put(row.arn, { ...row, inlinePolicy: document, revision: row.revision + 1 });
    return {};
  },

  /** Answers an empty text when there is no policy. */
  GetInlinePolicyForPermissionSet: (input, call) => ({
    InlinePolicy: permissionSetOf(input, call).inlinePolicy,
  }),

  DeleteInlinePolicyFromPermissionSet: (input, call) => {
    const row = permissionSetOf(input, call);
    permissionSetTable(call).put(row.arn, { ...row, inlinePolicy: "", revision: row.revision + 1 });
    return {};
  },
};
