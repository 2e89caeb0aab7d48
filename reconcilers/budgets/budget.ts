import type { Budget as AwsBudget, Expression } from "@aws-sdk/client-budgets";
import type { Kind, Wanted } from "../../src/engine/kind.js";
import { step } from "../../src/engine/step.js";
import { tagList } from "../../src/engine/tag-index.js";
import { readBudgets } from "./budget-read.js";
import { type BudgetNotification, notificationSteps, withSubscribers } from "./notification.js";

/** A monthly cost budget. */
export interface Budget {
  /** USD. */
  amount: number;
  unit: "USD";
  type: "COST";
  timeUnit: "MONTHLY";
  metrics: ["UnblendedCost"];
  /** In canonical form. */
  filter: Expression;
  notifications: BudgetNotification[];
}

/** AWS::Budgets::Budget. Budgets exist once an account; the SDK finds their one endpoint from any region. */
export const budget: Kind<Budget> = {
  name: "budget",
  phase: "budgets",
  global: true,
  needs: ["sns-topic"],
  fields: {
    amount: { compare: "value" },
    unit: { compare: "value" },
    type: { compare: "value" },
    timeUnit: { compare: "value" },
    // Whether AWS tells these two back as they were sent is not documented.
    metrics: { compare: "value", maybeUntold: true },
    filter: { compare: "value", maybeUntold: true },
    notifications: { compare: "set" },
  },

  read: readBudgets,

  create: (want, stack) => [
    step(
      "budgets",
      "CreateBudget",
      {
        AccountId: stack.account,
        Budget: definition(want),
        ...(want.spec.notifications.length === 0
          ? {}
          : { NotificationsWithSubscribers: want.spec.notifications.map(withSubscribers) }),
        ResourceTags: tagList(want.tags ?? {}),
      },
      "create the budget",
      { exists: ["DuplicateRecordException"] },
    ),
  ],
  update: (want, live, changed, stack) => [
    ...([...changed].some((field) => field !== "notifications")
      ? [
          step(
            "budgets",
            "UpdateBudget",
            { AccountId: stack.account, NewBudget: definition(want) },
            "set amount and filter",
          ),
        ]
      : []),
    ...(changed.has("notifications")
      ? notificationSteps(
          { AccountId: stack.account, BudgetName: want.name },
          want.spec.notifications,
          live.spec.notifications ?? [],
        )
      : []),
  ],
  tag: (live, tags) => [
    step(
      "budgets",
      "TagResource",
      { ResourceARN: live.attributes["arn"], ResourceTags: tagList(tags) },
      "tag the budget",
    ),
  ],
  remove: (live, stack) => [
    step(
      "budgets",
      "DeleteBudget",
      { AccountId: stack.account, BudgetName: live.name },
      "delete the budget with its notifications",
      { doneIf: ["NotFoundException"] },
    ),
  ],
};

function definition({ name, spec }: Wanted<Budget>): AwsBudget {
  return {
    BudgetName: name,
    BudgetType: spec.type,
    TimeUnit: spec.timeUnit,
    BudgetLimit: { Amount: String(spec.amount), Unit: spec.unit },
    FilterExpression: spec.filter,
    Metrics: spec.metrics,
  };
}
