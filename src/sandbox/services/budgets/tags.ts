import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { mergeTags, withoutTags } from "../../validate.js";
import { type BudgetRow, budgetTable, invalid } from "./rows.js";

const TAG_LIMITS = { error: "InvalidParameterException", tooMany: "ServiceQuotaExceededException" };

/** Tags of budgets. */
export const tagHandlers: Handlers<"budgets"> = {
  TagResource: (input, call) => {
    const row = find(input.ResourceARN, call);
    budgetTable(call).put(nameOf(row), { ...row, tags: mergeTags(row.tags, input.ResourceTags, TAG_LIMITS) });
    return {};
  },
  UntagResource: (input, call) => {
    const row = find(input.ResourceARN, call);
    budgetTable(call).put(nameOf(row), { ...row, tags: withoutTags(row.tags, input.ResourceTagKeys) });
    return {};
  },
  ListTagsForResource: (input, call) => ({ ResourceTags: find(input.ResourceARN, call).tags }),
};

function nameOf(row: BudgetRow): string {
  return row.budget.BudgetName ?? "";
}

function find(arn: string | undefined, call: Call): BudgetRow {
  const prefix = `arn:${call.partition}:budgets::${call.account}:budget/`;
  if (arn?.startsWith(prefix) !== true) invalid(`${arn} is not the ARN of a budget in this account`);
  const row = budgetTable(call).get(arn.slice(prefix.length));
  if (row === undefined) refuse("NotFoundException", `Unable to find resource ${arn}`);
  return row;
}
