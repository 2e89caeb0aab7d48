import type { Budget } from "@aws-sdk/client-budgets";
import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkTags } from "../../validate.js";
import { defined } from "./definition.js";
import { checkNotification, withNotification } from "./notification.js";
import {
  type BudgetRow,
  type NotificationRow,
  budgetTable,
  checkAccount,
  findBudget,
  pageOf,
} from "./rows.js";

/** Budgets themselves. */
export const budgetHandlers: Handlers<"budgets"> = {
  CreateBudget: (input, call) => {
    checkAccount(input.AccountId, call);
    const budget = defined(input.Budget, undefined, call);
    const name = budget.BudgetName ?? "";
    if (budgetTable(call).has(name)) {
      refuse("DuplicateRecordException", `Error creating budget: ${name} - the budget already exists.`);
    }
    let notifications: NotificationRow[] = [];
    for (const { Notification, Subscribers } of input.NotificationsWithSubscribers ?? []) {
      notifications = withNotification(notifications, checkNotification(Notification, budget), Subscribers);
    }
    const tags = checkTags(input.ResourceTags, {
      error: "InvalidParameterException",
      tooMany: "ServiceQuotaExceededException",
    });
    const arn = `arn:${call.partition}:budgets::${call.account}:budget/${name}`;
    budgetTable(call).put(name, { arn, budget, notifications, tags });
    return {};
  },
  DescribeBudget: (input, call) => {
    checkAccount(input.AccountId, call);
    return { Budget: shown(findBudget(input.BudgetName, call), input.ShowFilterExpression) };
  },
  DescribeBudgets: (input, call) => {
    checkAccount(input.AccountId, call);
    const { items, nextToken } = pageOf(budgetTable(call).values(), input, 1000);
    return { Budgets: items.map((row) => shown(row, input.ShowFilterExpression)), NextToken: nextToken };
  },
  UpdateBudget: (input, call) => {
    checkAccount(input.AccountId, call);
    const row = findBudget(input.NewBudget?.BudgetName, call);
    const budget = defined(input.NewBudget, revived(row.budget), call);
    budgetTable(call).put(budget.BudgetName ?? "", { ...row, budget });
    return {};
  },
  DeleteBudget: (input, call) => {
    checkAccount(input.AccountId, call);
    findBudget(input.BudgetName, call);
    budgetTable(call).delete(input.BudgetName ?? "");
    return {};
  },
};

/** A budget as AWS answers with it: its expression and metrics only when they are asked for. */
function shown(row: BudgetRow, withExpression: boolean | undefined): Budget {
  const { FilterExpression, Metrics, ...rest } = revived(row.budget);
  if (withExpression !== true) return rest;
  return { ...rest, ...(FilterExpression && { FilterExpression }), ...(Metrics && { Metrics }) };
}

/** Dates of a kept row are text. */
function revived(budget: Budget): Budget {
  const { TimePeriod: period, HealthStatus: health } = budget;
  return {
    ...budget,
    TimePeriod: period && { Start: date(period.Start), End: date(period.End) },
    HealthStatus: health && { ...health, LastUpdatedTime: date(health.LastUpdatedTime) },
    LastUpdatedTime: date(budget.LastUpdatedTime),
  };
}

function date(kept: Date | undefined): Date | undefined {
  return kept === undefined ? undefined : new Date(kept);
}
