import { describe, expect, test } from "vitest";
import { forDuckDb } from "../../../../../src/sandbox/services/athena/execution/dialect.js";
import { TrinoLikeDatabase } from "../../../../../src/sandbox/services/athena/execution/duckdb.js";
import { sqlTokens } from "../../../../../src/sandbox/services/athena/execution/tokens.js";

const NOW = new Date("2026-11-20T23:59:59Z");

/** The one value a Trino expression has. */
async function valueOf(expression: string): Promise<string | null | undefined> {
  const { rows } = await TrinoLikeDatabase.use((database) => database.query(`SELECT ${expression}`, NOW));
  return rows[0]?.[0];
}

describe("spelling", () => {
  test("only what DuckDB's grammar has no room for changes", () => {
    expect(forDuckDb("SELECT CAST(x AS ARRAY(JSON)), ARRAY[1, 2] -- ARRAY(JSON)\nFROM t", NOW)).toBe(
      "SELECT CAST(x AS JSON[]), ARRAY[1, 2] -- ARRAY(JSON)\nFROM t",
    );
    expect(forDuckDb("reduce(transform(a, x -> f(x, 1)), 0, (s, n) -> s + n, s -> s)", NOW)).toContain(
      "list_transform(a,  x -> f(x, 1))",
    );
    expect(forDuckDb("'transform(current_date)' \"current_date\" current_date", NOW)).toBe(
      "'transform(current_date)' \"current_date\" DATE '2026-11-20'",
    );
  });

  test("tokens are the statement", () => {
    const sql = `SELECT 'it''s', "a""b", 1.5e3, x->y /* c */ FROM "db".t -- end`;
    expect(
      sqlTokens(sql)
        .map((token) => token.text)
        .join(""),
    ).toBe(sql);
  });
});

test("bytes and texts are not taken for each other", async () => {
  for (const expression of ["to_hex(t)", "sha256(t)", "from_utf8(t)", "to_utf8(from_hex('61'))"]) {
    await expect(
      TrinoLikeDatabase.use((database) => database.query(`SELECT ${expression} FROM (SELECT 'a' AS t)`, NOW)),
    ).rejects.toThrow("SYNTAX_ERROR");
  }
});

describe("functions mean what they mean in Trino", () => {
  test.each([
    ["reduce(transform(ARRAY[1, 2], x -> x * 2), 0, (s, n) -> s + n, s -> s)", "6"],
    ["element_at(filter(ARRAY[1, 2, 3], x -> x < 3), -1)", "2"],
    ["element_at(filter(ARRAY[1], x -> x > 3), -1)", null],
    ["regexp_extract('a/b', '[^/]+$')", "b"],
    ["regexp_extract('a', '[0-9]+')", null],
    [`json_extract_scalar('{"a-b":{"c":"d"}}', '$["a-b"].c')`, "d"],
    [`json_format(json_extract('{"a-b":{"c":"d"}}', '$["a-b"]'))`, '{"c":"d"}'],
    [`json_extract_scalar('{"a":{"b":1}}', '$.a')`, null],
    [`json_extract_scalar('{"a":1}', '$.a')`, "1"],
    ["width_bucket(2, ARRAY[1e0, 2e0, 3e0])", "2"],
    ["TRY(json_parse('{'))", null],
    [
      "CAST(to_unixtime(from_iso8601_timestamp('2026-11-03T10:00:00.1239+0230')) * 1000 AS BIGINT)",
      "1793691000123",
    ],
    ["CAST(to_unixtime(from_iso8601_timestamp('2026-11-03')) AS BIGINT)", "1793664000"],
    ["TRY(from_iso8601_timestamp('2026-11-31T10:00:00Z'))", null],
    ["TRY(from_iso8601_timestamp('2026-11-03T24:00:00Z'))", null],
    ["TRY(from_iso8601_timestamp('2026-11-03 10:00:00'))", null],
    ["date_add('month', -2, date_trunc('month', current_date))", "2026-09-01"],
    ["date_format(date_add('day', -1, current_date), '%Y/%m/%d')", "2026/11/19"],
    [
      "date_format(TIMESTAMP '2026-01-02 13:04:05.678', '%T %H.%i.%s %f %M %W %b %e %c %k %h %l %p')",
      "13:04:05 13.04.05 678000 January Friday Jan 2 1 13 01 1 PM",
    ],
    ["from_hex('DEADbeef')", "de ad be ef"],
    ["TRY(from_hex('abc'))", null],
    ["TRY(from_hex('zz'))", null],
    ["to_hex(from_hex('0aff'))", "0AFF"],
    ["to_hex(to_utf8('é'))", "C3A9"],
    ["from_utf8(from_hex('c3a9'))", "é"],
    ["to_hex(concat(from_hex('01'), to_utf8('a'), from_hex('ff')))", "0161FF"],
    ["to_hex(from_hex('01') || from_hex('02'))", "0102"],
    ["concat('a', NULL, 'b')", null],
    ["concat('a', 'b', 'c')", "abc"],
    ["to_hex(CAST('é\\x41' AS VARBINARY))", "C3A95C783431"],
    ["CAST(NULL AS VARBINARY)", null],
    ["to_hex(sha256(to_utf8('a')))", "CA978112CA1BBDCAFAC231B39A23DC4DA786EFF8147C4E72B9807785AFEE48BB"],
    ["length(from_hex('c3a9'))", "2"],
    ["length('é😀')", "2"],
    ["IF(NULL, 1, 2)", "2"],
    ["IF(1 = 1, IF(1 = 2, 'a', 'b'))", "b"],
    ["IF(false, 1)", null],
    ["replace(lower('A-B-C'), '-', '')", "abc"],
    ["regexp_like('abc', 'b')", "true"],
  ])("%s is %s", async (expression, value) => {
    expect(await valueOf(expression)).toBe(value);
  });
});
