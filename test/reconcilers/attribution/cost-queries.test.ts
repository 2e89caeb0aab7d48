import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { costQueries, costQuerySql } from "../../../reconcilers/attribution/cost-queries.js";
import type { Composition } from "../../../reconcilers/compose.js";
import { compositionOf } from "./composition.js";

function statements(sections: Parameters<typeof compositionOf>[0] = {}): string[] {
  const c: Composition = compositionOf(sections);
  return costQueries(c).map((query) => costQuerySql(c, query));
}

/** The statement without its comments and texts: an unpaired quote is all that can be left of those. */
function code(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|--[^\n]*/g, (token) => (token.startsWith("'") ? "text" : ""));
}

function balanced(sql: string): boolean {
  let depth = 0;
  for (const char of code(sql)) {
    if (char === "(") depth += 1;
    if (char === ")") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

describe("the saved queries", () => {
  test("are whole: parentheses, texts and placeholders", () => {
    for (const sql of statements()) {
      expect(balanced(sql)).toBe(true);
      expect(code(sql)).not.toMatch(/['{}]|undefined|NaN/);
      expect(sql).not.toMatch(/;\s*$/);
    }
  });

  test("have a row for every price, for each side of a prompt size and of a date", () => {
    const [sql = ""] = statements();
    const row = (text: string) => expect(sql).toContain(`(${text})`);
    const always = "DATE '0001-01-01', DATE '9999-12-31'";
    row(`'us.anthropic.claude-opus-4-6-v1', ${always}, -1, 9223372036854775807, 5.5, 27.5, 0.55, 6.875`);
    row(`'global.anthropic.claude-haiku-5-5', ${always}, -1, 100000, 0.1, 0.5, 0.01, 0.125`);
    row(`'global.anthropic.claude-haiku-5-5', ${always}, 100000, 9223372036854775807, 0.5, 2.5, 0.05, 0.625`);
    const sonnet = "'us.anthropic.claude-sonnet-5-5'";
    const all = "-1, 9223372036854775807, 2.2, 11.0";
    row(`${sonnet}, DATE '0001-01-01', DATE '2026-10-07', ${all}, 0.22, 2.75`);
    row(`${sonnet}, DATE '2026-10-07', DATE '9999-12-31', ${all}, 0.11, 2.75`);
  });

  test("cache writes have the price of the configured lifetime", () => {
    const [sql = ""] = statements({ report: { pricing: { cacheWriteTtl: "1h" } } });
    expect(sql).toMatch(/\('us\.anthropic\.claude-opus-4-6-v1', .*, 0\.55, 11\.0\)/);
    // No one-hour price is known for Opus 4.1: twice the price of input.
    expect(sql).toMatch(/\('us\.anthropic\.claude-opus-4-1-20250805-v1:0', .*, 1\.5, 30\.0\)/);
  });

  test("are refused in plain words when they would be longer than Athena takes", () => {
    const people = Array.from({ length: 10_000 }, (_, i) => [
      `dev-${i}`,
      { principal: `dev-${i}@example.com` },
    ]);
    expect(() => statements({ developers: Object.fromEntries(people) })).toThrow(
      expect.objectContaining({ code: "query_too_long", exitCode: 3 }),
    );
  });

  test.each([
    [0, "1.000"],
    [12.5, "0.875"],
    [7, "0.930"],
    [99.99, "0.0001"],
    [100, "0.000"],
  ])("a discount of %d per cent leaves %s", (discountPercent, factor) => {
    for (const sql of statements({ report: { pricing: { discountPercent } } })) {
      expect(sql).toContain(`* 0.000001 * ${factor} AS`);
    }
  });

  test("principals of developers are known once each, and quoted", () => {
    const developers = {
      alice: { principal: "o'neill@example.com" },
      bob: { principal: "o'neill@example.com" },
    };
    const [sql = ""] = statements({ developers });
    expect(sql).toContain("('o''neill@example.com', 'alice')");
    expect(sql).not.toContain("'bob'");
  });

  test("any discount and any override make a statement that is whole and short enough", () => {
    const price = fc.double({ min: 0, max: 1e6, noNaN: true });
    const classes = {
      input: price,
      output: price,
      cacheRead: price,
      cacheWrite5m: price,
      cacheWrite1h: price,
    };
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.dictionary(fc.string({ minLength: 1 }), fc.record(classes, { requiredKeys: [] }), { maxKeys: 5 }),
        fc.constantFrom("5m", "1h"),
        (discountPercent, overrides, cacheWriteTtl) => {
          const [sql = ""] = statements({
            report: { pricing: { discountPercent, overrides, cacheWriteTtl } },
          });
          expect(balanced(sql)).toBe(true);
          expect(code(sql)).not.toMatch(/'|\d[eE][+-]?\d|-\d*\.\d|undefined|NaN/);
          expect(sql.length).toBeLessThan(262_144);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a statement that is too long is refused before Athena sees it", () => {
    const developers = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`user-${i}`, { principal: `${i}-${"x".repeat(1500)}` }]),
    );
    expect(() => statements({ developers })).toThrow("262144");
  });
});
