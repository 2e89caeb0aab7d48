import { expect, test } from "vitest";
import { partitionConditions } from "../../../../../src/sandbox/services/athena/execution/partition-conditions.js";

const of = (sql: string) => partitionConditions(sql, "logs", ["region", "dt"]);

test("conditions on partition columns are found whole, whatever stands beside them", () => {
  expect(
    of(`SELECT dt, region FROM "Db"."Logs" -- FROM nowhere
      WHERE dt BETWEEN '2026/10/31' AND '2026/12/01' AND region IN ('us-east-1') AND 'dt = 1' <> a
        AND (a = 1 OR dt = b) AND (dt >= date_format(date_add('day', -1, current_date), '%Y/%m/%d')) AND b = dt
      GROUP BY 1 HAVING dt > '2026'`),
  ).toEqual([
    [
      "dt BETWEEN '2026/10/31' AND '2026/12/01'",
      "region IN ( 'us-east-1' )",
      "dt >= date_format ( date_add ( 'day' , - 1 , current_date ) , '%Y/%m/%d' )",
    ],
  ]);
});

test("each place where the table is read has its own", () => {
  expect(
    of(`WITH a AS (SELECT * FROM logs WHERE dt = '1'), b AS (SELECT * FROM other WHERE dt = '2')
      SELECT * FROM a, b WHERE dt = '3' UNION ALL SELECT * FROM db.logs WHERE dt = '4' AND x IN (SELECT dt FROM other WHERE dt = '5')`),
  ).toEqual([["dt = '1'"], ["dt = '4'"]]);
  expect(of("SELECT * FROM (SELECT * FROM logs) WHERE dt = '1'")).toEqual([[]]);
});

test("its name and its alias may stand before a column, others' may not", () => {
  expect(of("SELECT 1 FROM logs AS l JOIN o ON l.dt = o.dt WHERE l.dt = '1' AND o.dt = '2'")).toEqual([
    ["dt = '1'"],
  ]);
  expect(of("SELECT 1 FROM logs WHERE logs.dt NOT IN ('1')")).toEqual([["dt NOT IN ( '1' )"]]);
});

test("what an OR, a NOT or a CASE leaves open is no condition", () => {
  expect(of("SELECT 1 FROM logs WHERE dt = '1' OR dt = '2'")).toEqual([[]]);
  expect(of("SELECT 1 FROM logs WHERE NOT (dt = '1') AND CASE WHEN a AND dt = '2' THEN b END")).toEqual([[]]);
});
