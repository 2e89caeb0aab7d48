import type { Handlers } from "../../call.js";
import { accountDetails } from "./account-details.js";
import { inlinePolicies } from "./inline-policies.js";
import { instanceProfiles } from "./instance-profiles.js";
import { managedPolicies } from "./managed-policies.js";
import { roleTags } from "./role-tags.js";
import { roles } from "./roles.js";

export type { RoleRow } from "./role-row.js";

/** AWS Identity and Access Management: roles and what hangs on them. */
export const iam: Handlers<"iam"> = {
  ...roles,
  ...roleTags,
  ...inlinePolicies,
  ...managedPolicies,
  ...instanceProfiles,
  ...accountDetails,
};
