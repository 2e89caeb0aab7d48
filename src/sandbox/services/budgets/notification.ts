import {
  type Budget,
  ComparisonOperator,
  type Notification,
  NotificationType,
  type Subscriber,
  SubscriptionType,
  ThresholdType,
} from "@aws-sdk/client-budgets";
import { refuse } from "../../errors.js";
import { type NotificationRow, invalid, oneOf } from "./rows.js";

/** AWS Budgets quotas ("Quotas and restrictions", AWS Cost Management User Guide). */
const MOST_NOTIFICATIONS = 5;
const MOST_EMAILS = 10;
const MOST_TOPICS = 1;

/** Checks a notification against its budget and returns it as it is kept. @throws InvalidParameterException */
export function checkNotification(given: Notification | undefined, budget: Budget): Notification {
  if (given === undefined) invalid("The notification is required");
  const { NotificationType: type, ComparisonOperator: operator, Threshold } = given;
  const thresholdType = given.ThresholdType ?? "PERCENTAGE";
  oneOf(NotificationType, type, "NotificationType");
  oneOf(ComparisonOperator, operator, "ComparisonOperator");
  oneOf(ThresholdType, thresholdType, "ThresholdType");
  const most = thresholdType === "PERCENTAGE" ? 1_000_000_000 : 15_000_000_000_000;
  if (typeof Threshold !== "number" || !(Threshold > 0 && Threshold <= most)) {
    invalid(`Threshold must be greater than 0 and at most ${most}`);
  }
  if (type === "FORECASTED" && budget.TimeUnit === "DAILY") {
    invalid("Forecasted notifications are not supported for DAILY budgets");
  }
  return {
    NotificationType: type,
    ComparisonOperator: operator,
    Threshold,
    ThresholdType: thresholdType,
    NotificationState: "OK",
  };
}

/** A notification as AWS answers with it: the default threshold type is left out. */
export function shown(row: NotificationRow): Notification {
  const { ThresholdType: type, ...rest } = row.notification;
  return type === "PERCENTAGE" ? rest : { ...rest, ThresholdType: type };
}

/** True for two notifications that AWS takes as the same one: its state is no part of what it is. */
export function sameNotification(one: Notification, other: Notification): boolean {
  return (
    one.NotificationType === other.NotificationType &&
    one.ComparisonOperator === other.ComparisonOperator &&
    one.Threshold === other.Threshold &&
    (one.ThresholdType ?? "PERCENTAGE") === (other.ThresholdType ?? "PERCENTAGE")
  );
}

/** True for two subscribers with the same type and address. */
export function sameSubscriber(one: Subscriber, other: Subscriber): boolean {
  return one.SubscriptionType === other.SubscriptionType && one.Address === other.Address;
}

/** Adds a notification. @throws DuplicateRecordException, CreationLimitExceededException, InvalidParameterException */
export function withNotification(
  rows: readonly NotificationRow[],
  notification: Notification,
  subscribers: readonly Subscriber[] | undefined,
): NotificationRow[] {
  if (rows.some((row) => sameNotification(row.notification, notification))) {
    refuse("DuplicateRecordException", "Error creating notification - the notification already exists.");
  }
  if (rows.length >= MOST_NOTIFICATIONS) {
    refuse("CreationLimitExceededException", `A budget has at most ${MOST_NOTIFICATIONS} notifications.`);
  }
  if ((subscribers ?? []).length === 0) invalid("A notification requires at least one subscriber");
  const checked = (subscribers ?? []).reduce<Subscriber[]>(withSubscriber, []);
  return [...rows, { notification, subscribers: checked }];
}

/** Adds a subscriber. @throws DuplicateRecordException, CreationLimitExceededException, InvalidParameterException */
export function withSubscriber(present: readonly Subscriber[], added: Subscriber | undefined): Subscriber[] {
  const subscriber = checkSubscriber(added);
  if (present.some((other) => sameSubscriber(other, subscriber))) {
    refuse("DuplicateRecordException", "Error creating subscriber - the subscriber already exists.");
  }
  const all = [...present, subscriber];
  const topics = all.filter((other) => other.SubscriptionType === "SNS").length;
  if (topics > MOST_TOPICS || all.length - topics > MOST_EMAILS) {
    refuse(
      "CreationLimitExceededException",
      `A notification has at most ${MOST_EMAILS} e-mail subscribers and ${MOST_TOPICS} SNS topic.`,
    );
  }
  return all;
}

function checkSubscriber(given: Subscriber | undefined): Subscriber {
  if (given === undefined) invalid("The subscriber is required");
  const { SubscriptionType: type, Address = "" } = given;
  oneOf(SubscriptionType, type, "SubscriptionType");
  if (type === "EMAIL" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(Address)) {
    invalid(`${Address} is not a valid e-mail address`);
  }
  if (type === "SNS" && !/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/.test(Address)) {
    invalid(`${Address} is not the ARN of an SNS topic`);
  }
  return { SubscriptionType: type, Address };
}
