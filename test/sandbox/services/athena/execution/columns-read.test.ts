import { expect, test } from "vitest";
import { columnsRead } from "../../../../../src/sandbox/services/athena/execution/columns-read.js";

const of = (sql: string) => [...columnsRead(sql, "t", ["a", "b", "c"])];

test.each([
  ['SELECT A, count(*) FROM t WHERE "b" > 2 * 3', ["a", "b"]],
  ["SELECT count(*) FROM t", []],
  ["SELECT * FROM db.t", ["a", "b", "c"]],
  ["SELECT x.* FROM t AS x", ["a", "b", "c"]],
  ["WITH u AS (SELECT a FROM t) SELECT * FROM u", ["a"]],
  ["SELECT *, (SELECT 1 FROM o) FROM t", ["a", "b", "c"]],
  ["WITH u AS (SELECT * FROM t), v AS (SELECT *, a + 1 AS d FROM u) SELECT sum(d) FROM v", ["a"]],
  ["WITH u AS (SELECT * FROM t) SELECT * FROM u", ["a", "b", "c"]],
  ["SELECT count(*) FROM (SELECT DISTINCT * FROM t)", ["a", "b", "c"]],
  ["SELECT count(*) FROM (SELECT * FROM t UNION SELECT * FROM o)", ["a", "b", "c"]],
  ["SELECT * FROM u UNION ALL SELECT c, b FROM t", ["b", "c"]],
])("%s reads %j", (sql, columns) => {
  expect(of(sql)).toEqual(columns);
});
