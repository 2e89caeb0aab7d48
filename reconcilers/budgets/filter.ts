import type { Expression } from "@aws-sdk/client-budgets";

/** How values match when nothing else is said. */
const DEFAULT_MATCH = new Set(["EQUALS", "CASE_SENSITIVE"]);

/**
 * What Claude on Bedrock costs an account, by whichever of its two billing routes. As products of AWS Marketplace, one a
 * model, it is sold by Anthropic ("Understanding AWS Marketplace charges", AWS Billing User Guide: Billing entity), which
 * holds for models that are yet to come. Else it is in the services "Amazon Bedrock Service" and "Amazon Bedrock", as are
 * guardrails and other models. Which route an account has is not documented, and it may have both.
 */
export const CLAUDE_COST: Expression = canonicalFilter({
  Or: [
    {
      And: [
        { Dimensions: { Key: "BILLING_ENTITY", Values: ["AWS Marketplace"] } },
        { Dimensions: { Key: "LEGAL_ENTITY_NAME", Values: ["Anthropic, PBC"] } },
      ],
    },
    { Dimensions: { Key: "SERVICE", Values: ["Amazon Bedrock", "Amazon Bedrock Service"] } },
  ],
});

/** The cost of what carries a tag with this value. */
export function tagged(key: string, value: string): Expression {
  return canonicalFilter({ Tags: { Key: key, Values: [value] } });
}

/**
 * An expression in the one form that all expressions of its meaning have: the order of values and operands means
 * nothing, and `EQUALS` and `CASE_SENSITIVE` are how values match when nothing is said.
 */
export function canonicalFilter(expression: Expression): Expression {
  const { And, Or, Not, Dimensions, Tags, CostCategories } = expression;
  return {
    ...(And === undefined ? {} : { And: operands(And) }),
    ...(Or === undefined ? {} : { Or: operands(Or) }),
    ...(Not === undefined ? {} : { Not: canonicalFilter(Not) }),
    ...(Dimensions === undefined ? {} : { Dimensions: leaf(Dimensions) }),
    ...(Tags === undefined ? {} : { Tags: leaf(Tags) }),
    ...(CostCategories === undefined ? {} : { CostCategories: leaf(CostCategories) }),
  };
}

function operands(expressions: readonly Expression[]): Expression[] {
  const keyed = expressions.map(canonicalFilter).map((one) => [JSON.stringify(one), one] as const);
  return keyed.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => one);
}

function leaf<T extends { Values?: string[] | undefined; MatchOptions?: string[] | undefined }>(given: T): T {
  const { MatchOptions = [], Values = [], ...key } = given;
  const isDefault = MatchOptions.every((option) => DEFAULT_MATCH.has(option));
  return {
    ...key,
    Values: [...new Set(Values)].toSorted(),
    ...(isDefault ? {} : { MatchOptions: MatchOptions.toSorted() }),
  } as unknown as T;
}
