import type { Handlers } from "../../call.js";
import { subscriptionHandlers } from "./subscriptions.js";
import { tagHandlers } from "./tags.js";
import { topicHandlers } from "./topics.js";

/** Amazon Simple Notification Service: standard topics and their subscriptions. */
export const sns: Handlers<"sns"> = { ...topicHandlers, ...subscriptionHandlers, ...tagHandlers };
