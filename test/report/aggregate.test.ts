import fc from "fast-check";
import { expect, test } from "vitest";
import { type PricedUsage, groupRows, totalsOf } from "../../src/report/aggregate.js";
import { DIMENSIONS, type Dimension, rowMember } from "../../src/report/report-types.js";

/** Few values, so that they meet; among them some that a joined key would mix up. */
const value = fc.constantFrom(null, "", "null", "a", "b", 'a","b', "a,b");
const count = fc.nat({ max: 1000 });
const usage: fc.Arbitrary<PricedUsage> = fc.record({
  dimensions: fc.record({
    ...{
      developer: fc.constantFrom("ada", "grace", "null"),
      day: fc.constantFrom("2026-10-01", "2026-10-02"),
    },
    ...{ team: value, project: value, costCenter: value, model: value, region: value, principal: value },
    ...{ account: value, "metadata:a,b": value, "metadata:__proto__": value },
  }),
  ...{ invocations: count, errors: count, unmetered: count, inputTokens: count, cacheReadTokens: count },
  ...{ cacheWrite5mTokens: count, cacheWrite1hTokens: count, outputTokens: count },
  ...{ refusals: count, otherTier: count, inferred: count },
  cost: fc.record({ digits: fc.bigInt({ min: 0n, max: 10n ** 9n }), scale: fc.constantFrom(0, 6, 9) }),
});
const groupBy = fc.subarray<Dimension>([...DIMENSIONS, "metadata:a,b", "metadata:__proto__"]);

/** Cost in units of 10^-9 dollars. */
const nano = ({ cost }: PricedUsage) => cost.digits * 10n ** BigInt(9 - cost.scale);

test("a row is the sum of all calls with its values, and there is one for every combination", () => {
  fc.assert(
    fc.property(fc.array(usage, { maxLength: 12 }), groupBy, (items, dimensions) => {
      const keys = dimensions.map(rowMember);
      const rows = groupRows(items, dimensions);
      const combinations = new Set(
        items.map((item) => JSON.stringify(keys.map((key) => item.dimensions[key]))),
      );
      expect(new Set(rows.map((row) => JSON.stringify(keys.map((key) => row[key]))))).toEqual(combinations);
      expect(rows).toHaveLength(combinations.size);
      for (const row of rows) {
        const own = items.filter((item) => keys.every((key) => item.dimensions[key] === row[key]));
        expect(row.outputTokens).toBe(own.reduce((sum, { outputTokens }) => sum + outputTokens, 0));
        expect(row.errors).toBe(own.reduce((sum, { errors }) => sum + errors, 0));
        const exact = own.reduce((sum, item) => sum + nano(item), 0n);
        expect(BigInt(row.costUsd.replace(".", ""))).toBe((exact + 500n) / 1000n);
      }
      const costs = rows.map(({ costUsd }) => Number(costUsd));
      expect(costs).toEqual(costs.toSorted((a, b) => b - a));
    }),
  );
});

test("the order of the calls makes no difference", () => {
  fc.assert(
    fc.property(fc.array(usage, { maxLength: 12 }), groupBy, (items, dimensions) => {
      expect(groupRows(items.toReversed(), dimensions)).toEqual(groupRows(items, dimensions));
      expect(totalsOf(items.toReversed())).toEqual(totalsOf(items));
    }),
  );
});

test("no calls are no rows, and nothing in total", () => {
  expect([groupRows([], ["developer"]), groupRows([], []), totalsOf([]).costUsd]).toEqual([
    [],
    [],
    "0.000000",
  ]);
});
