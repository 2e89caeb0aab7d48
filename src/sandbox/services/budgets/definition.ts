import {
  type Budget,
  BudgetType,
  type CostTypes,
  Metric,
  type Spend,
  TimeUnit,
} from "@aws-sdk/client-budgets";
import type { Call } from "../../call.js";
import { checkExpression } from "./expression.js";
import { invalid, oneOf } from "./rows.js";

/** 2087-06-15, where AWS ends a budget that was given no end. */
const NO_END = "2087-06-15T00:00:00.000Z";

const DEFAULT_COST_TYPES: CostTypes = {
  IncludeTax: true,
  IncludeSubscription: true,
  UseBlended: false,
  IncludeRefund: true,
  IncludeCredit: true,
  IncludeUpfront: true,
  IncludeRecurring: true,
  IncludeOtherSubscription: true,
  IncludeSupport: true,
  IncludeDiscount: true,
  UseAmortized: false,
};

/**
 * Checks a budget and fills in what AWS fills in.
 * @param before the budget that is being updated; its period and spend stay unless the request names new ones
 * @throws InvalidParameterException
 */
export function defined(given: Budget | undefined, before: Budget | undefined, call: Call): Budget {
  if (given === undefined) invalid("The budget is required");
  checkShape(given);
  const {
    FilterExpression,
    Metrics,
    CostFilters,
    CostTypes: types,
    BudgetLimit,
    PlannedBudgetLimits,
  } = given;
  const withExpression = FilterExpression !== undefined || Metrics !== undefined;
  if (withExpression && (CostFilters !== undefined || types !== undefined)) {
    invalid("FilterExpression and Metrics cannot be used together with CostFilters and CostTypes");
  }
  if (FilterExpression !== undefined) checkExpression(FilterExpression);
  const isCost = given.BudgetType === "COST";
  if (!isCost && types !== undefined) invalid(`CostTypes are not supported for ${given.BudgetType} budgets`);
  const filters = isCost
    ? { CostFilters: CostFilters ?? {}, CostTypes: { ...DEFAULT_COST_TYPES, ...types } }
    : { CostFilters: CostFilters ?? {} };
  return {
    BudgetName: given.BudgetName,
    BudgetType: given.BudgetType,
    TimeUnit: given.TimeUnit,
    ...(BudgetLimit && { BudgetLimit: kept(BudgetLimit) }),
    ...(PlannedBudgetLimits && { PlannedBudgetLimits, BudgetLimit: firstOf(PlannedBudgetLimits) }),
    ...(given.AutoAdjustData && { AutoAdjustData: given.AutoAdjustData }),
    ...(withExpression ? { FilterExpression, Metrics } : filters),
    TimePeriod: period(given, before, call.now),
    CalculatedSpend: before?.CalculatedSpend ?? {
      ActualSpend: { Amount: "0.0", Unit: given.BudgetLimit?.Unit ?? "USD" },
    },
    BillingViewArn:
      given.BillingViewArn ?? `arn:${call.partition}:billing::${call.account}:billingview/primary`,
    HealthStatus: { Status: "HEALTHY", LastUpdatedTime: call.now },
    LastUpdatedTime: call.now,
  };
}

function checkShape(given: Budget): void {
  const name = given.BudgetName ?? "";
  if (name.length < 1 || name.length > 100) invalid("Budget name must be 1 to 100 characters long");
  if (/[:\\]/.test(name)) invalid(`Budget name ${name} must not contain ':' or '\\'`);
  if (name.includes("/action/")) invalid(`Budget name ${name} must not contain '/action/'`);
  oneOf(BudgetType, given.BudgetType, "BudgetType");
  oneOf(TimeUnit, given.TimeUnit, "TimeUnit");
  const metrics = given.Metrics ?? [];
  for (const metric of metrics) oneOf(Metric, metric, "Metrics");
  if (metrics.length > 1) invalid("Metrics must have at most 1 element");
  const { BudgetLimit, PlannedBudgetLimits, AutoAdjustData, BudgetType: type } = given;
  if (BudgetLimit !== undefined && PlannedBudgetLimits !== undefined) {
    invalid("BudgetLimit and PlannedBudgetLimits cannot be used together");
  }
  if ((type === "COST" || type === "USAGE") && !BudgetLimit && !PlannedBudgetLimits && !AutoAdjustData) {
    invalid(`BudgetLimit is required for ${type} budgets`);
  }
  for (const spend of [BudgetLimit, ...Object.values(PlannedBudgetLimits ?? {})]) {
    if (spend !== undefined) checkSpend(spend, type);
  }
}

function checkSpend(spend: Spend, type: Budget["BudgetType"]): void {
  const { Amount = "", Unit = "" } = spend;
  if (!/^([0-9]*\.)?[0-9]+$/.test(Amount)) invalid(`Amount ${Amount} is not a valid amount`);
  if (Number(Amount) <= 0) invalid("The budget limit must be greater than 0");
  if (Unit === "") invalid("Unit is required");
  if (type === "COST" && Unit !== "USD") invalid(`Unit ${Unit} is not supported for COST budgets; use USD`);
}

/** AWS answers with amounts as decimals: `100` comes back as `100.0`, `0.50` as `0.5`. */
function kept(spend: Spend): Spend {
  const [whole = "", fraction = ""] = (spend.Amount ?? "").split(".");
  const digits = fraction.replace(/0+$/, "");
  return { Amount: `${whole.replace(/^0+(?=\d)/, "") || "0"}.${digits || "0"}`, Unit: spend.Unit };
}

function firstOf(limits: Record<string, Spend>): Spend | undefined {
  const first = Object.entries(limits).toSorted(([a], [b]) => Number(a) - Number(b))[0];
  return first && kept(first[1]);
}

function period(given: Budget, before: Budget | undefined, now: Date): { Start: Date; End: Date } {
  if (given.TimeUnit === "CUSTOM" && !(given.TimePeriod?.Start && given.TimePeriod.End)) {
    invalid("CUSTOM budgets require a start and an end date");
  }
  const old = before?.TimeUnit === given.TimeUnit ? before?.TimePeriod : undefined;
  const Start = new Date(given.TimePeriod?.Start ?? old?.Start ?? startOf(given.TimeUnit, now));
  const End = new Date(given.TimePeriod?.End ?? old?.End ?? NO_END);
  if (!(Start < End)) invalid("The start date must come before the end date");
  if (End > new Date(NO_END)) invalid("The end date must come before 06/15/87 00:00 UTC");
  return { Start, End };
}

function startOf(unit: Budget["TimeUnit"], now: Date): Date {
  const year = now.getUTCFullYear();
  const month = now.getUTCMonth();
  if (unit === "ANNUALLY") return new Date(Date.UTC(year, 0, 1));
  if (unit === "QUARTERLY") return new Date(Date.UTC(year, month - (month % 3), 1));
  if (unit === "MONTHLY") return new Date(Date.UTC(year, month, 1));
  return new Date(Date.UTC(year, month, now.getUTCDate()));
}
