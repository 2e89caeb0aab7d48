import { expect, test } from "vitest";
import { tablesOf } from "../../../../../src/sandbox/services/athena/execution/references.js";

const SQL = `WITH x AS (
  SELECT dt, region FROM "Db"."Logs" -- FROM nowhere
  WHERE dt BETWEEN '2026/10/31' AND '2026/12/01' AND region IN ('us-east-1') AND 'dt = 1' <> a
), y AS (SELECT 1 FROM other.t WHERE (dt >= date_format(date_add('day', -1, current_date), '%Y/%m/%d')) AND b = dt)
SELECT * FROM x JOIN y ON x.dt = y.dt`;

test("tables are what follows FROM and JOIN", () => {
  expect(tablesOf(SQL)).toEqual([
    { database: "db", table: "logs" },
    { database: "other", table: "t" },
    { table: "x" },
    { table: "y" },
  ]);
});
