import type { Handlers } from "../../call.js";
import { assignments } from "./assignments.js";
import { attachedPolicies } from "./attached-policies.js";
import { inlinePolicy } from "./inline-policy.js";
import { instances } from "./instance.js";
import { permissionSets } from "./permission-sets.js";
import { provisioning } from "./provisioning.js";
import { tags } from "./tags.js";

/** IAM Identity Center: one instance, its permission sets and who has them where. */
export const sso: Handlers<"sso"> = {
  ...instances,
  ...permissionSets,
  ...inlinePolicy,
  ...attachedPolicies,
  ...assignments,
  ...provisioning,
  ...tags,
};
