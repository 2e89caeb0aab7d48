import { createHash } from "node:crypto";
import { TrinoSQL } from "dt-sql-parser/dist/parser/trino/index.js";
import { describe, expect, test } from "vitest";
import { costQueries, costQuerySql } from "../../../reconcilers/attribution/cost-queries.js";
import { rollUpSql } from "../../../src/report/athena/calls-sql.js";
import { CALLS_VERSION } from "../../../src/report/athena/roll-up/calls-table.js";
import { rolledUpUsageSql, usageSql } from "../../../src/report/athena/usage-sql.js";
import { engineQuery } from "../../../src/report/query.js";
import { compositionOf } from "../../reconcilers/attribution/composition.js";

const TABLES = {
  database: "claude_code_bedrock_logs",
  logsTable: "invocation_logs",
  callsTable: "invocation_calls",
};
const c = compositionOf({ developers: { alice: { principal: "o'neill@example.com" } } });
const query = engineQuery(c.config, "2026-11", []);
const trino = new TrinoSQL();

describe("Trino's grammar", () => {
  test("takes the report's statement, with and without thresholds and changes of hands", () => {
    expect(query.thresholds.length).toBeGreaterThan(0);
    const slots = [query.start + 1, query.end - 1];
    for (const variant of [query, { ...query, thresholds: [] }, { ...query, slots }]) {
      expect(trino.validate(usageSql(TABLES, variant))).toEqual([]);
      expect(trino.validate(rolledUpUsageSql(TABLES, variant))).toEqual([]);
    }
    expect(trino.validate(`${usageSql(TABLES, query)} WHERE`)).not.toEqual([]);
  });

  test("takes what is rolled up, inside UNLOAD's own parentheses", () => {
    const sql = rollUpSql(TABLES, ["2026-10-31", "2026-11-01"], "s3://bucket/ccb/calls/run=1/");
    const [, inner = ""] = /^UNLOAD \(\n(SELECT[^]*)\n\)\nTO 's3:[^']+'\nWITH \([^()]*\)$/.exec(sql) ?? [];
    expect(trino.validate(inner)).toEqual([]);
    expect(trino.validate(`${inner})`)).not.toEqual([]);
  });

  test("takes the saved queries", () => {
    for (const saved of costQueries(c)) expect(trino.validate(costQuerySql(c, saved))).toEqual([]);
  });
});

describe("the statement", () => {
  test("names the days of delivery it reads, and no more", () => {
    expect(usageSql(TABLES, query)).toContain("WHERE dt BETWEEN '2026/10/31' AND '2026/12/01'");
    expect(usageSql(TABLES, engineQuery(c.config, "2026-01", []))).toContain(
      "BETWEEN '2025/12/31' AND '2026/02/01'",
    );
  });

  test("rolls up the days it is asked for, and no other", () => {
    const sql = rollUpSql(TABLES, ["2026-10-31", "2026-11-02"], "s3://bucket/ccb/calls/run=1/");
    expect(sql).toContain("WHERE dt IN ('2026/10/31', '2026/11/02')");
    expect(sql).toContain("TO 's3://bucket/ccb/calls/run=1/'");
  });

  test("of the roll-up reads the same days", () => {
    expect(rolledUpUsageSql(TABLES, query)).toContain("WHERE dt BETWEEN '2026-10-31' AND '2026-12-01'");
  });

  test("holds ten thousand changes of hands, and refuses more than Athena takes", () => {
    const slots = (n: number) => Array.from({ length: n }, (_, i) => query.start + 1 + i * 1237);
    expect(usageSql(TABLES, { ...query, slots: slots(10_000) }).length).toBeLessThan(262_144);
    expect(() => usageSql(TABLES, { ...query, slots: slots(20_000) })).toThrow("20000 times");
  });
});

test("what is found in a log object has a version: rolled-up days are made anew when it changes", () => {
  const words = rollUpSql(TABLES, ["2026-11-01"], "s3://bucket/run/")
    .replace(/--.*$/gm, "")
    .replace(/\s+/g, " ");
  const found = createHash("sha256").update(words).digest("hex").slice(0, 12);
  // Another statement: raise CALLS_VERSION, then note both here.
  expect({ version: CALLS_VERSION, found }).toEqual({ version: "2", found: "3257071fa7c3" });
});
