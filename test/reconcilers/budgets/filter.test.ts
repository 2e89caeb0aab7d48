import type { Expression } from "@aws-sdk/client-budgets";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CLAUDE_COST, canonicalFilter, tagged } from "../../../reconcilers/budgets/filter.js";

const shuffledBy = <T>(items: readonly T[], turn: number): T[] =>
  items.map((_, i) => items[(i + turn) % items.length] as T);

/** The same filter, said otherwise. */
function resaid(expression: Expression, turn: number): Expression {
  const { And, Or, Not, Dimensions, Tags } = expression;
  const leaf = <T extends { Values?: string[] | undefined }>(given: T): T => ({
    ...given,
    Values: shuffledBy(given.Values ?? [], turn),
    MatchOptions: turn % 2 === 0 ? undefined : ["EQUALS"],
  });
  return {
    ...(And && { And: shuffledBy(And, turn).map((one) => resaid(one, turn)) }),
    ...(Or && { Or: shuffledBy(Or, turn).map((one) => resaid(one, turn)) }),
    ...(Not && { Not: resaid(Not, turn) }),
    ...(Dimensions && { Dimensions: leaf(Dimensions) }),
    ...(Tags && { Tags: leaf(Tags) }),
  };
}

const values = fc.uniqueArray(fc.constantFrom("a", "b", "c", "Z"), { minLength: 1 });
const { filter } = fc.letrec<{ filter: Expression }>((tie) => ({
  filter: fc.oneof(
    { depthSize: "small" },
    fc.record({
      Dimensions: fc.record({ Key: fc.constantFrom("SERVICE" as const, "REGION" as const), Values: values }),
    }),
    fc.record({ Tags: fc.record({ Key: fc.constantFrom("x", "y"), Values: values }) }),
    fc.record({ And: fc.array(tie("filter"), { minLength: 2, maxLength: 3 }) }),
    fc.record({ Or: fc.array(tie("filter"), { minLength: 2, maxLength: 3 }) }),
    fc.record({ Not: tie("filter") }),
  ),
}));

describe("the canonical form of a filter", () => {
  test("is the same however the filter is said, and is canonical itself", () => {
    fc.assert(
      fc.property(filter, fc.nat(5), (one, turn) => {
        const canonical = canonicalFilter(one);
        expect(canonicalFilter(resaid(one, turn))).toEqual(canonical);
        expect(canonicalFilter(canonical)).toEqual(canonical);
      }),
    );
  });

  test("keeps what makes filters differ", () => {
    const differ: Expression[] = [
      CLAUDE_COST,
      tagged("CostCenter", "a"),
      tagged("CostCenter", "b"),
      { Not: tagged("CostCenter", "a") },
      { Tags: { Key: "CostCenter", Values: ["a"], MatchOptions: ["STARTS_WITH"] } },
      { CostCategories: { Key: "CostCenter", Values: ["a"] } },
      { And: [tagged("x", "a"), tagged("y", "a")] },
      { Or: [tagged("x", "a"), tagged("y", "a")] },
    ];
    expect(new Set(differ.map((one) => JSON.stringify(canonicalFilter(one)))).size).toBe(differ.length);
  });
});
