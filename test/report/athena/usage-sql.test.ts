import { TrinoSQL } from "dt-sql-parser/dist/parser/trino/index.js";
import { describe, expect, test } from "vitest";
import { costQueries, costQuerySql } from "../../../reconcilers/attribution/cost-queries.js";
import { usageSql } from "../../../src/report/athena/usage-sql.js";
import { engineQuery } from "../../../src/report/query.js";
import { compositionOf } from "../../reconcilers/attribution/composition.js";

const TABLE = { database: "claude_code_bedrock_logs", table: "invocation_logs" };
const c = compositionOf({ developers: { alice: { principal: "o'neill@example.com" } } });
const query = engineQuery(c.config, "2026-11", []);
const trino = new TrinoSQL();

describe("Trino's grammar", () => {
  test("takes the report's statement, with and without thresholds and changes of hands", () => {
    expect(query.thresholds.length).toBeGreaterThan(0);
    const slots = [query.start + 1, query.end - 1];
    for (const variant of [query, { ...query, thresholds: [] }, { ...query, slots }]) {
      expect(trino.validate(usageSql(TABLE, variant))).toEqual([]);
    }
    expect(trino.validate(`${usageSql(TABLE, query)} WHERE`)).not.toEqual([]);
  });

  test("takes the saved queries", () => {
    for (const saved of costQueries(c)) expect(trino.validate(costQuerySql(c, saved))).toEqual([]);
  });
});

describe("the statement", () => {
  test("names the days of delivery it reads, and no more", () => {
    expect(usageSql(TABLE, query)).toContain("WHERE dt BETWEEN '2026/10/31' AND '2026/12/01'");
    expect(usageSql(TABLE, engineQuery(c.config, "2026-01", []))).toContain(
      "BETWEEN '2025/12/31' AND '2026/02/01'",
    );
  });

  test("holds ten thousand changes of hands, and refuses more than Athena takes", () => {
    const slots = (n: number) => Array.from({ length: n }, (_, i) => query.start + 1 + i * 1237);
    expect(usageSql(TABLE, { ...query, slots: slots(10_000) }).length).toBeLessThan(262_144);
    expect(() => usageSql(TABLE, { ...query, slots: slots(20_000) })).toThrow("20000 times");
  });
});
