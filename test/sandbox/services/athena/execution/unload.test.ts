import { describe, expect, test } from "vitest";
import { SELECT, rollUp, unload } from "./roll-up.js";

const numbers = (count: number) =>
  `SELECT n, CAST(n AS varchar) AS dt FROM UNNEST(range(0, ${count})) AS t (n)`;

describe("UNLOAD", () => {
  test("leaves a Parquet object in each partition's folder, and lists them in a manifest", async () => {
    const { aws, ended, keys } = await rollUp();
    const { QueryExecutionId, ...execution } = await ended(unload(SELECT));
    expect(execution).toMatchObject({ StatementType: "DML", Status: { State: "SUCCEEDED" } });
    const written = await keys();
    expect(written.map((key) => key.slice(0, key.lastIndexOf("/")))).toEqual([
      "ccb/calls/run=1/dt=2026-10-01",
      "ccb/calls/run=1/dt=2026-10-02",
    ]);
    const manifest = execution.Statistics?.DataManifestLocation ?? "";
    expect(manifest).toBe(`s3://results/${QueryExecutionId}-manifest.csv`);
    const { Body } = await aws.call("s3", "GetObject", { Bucket: "results", Key: manifest.slice(13) });
    expect(await Body?.transformToString()).toBe(written.map((key) => `s3://logs/${key}\n`).join(""));
    const object = await aws.call("s3", "GetObject", { Bucket: "logs", Key: written[0] ?? "" });
    expect((await object.Body?.transformToString("latin1"))?.slice(0, 4)).toBe("PAR1");
  });

  test("answers no rows and counts the bytes its SELECT reads", async () => {
    const { aws, ended, rows } = await rollUp();
    const { QueryExecutionId, Statistics } = await ended(unload(SELECT));
    const { UpdateCount, ResultSet } = await aws.call("athena", "GetQueryResults", { QueryExecutionId });
    expect([UpdateCount, ResultSet?.Rows]).toEqual([4, []]);
    expect(Statistics?.DataScannedInBytes).toBe((await rows(SELECT)).scanned);
  });

  test("reads only the partitions its conditions leave, and writes nothing where they leave none", async () => {
    const { ended, keys } = await rollUp();
    const one = await ended(unload(SELECT.replace("/31'", "/01'"), "ccb/one/"));
    const both = await ended(unload(SELECT, "ccb/both/"));
    expect(one.Statistics?.DataScannedInBytes).toBeLessThan(both.Statistics?.DataScannedInBytes ?? 0);
    const none = await ended(unload(SELECT.replaceAll("2026/10", "2026/09"), "ccb/none/"));
    expect(none).toMatchObject({ Status: { State: "SUCCEEDED" }, Statistics: { DataScannedInBytes: 0 } });
    expect(await keys("ccb/none/")).toEqual([]);
  });

  test("without partitions wants an empty place; with them it adds to what is there", async () => {
    const { ended, reason, keys } = await rollUp();
    const plain = unload("SELECT 1 AS a", "ccb/plain", "");
    await ended(plain);
    expect(await keys()).toHaveLength(1);
    expect(await reason(plain)).toMatch(/^FAILED: HIVE_PATH_ALREADY_EXISTS: Target directory for table/);
    await ended(unload(SELECT));
    await ended(unload(SELECT));
    expect(await keys("ccb/calls/run=1/dt=2026-10-01/")).toHaveLength(2);
  });

  test("has a hundred partitions at most", async () => {
    const { ended, reason, keys } = await rollUp();
    expect(await reason(unload(numbers(101)))).toContain("HIVE_TOO_MANY_OPEN_PARTITIONS");
    expect(await keys()).toEqual([]);
    expect((await ended(unload(numbers(100)))).Status?.State).toBe("SUCCEEDED");
    expect(await keys()).toHaveLength(100);
  });

  test("that was stopped while it ran leaves no object", async () => {
    const { aws, start, keys } = await rollUp();
    const QueryExecutionId = await start(
      unload("SELECT n, '1' AS dt FROM UNNEST(range(0, 500000)) AS t (n)"),
    );
    const running = aws.call("athena", "GetQueryExecution", { QueryExecutionId });
    await aws.call("athena", "StopQueryExecution", { QueryExecutionId });
    expect((await running).QueryExecution?.Status?.State).toBe("CANCELLED");
    expect(await keys()).toEqual([]);
    const { Contents } = await aws.call("s3", "ListObjectsV2", { Bucket: "results" });
    expect(Contents ?? []).toEqual([]);
  });

  test("that scans more than it may leaves no object", async () => {
    const { put, reason, keys } = await rollUp({ cutoff: 10_000_000 });
    await put("json/2026/10/03/big.json", `{"id":"${"x".repeat(10_000_000)}"}`);
    expect(await reason(unload(SELECT))).toBe("CANCELLED: Bytes scanned limit was exceeded");
    expect(await keys()).toEqual([]);
    expect(await reason(unload(SELECT.replace("/31'", "/02'")))).toBe("SUCCEEDED: undefined");
  });

  test("takes WITH … SELECT, comments, values that need escapes, and a semicolon", async () => {
    const { ended, keys } = await rollUp();
    const select = "-- (\nWITH x AS (SELECT 1 AS \"A\", ')' AS b, '2026/10/01' AS dt) SELECT * FROM x";
    expect(
      (await ended(`${unload(select, "ccb", "partitioned_by = ARRAY['b', 'dt']")};`)).Status?.State,
    ).toBe("SUCCEEDED");
    expect((await keys())[0]).toMatch(/^ccb\/b=\)\/dt=2026%2F10%2F01\/[^/]+$/);
  });

  test.each([
    ["a place in no bucket", unload(SELECT).replace("s3://logs/", "s3://none/"), "NoSuchBucket"],
    ["another format", unload(SELECT).replace("'PARQUET'", "'XML'"), "INVALID_TABLE_PROPERTY"],
    ["no format", unload(SELECT).replace("format = 'PARQUET', ", ""), "INVALID_TABLE_PROPERTY"],
    ["another compression", unload(SELECT).replace("'ZSTD'", "'RAR'"), "INVALID_TABLE_PROPERTY"],
    ["an unknown property", unload(SELECT, "ccb/", "colour = 'red'"), "'colour' does not exist"],
    [
      "a level for gzip",
      unload(SELECT, "ccb/", "compression_level = 3").replace("ZSTD", "GZIP"),
      "INVALID_TABLE_PROPERTY",
    ],
    ["a partition column that is not there", unload("SELECT 1 AS a"), "[dt] not present"],
    ["one that is not the last", unload("SELECT '1' AS dt, 1 AS a"), "HIVE_COLUMN_ORDER_MISMATCH"],
    ["nothing but partitions", unload("SELECT '1' AS dt"), "only partition columns"],
    ["two columns of a name", unload("SELECT 1 AS a, 2 AS A, '1' AS dt"), "DUPLICATE_COLUMN_NAME"],
    ["a time with zone", unload("SELECT now() AS a, '1' AS dt"), "NOT_SUPPORTED: Unsupported Hive type"],
    ["JSON", unload("SELECT json_parse('{}') AS a, '1' AS dt"), "NOT_SUPPORTED: Unsupported Hive type"],
    ["a missing table", unload("SELECT 1 AS a, '1' AS dt FROM db.none"), "TABLE_NOT_FOUND"],
    ["no SELECT", unload("DROP TABLE db.logs"), "SYNTAX_ERROR"],
    ["no place", "UNLOAD (SELECT 1)", "SYNTAX_ERROR"],
    [
      "a file of the machine",
      unload("SELECT *, '1' AS dt FROM read_text('/etc/hostname')"),
      "GENERIC_INTERNAL_ERROR",
    ],
  ])("fails with %s", async (_what, sql, why) => {
    const { reason, keys } = await rollUp();
    const text = await reason(sql);
    expect(text).toMatch(/^FAILED: /);
    expect(text).toContain(why);
    expect(await keys()).toEqual([]);
  });
});
