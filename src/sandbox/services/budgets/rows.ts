import type { Budget, Notification, Subscriber } from "@aws-sdk/client-budgets";
import type { Call, Table } from "../../call.js";
import { refuse } from "../../errors.js";
import { type Tag, page } from "../../validate.js";

/** A notification with whom it goes to. */
export interface NotificationRow {
  notification: Notification;
  subscribers: Subscriber[];
}

/** A budget as it is kept, with everything that goes away with it. */
export interface BudgetRow {
  arn: string;
  budget: Budget;
  notifications: NotificationRow[];
  tags: Tag[];
}

/** Budgets of the account, by name; they belong to no region. */
export function budgetTable(call: Call): Table<BudgetRow> {
  return call.global<BudgetRow>("budgets");
}

/** Refuses a request that breaks a rule of AWS Budgets. */
export function invalid(message: string): never {
  refuse("InvalidParameterException", message);
}

/** @throws InvalidParameterException for a value that is none of an enumeration */
export function oneOf(values: Record<string, string>, value: string | undefined, member: string): void {
  if (!Object.values(values).includes(value ?? "")) {
    invalid(`${member} must be one of ${Object.values(values).join(", ")}; it is ${value}`);
  }
}

/** @throws InvalidParameterException for no account id, AccessDeniedException for another account's */
export function checkAccount(accountId: string | undefined, call: Call): void {
  if (!/^\d{12}$/.test(accountId ?? "")) invalid(`Account ID ${accountId} must be twelve digits`);
  if (accountId !== call.account) {
    refuse(
      "AccessDeniedException",
      `Account ${call.account} is not authorized to access account ${accountId}`,
    );
  }
}

/** @throws NotFoundException */
export function findBudget(name: string | undefined, call: Call): BudgetRow {
  const row = budgetTable(call).get(name ?? "");
  if (row === undefined)
    refuse("NotFoundException", `Unable to get budget: ${name} - the budget doesn't exist.`);
  return row;
}

/** One page. @throws InvalidParameterException for a size AWS does not allow, InvalidNextTokenException */
export function pageOf<T>(
  items: readonly T[],
  input: { MaxResults?: number | undefined; NextToken?: string | undefined },
  max: number,
): { items: T[]; nextToken: string | undefined } {
  const size = input.MaxResults;
  if (size !== undefined && !(Number.isInteger(size) && size >= 1 && size <= max)) {
    invalid(`MaxResults must be between 1 and ${max}`);
  }
  return page(items, { size, max, default: 100, token: input.NextToken, error: "InvalidNextTokenException" });
}
