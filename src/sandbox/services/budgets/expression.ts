import { Dimension, type Expression, MatchOption } from "@aws-sdk/client-budgets";
import { invalid } from "./rows.js";

const KINDS = ["Or", "And", "Not", "Dimensions", "Tags", "CostCategories"] as const;

/**
 * Checks a filter expression: one kind a level, `And` and `Or` over at least two, a key and values in every leaf
 * (AWS Budgets API Reference, Expression).
 * @throws InvalidParameterException
 */
export function checkExpression(expression: Expression): void {
  const kinds = KINDS.filter((kind) => expression[kind] !== undefined);
  const unknown = Object.keys(expression).find((key) => !(KINDS as readonly string[]).includes(key));
  if (unknown !== undefined) invalid(`Expression has an unknown member: ${unknown}`);
  if (kinds.length !== 1) {
    invalid(`Expression must have exactly one of ${KINDS.join(", ")}; it has ${kinds.length}`);
  }
  for (const kind of ["And", "Or"] as const) {
    const operands = expression[kind];
    if (operands === undefined) continue;
    if (operands.length < 2) invalid(`Expression: ${kind} requires at least 2 operands`);
    operands.forEach(checkExpression);
  }
  if (expression.Not !== undefined) checkExpression(expression.Not);
  const { Dimensions, Tags, CostCategories } = expression;
  if (Dimensions !== undefined && !(Object.values(Dimension) as string[]).includes(Dimensions.Key ?? "")) {
    invalid(`Expression: ${Dimensions.Key} is not a valid dimension`);
  }
  for (const leaf of [Dimensions, Tags, CostCategories]) if (leaf !== undefined) checkLeaf(leaf);
}

function checkLeaf(leaf: {
  Key?: string | undefined;
  Values?: string[] | undefined;
  MatchOptions?: string[] | undefined;
}): void {
  const options = leaf.MatchOptions ?? [];
  const wrong = options.find((option) => !(Object.values(MatchOption) as string[]).includes(option));
  if (wrong !== undefined) invalid(`Expression: ${wrong} is not a valid match option`);
  if (options.length > 1) invalid("Expression: only one match option can be specified");
  if (leaf.Key === undefined || leaf.Key === "" || leaf.Key.length > 1024)
    invalid("Expression: a filter requires a key");
  if (!options.includes("ABSENT") && (leaf.Values ?? []).length === 0) {
    invalid(`Expression: the filter on ${leaf.Key} requires at least one value`);
  }
  if ((leaf.Values ?? []).some((value) => value.length > 1024))
    invalid("Expression: a value is longer than 1024");
}
