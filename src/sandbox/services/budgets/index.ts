import type { Handlers } from "../../call.js";
import { budgetHandlers } from "./budgets.js";
import { notificationHandlers } from "./notifications.js";
import { subscriberHandlers } from "./subscribers.js";
import { tagHandlers } from "./tags.js";

/** AWS Budgets: cost and usage budgets with their notifications. Budget actions are left out. */
export const budgets: Handlers<"budgets"> = {
  ...budgetHandlers,
  ...notificationHandlers,
  ...subscriberHandlers,
  ...tagHandlers,
};
