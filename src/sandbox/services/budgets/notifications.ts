import type { Notification } from "@aws-sdk/client-budgets";
import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkNotification, sameNotification, shown, withNotification } from "./notification.js";
import {
  type BudgetRow,
  type NotificationRow,
  budgetTable,
  checkAccount,
  findBudget,
  invalid,
  pageOf,
} from "./rows.js";

/** Notifications of budgets. */
export const notificationHandlers: Handlers<"budgets"> = {
  CreateNotification: (input, call) => {
    const row = budgetOf(input, call);
    const notification = checkNotification(input.Notification, row.budget);
    save(row, withNotification(row.notifications, notification, input.Subscribers), call);
    return {};
  },
  UpdateNotification: (input, call) => {
    const row = budgetOf(input, call);
    const old = findNotification(row, input.OldNotification);
    const notification = checkNotification(input.NewNotification, row.budget);
    if (
      row.notifications.some((other) => other !== old && sameNotification(other.notification, notification))
    ) {
      refuse("DuplicateRecordException", "Error updating notification - the notification already exists.");
    }
    replaceNotification(row, old, { ...old, notification }, call);
    return {};
  },
  DeleteNotification: (input, call) => {
    const row = budgetOf(input, call);
    replaceNotification(row, findNotification(row, input.Notification), undefined, call);
    return {};
  },
  DescribeNotificationsForBudget: (input, call) => {
    const { items, nextToken } = pageOf(budgetOf(input, call).notifications, input, 100);
    return { Notifications: items.map(shown), NextToken: nextToken };
  },
  DescribeBudgetNotificationsForAccount: (input, call) => {
    checkAccount(input.AccountId, call);
    const withAny = budgetTable(call)
      .values()
      .filter((row) => row.notifications.length > 0);
    const { items, nextToken } = pageOf(withAny, input, 1000);
    const BudgetNotificationsForAccount = items.map((row) => ({
      BudgetName: row.budget.BudgetName,
      Notifications: row.notifications.map(shown),
    }));
    return { BudgetNotificationsForAccount, NextToken: nextToken };
  },
};

/** The budget a request about notifications names. @throws NotFoundException */
export function budgetOf(
  input: { AccountId: string | undefined; BudgetName: string | undefined },
  call: Call,
): BudgetRow {
  checkAccount(input.AccountId, call);
  return findBudget(input.BudgetName, call);
}

/** The notification of a budget that is the same as the given one. @throws NotFoundException */
export function findNotification(row: BudgetRow, given: Notification | undefined): NotificationRow {
  if (given === undefined) invalid("The notification is required");
  const found = row.notifications.find((other) => sameNotification(other.notification, given));
  if (found === undefined) {
    refuse("NotFoundException", "Unable to get notification - the notification doesn't exist.");
  }
  return found;
}

/** Puts `next` in the place of `old`, or takes `old` away. */
export function replaceNotification(
  row: BudgetRow,
  old: NotificationRow,
  next: NotificationRow | undefined,
  call: Call,
): void {
  save(
    row,
    row.notifications.flatMap((other) => (other === old ? (next ?? []) : other)),
    call,
  );
}

function save(row: BudgetRow, notifications: NotificationRow[], call: Call): void {
  budgetTable(call).put(row.budget.BudgetName ?? "", { ...row, notifications });
}
