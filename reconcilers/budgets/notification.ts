import type { Notification, NotificationWithSubscribers, Subscriber } from "@aws-sdk/client-budgets";
import { type Step, step } from "../../src/engine/step.js";

/** A notification of a budget and who hears of it. */
export interface BudgetNotification {
  type: "ACTUAL" | "FORECASTED";
  operator: "GREATER_THAN";
  threshold: number;
  thresholdType: "PERCENTAGE";
  /** `SNS <topic ARN>` or `EMAIL <address>`, sorted. */
  subscribers: string[];
}

interface OfBudget {
  AccountId: string;
  BudgetName: string;
}

/** When the lost answer to an earlier try left the effect behind. */
const THERE = { doneIf: ["DuplicateRecordException"] };
const GONE = { doneIf: ["NotFoundException"] };

/** A notification as CreateBudget takes it. */
export function withSubscribers(notification: BudgetNotification): NotificationWithSubscribers {
  return {
    Notification: notificationOf(notification),
    Subscribers: notification.subscribers.map(subscriberOf),
  };
}

/** A notification in the words of the API. */
function notificationOf(notification: BudgetNotification): Notification {
  return {
    NotificationType: notification.type,
    ComparisonOperator: notification.operator,
    Threshold: notification.threshold,
    ThresholdType: notification.thresholdType,
  };
}

/** A notification without its subscribers, from the words of the API: an unset threshold type means a percentage. */
export function notificationFrom(
  given: Notification,
  subscribers: readonly Subscriber[],
): BudgetNotification {
  return {
    type: given.NotificationType as BudgetNotification["type"],
    operator: given.ComparisonOperator as BudgetNotification["operator"],
    threshold: given.Threshold ?? 0,
    thresholdType: (given.ThresholdType ?? "PERCENTAGE") as BudgetNotification["thresholdType"],
    subscribers: subscribers.map((one) => `${one.SubscriptionType} ${one.Address}`).toSorted(),
  };
}

/**
 * Calls that bring a budget's notifications from `live` to `wanted`. What is surplus goes first, since a budget has five
 * notifications at most; a notification's subscribers are replaced in place, since it has one topic at most and vanishes
 * with its last subscriber.
 */
export function notificationSteps(
  of: OfBudget,
  wanted: readonly BudgetNotification[],
  live: readonly BudgetNotification[],
): Step[] {
  const before = new Map(live.map((one) => [identity(one), one]));
  const after = new Map(wanted.map((one) => [identity(one), one]));
  return [
    ...[...before].flatMap(([id, one]) =>
      after.has(id)
        ? []
        : [
            step(
              "budgets",
              "DeleteNotification",
              { ...of, Notification: notificationOf(one) },
              `drop ${label(one)}`,
              GONE,
            ),
          ],
    ),
    ...[...after].flatMap(([id, one]) => {
      const old = before.get(id);
      return old === undefined
        ? [
            step(
              "budgets",
              "CreateNotification",
              { ...of, ...withSubscribers(one) },
              `notify at ${label(one)}`,
              THERE,
            ),
          ]
        : subscriberSteps(of, one, old);
    }),
  ];
}

function subscriberSteps(of: OfBudget, wanted: BudgetNotification, live: BudgetNotification): Step[] {
  const base = { ...of, Notification: notificationOf(wanted) };
  const missing = wanted.subscribers.filter((one) => !live.subscribers.includes(one));
  const surplus = live.subscribers.filter((one) => !wanted.subscribers.includes(one));
  const steps: Step[] = [];
  for (const added of missing) {
    const at = surplus.findIndex((one) => kindOf(one) === kindOf(added));
    const replaced = at < 0 ? undefined : surplus.splice(at, 1)[0];
    steps.push(
      replaced === undefined
        ? step(
            "budgets",
            "CreateSubscriber",
            { ...base, Subscriber: subscriberOf(added) },
            `add ${added}`,
            THERE,
          )
        : step(
            "budgets",
            "UpdateSubscriber",
            { ...base, OldSubscriber: subscriberOf(replaced), NewSubscriber: subscriberOf(added) },
            `put ${added} in the place of ${replaced}`,
          ),
    );
  }
  for (const one of surplus) {
    const input = { ...base, Subscriber: subscriberOf(one) };
    steps.push(step("budgets", "DeleteSubscriber", input, `drop ${one}`, GONE));
  }
  return steps;
}

function subscriberOf(text: string): Subscriber {
  return {
    SubscriptionType: kindOf(text) as Subscriber["SubscriptionType"],
    Address: text.slice(text.indexOf(" ") + 1),
  };
}

function kindOf(subscriber: string): string {
  return subscriber.slice(0, subscriber.indexOf(" "));
}

function identity(one: BudgetNotification): string {
  return [one.type, one.operator, one.threshold, one.thresholdType].join(" ");
}

function label(one: BudgetNotification): string {
  return `${one.threshold} ${one.thresholdType === "PERCENTAGE" ? "%" : "USD"} ${one.type.toLowerCase()}`;
}
