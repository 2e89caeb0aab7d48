import type { Config } from "../../config/schema.js";
import type { ReportRow } from "../report-types.js";
import { fromMicros, micros } from "./numbers.js";

/** How much of a budget a month's calls have used. */
export interface BudgetUse {
  /** Key under `budgets.teams`; undefined for the budget of the whole stack. */
  team: string | undefined;
  /** USD. */
  amount: number;
  costUsd: string;
  /** 0.8 for 80 %. */
  used: number;
}

/**
 * The YAML's budgets against what the logs say was spent: the whole stack's first, then the teams' in the order of the
 * YAML. A team's cost is its cost centre's, as in AWS Budgets.
 */
export function budgetUse(
  { monthly, teams }: Config["budgets"],
  totalUsd: string,
  byCostCenter: readonly ReportRow[],
): BudgetUse[] {
  const use = (team: string | undefined, amount: number, costUsd: string): BudgetUse => ({
    ...{ team, amount, costUsd },
    used: Number(costUsd) / amount,
  });
  return [
    use(undefined, monthly, totalUsd),
    ...Object.entries(teams).map(([team, { amount, costCenter }]) => {
      const own = byCostCenter.filter((row) => row.costCenter === costCenter);
      return use(team, amount, fromMicros(own.reduce((sum, row) => sum + micros(row.costUsd), 0n)));
    }),
  ];
}
