import type { Wanted } from "../../src/engine/kind.js";
import { type Composition, want } from "../compose.js";
import { type Budget, budget } from "./budget.js";
import { CLAUDE_COST, tagged } from "./filter.js";
import type { BudgetNotification } from "./notification.js";
import { topicArn } from "./sns-topic.js";

const TEAM_THRESHOLDS = [80, 100];

/** The budget of the whole stack and one for every team. */
export function costBudgets(c: Composition): Wanted<Budget>[] {
  const { monthly, thresholds, teams } = c.config.budgets;
  return [
    one(c, "budgets/monthly", c.names.monthlyBudget, monthly, CLAUDE_COST, [
      ...notifications(c, "ACTUAL", thresholds.actual),
      ...notifications(c, "FORECASTED", thresholds.forecast),
    ]),
    ...Object.entries(teams).map(([key, team]) =>
      one(
        c,
        `budgets/team/${key}`,
        c.names.teamBudget(key),
        team.amount,
        tagged("CostCenter", team.costCenter),
        notifications(c, "ACTUAL", TEAM_THRESHOLDS),
      ),
    ),
  ];
}

function one(
  c: Composition,
  key: string,
  name: string,
  amount: number,
  filter: Budget["filter"],
  heard: BudgetNotification[],
): Wanted<Budget> {
  const spec: Budget = {
    amount,
    unit: "USD",
    type: "COST",
    timeUnit: "MONTHLY",
    metrics: ["UnblendedCost"],
    filter,
    notifications: heard,
  };
  return want(c, budget, key, name, spec, { needs: ["budgets/topic"] });
}

/** E-mail addresses get the topic's messages, so that there is one subscription to confirm and one place to leave. */
function notifications(
  c: Composition,
  type: BudgetNotification["type"],
  thresholds: readonly number[],
): BudgetNotification[] {
  const subscribers = [`SNS ${topicArn(c.stack, c.names.alertTopic)}`];
  return thresholds.map((threshold) => ({
    type,
    operator: "GREATER_THAN",
    threshold,
    thresholdType: "PERCENTAGE",
    subscribers,
  }));
}
