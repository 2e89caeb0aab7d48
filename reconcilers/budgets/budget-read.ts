import type { Budget as AwsBudget, Notification } from "@aws-sdk/client-budgets";
import type { Live, ReadContext, Wanted } from "../../src/engine/kind.js";
import { tagsFromList } from "../../src/engine/tag-index.js";
import type { Budget } from "./budget.js";
import { canonicalFilter } from "./filter.js";
import { type BudgetNotification, notificationFrom } from "./notification.js";

const PAGE = 1000;

/**
 * Budgets with a wanted name, and those whose names say that they may be a former team's. Budgets are in no tag index,
 * so each one's tags are read; whom a notification goes to takes a call a notification, made for wanted budgets only.
 */
export async function readBudgets(
  cx: ReadContext,
  wanted: readonly Wanted<Budget>[],
): Promise<Live<Budget>[]> {
  const AccountId = cx.stack.account;
  const [budgets, notifications] = await Promise.all([
    cx.aws.pages("budgets", "DescribeBudgets", { AccountId, ShowFilterExpression: true }, undefined, PAGE),
    cx.forRemoval || wanted.length === 0 ? new Map<string, Notification[]>() : notificationsByBudget(cx),
  ]);
  const names = new Set(wanted.map((want) => want.name));
  const team = `${cx.stack.name}-team-`;
  const candidates = budgets
    .flatMap((page) => page.Budgets ?? [])
    .filter(({ BudgetName: name = "" }) => names.has(name) || name.startsWith(team));
  return Promise.all(
    candidates.map(async (found) => {
      const name = found.BudgetName ?? "";
      const arn = `arn:${cx.stack.partition}:budgets::${AccountId}:budget/${name}`;
      const [tags, heard] = await Promise.all([
        cx.aws.call("budgets", "ListTagsForResource", { ResourceARN: arn }),
        names.has(name) ? withTheirSubscribers(cx, name, notifications.get(name) ?? []) : [],
      ]);
      const untold = names.has(name) && found.FilterExpression === undefined && !isOldShape(found);
      if (untold) {
        cx.warn(`AWS does not tell the filter of the budget ${name}: look in the console whether it has one`);
      }
      return {
        kind: "budget",
        name,
        spec: { ...projected(found), notifications: heard },
        tags: tagsFromList(tags.ResourceTags),
        attributes: { arn, name },
      };
    }),
  );
}

async function notificationsByBudget(cx: ReadContext): Promise<Map<string, Notification[]>> {
  const input = { AccountId: cx.stack.account };
  const pages = await cx.aws.pages(
    "budgets",
    "DescribeBudgetNotificationsForAccount",
    input,
    undefined,
    PAGE,
  );
  return new Map(
    pages
      .flatMap((page) => page.BudgetNotificationsForAccount ?? [])
      .map((entry) => [entry.BudgetName ?? "", entry.Notifications ?? []]),
  );
}

function withTheirSubscribers(
  cx: ReadContext,
  BudgetName: string,
  notifications: readonly Notification[],
): Promise<BudgetNotification[]> {
  return Promise.all(
    notifications.map(async (notification) => {
      const { NotificationType, ComparisonOperator, Threshold, ThresholdType } = notification;
      const Notification = { NotificationType, ComparisonOperator, Threshold, ThresholdType };
      const input = { AccountId: cx.stack.account, BudgetName, Notification };
      const pages = await cx.aws.pages("budgets", "DescribeSubscribersForNotification", input);
      return notificationFrom(
        notification,
        pages.flatMap((page) => page.Subscribers ?? []),
      );
    }),
  );
}

function projected(found: AwsBudget): Partial<Budget> {
  // Null is known to be absent, undefined is not told.
  const absent = isOldShape(found) ? null : undefined;
  return {
    amount: Number(found.BudgetLimit?.Amount),
    unit: found.BudgetLimit?.Unit as Budget["unit"],
    type: found.BudgetType as Budget["type"],
    timeUnit: found.TimeUnit as Budget["timeUnit"],
    metrics: (found.Metrics ?? absent) as Budget["metrics"],
    filter: (found.FilterExpression === undefined
      ? absent
      : canonicalFilter(found.FilterExpression)) as Budget["filter"],
  };
}

/** A budget with cost filters and cost types has neither an expression nor metrics (Budgets API reference, Budget). */
function isOldShape({ CostFilters, CostTypes }: AwsBudget): boolean {
  return CostFilters !== undefined || CostTypes !== undefined;
}
