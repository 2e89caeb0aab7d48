import type { Subscriber } from "@aws-sdk/client-budgets";
import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { sameSubscriber, withSubscriber } from "./notification.js";
import { budgetOf, findNotification, replaceNotification } from "./notifications.js";
import { type NotificationRow, invalid, pageOf } from "./rows.js";

/** Who the notifications of a budget go to. */
export const subscriberHandlers: Handlers<"budgets"> = {
  CreateSubscriber: (input, call) => {
    const row = budgetOf(input, call);
    const old = findNotification(row, input.Notification);
    const subscribers = withSubscriber(old.subscribers, input.Subscriber);
    replaceNotification(row, old, { ...old, subscribers }, call);
    return {};
  },
  UpdateSubscriber: (input, call) => {
    const row = budgetOf(input, call);
    const old = findNotification(row, input.Notification);
    const gone = findSubscriber(old, input.OldSubscriber);
    const subscribers = withSubscriber(
      old.subscribers.filter((other) => other !== gone),
      input.NewSubscriber,
    );
    replaceNotification(row, old, { ...old, subscribers }, call);
    return {};
  },
  /** "Deleting the last subscriber to a notification also deletes the notification" (API Reference). */
  DeleteSubscriber: (input, call) => {
    const row = budgetOf(input, call);
    const old = findNotification(row, input.Notification);
    const gone = findSubscriber(old, input.Subscriber);
    const subscribers = old.subscribers.filter((other) => other !== gone);
    replaceNotification(row, old, subscribers.length === 0 ? undefined : { ...old, subscribers }, call);
    return {};
  },
  DescribeSubscribersForNotification: (input, call) => {
    const { subscribers } = findNotification(budgetOf(input, call), input.Notification);
    const { items, nextToken } = pageOf(subscribers, input, 100);
    return { Subscribers: items, NextToken: nextToken };
  },
};

function findSubscriber(row: NotificationRow, given: Subscriber | undefined): Subscriber {
  if (given === undefined) invalid("The subscriber is required");
  const found = row.subscribers.find((other) => sameSubscriber(other, given));
  if (found === undefined) {
    refuse("NotFoundException", "Unable to get subscriber - the subscriber doesn't exist.");
  }
  return found;
}
