import type { Handlers } from "../../call.js";
import { attachments } from "./attachments.js";
import { organization } from "./organization.js";
import { policies } from "./policies.js";
import { tags } from "./tags.js";

/** AWS Organizations, seen from the management account: service control policies. */
export const organizations: Handlers<"organizations"> = {
  ...organization,
  ...policies,
  ...attachments,
  ...tags,
};
