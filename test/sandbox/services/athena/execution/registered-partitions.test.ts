import { describe, expect, test } from "vitest";
import { COLUMNS, SELECT, parquetAt, rollUp, unload } from "./roll-up.js";

const RUN = "s3://logs/ccb/calls/run=1/";

/** An account where October was unloaded and both its days are registered. */
async function rolledUp() {
  const account = await rollUp();
  await account.ended(unload(SELECT));
  for (const dt of ["2026-10-01", "2026-10-02"]) await account.register(dt, `${RUN}dt=${dt}/`);
  return account;
}

describe("a Parquet table", () => {
  test("has the rows that were unloaded, of every type", async () => {
    const { rows } = await rolledUp();
    const columns = [...COLUMNS.map(([name]) => name), "dt"].join(", ");
    const unloaded = await rows(`SELECT ${columns} FROM (${SELECT}) ORDER BY dt, id`);
    expect((await rows(`SELECT ${columns} FROM db.calls ORDER BY dt, id`)).rows).toEqual(unloaded.rows);
    expect(unloaded.rows[0]).toBe("x|1|1|true|78|2026-10-01 00:00:00|2026-10-01");
    const [path] = (await rows(`SELECT DISTINCT "$path" FROM db.calls WHERE dt = '2026-10-02'`)).rows;
    expect(path).toMatch(/^s3:\/\/logs\/ccb\/calls\/run=1\/dt=2026-10-02\/[^/]+$/);
  });

  test("has no rows but those of registered partitions, and of their present folders", async () => {
    const { aws, ended, rows, register, put } = await rollUp();
    await ended(unload(SELECT));
    const ids = "SELECT id, tokens FROM db.calls ORDER BY id";
    expect((await rows(ids)).rows).toEqual([]);
    await register("2026-10-02", `${RUN}dt=2026-10-02`);
    expect((await rows(ids)).rows).toEqual(["x|2", "y|10"]);
    await put("json/2026/10/02/late.json", '{"id":"z","tokens":3}\n');
    await ended(unload(SELECT, "ccb/calls/run=2/"));
    expect((await rows(ids)).rows).toEqual(["x|2", "y|10"]);
    await aws.call("glue", "UpdatePartition", {
      DatabaseName: "db",
      TableName: "calls",
      PartitionValueList: ["2026-10-02"],
      PartitionInput: {
        Values: ["2026-10-02"],
        StorageDescriptor: parquetAt("s3://logs/ccb/calls/run=2/dt=2026-10-02/"),
      },
    });
    expect((await rows(ids)).rows).toEqual(["x|2", "y|10", "z|3"]);
  });

  test("is read as far as conditions and columns say", async () => {
    const { rows } = await rolledUp();
    const scanned = async (sql: string) => (await rows(sql)).scanned;
    const all = await scanned("SELECT * FROM db.calls");
    const columns = await scanned("SELECT id FROM db.calls");
    const day = await scanned("SELECT id FROM db.calls WHERE dt = '2026-10-01'");
    expect([all > columns, columns > day, day > 0]).toEqual([true, true, true]);
    expect(await scanned("SELECT count(*) FROM db.calls")).toBe(0);
    expect((await rows("SELECT count(*) FROM db.calls WHERE dt = '2026-10-03'")).rows).toEqual(["0"]);
    expect(
      (await rows("SELECT id FROM db.calls WHERE dt = '2026-10-01' OR tokens = 2 ORDER BY 1")).rows,
    ).toEqual(["x", "x", "y"]);
  });

  test("can be read together with the log, each with days of its own", async () => {
    const { rows } = await rolledUp();
    const { rows: found } = await rows(`SELECT sum(tokens) FROM (
      SELECT tokens FROM db.calls WHERE dt = '2026-10-01'
      UNION ALL SELECT tokens FROM db.logs WHERE dt = '2026/10/02')`);
    expect(found).toEqual(["23"]);
  });

  test("has NULL in a column that the object or the partition has not", async () => {
    const { rows, ended, register } = await rollUp();
    await ended(unload("SELECT 'a' AS id, 5 AS small, '1' AS dt"));
    await register("1", `${RUN}dt=1/`);
    await register("2", `${RUN}dt=1/`, { StorageDescriptor: parquetAt(`${RUN}dt=1/`, [["small", "int"]]) });
    expect((await rows("SELECT id, tokens, small, dt FROM db.calls ORDER BY dt")).rows).toEqual([
      "a||5|1",
      "||5|2",
    ]);
  });

  test("skips hidden and empty objects", async () => {
    const { rows, put } = await rolledUp();
    for (const name of ["_SUCCESS", ".crc"]) await put(`ccb/calls/run=1/dt=2026-10-01/${name}`, "x");
    await put("ccb/calls/run=1/dt=2026-10-01/", "");
    expect((await rows("SELECT count(*) FROM db.calls")).rows).toEqual(["4"]);
  });

  test.each([
    ["text", "no Parquet at all", "HIVE_BAD_DATA: Not valid Parquet file: s3://logs/ccb/bad/x"],
    [
      "a broken footer",
      "PAR1 and then nothing PAR1",
      "HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://logs/ccb/bad/x",
    ],
  ])("fails where an object is %s", async (_what, body, why) => {
    const { put, register, reason } = await rollUp();
    await put("ccb/bad/x", body);
    await register("1", "s3://logs/ccb/bad/");
    const text = await reason("SELECT id FROM db.calls");
    expect(text).toContain(`FAILED: ${why}`);
    expect(text).not.toContain("/tmp");
  });

  test("fails where the object's type is another", async () => {
    const { ended, register, reason } = await rollUp();
    await ended(unload("SELECT 7 AS id, '1' AS dt"));
    await register("1", `${RUN}dt=1/`);
    expect(await reason("SELECT id FROM db.calls")).toContain("HIVE_BAD_DATA: Field id's type INTEGER");
  });

  test.each([
    ["no format", { Location: RUN }, "HIVE_UNSUPPORTED_FORMAT"],
    ["another type", parquetAt(RUN, [["id", "bigint"]]), "HIVE_PARTITION_SCHEMA_MISMATCH"],
  ])("fails where a partition has %s", async (_what, StorageDescriptor, why) => {
    const { register, reason } = await rollUp();
    await register("1", RUN, { StorageDescriptor });
    expect(await reason("SELECT id FROM db.calls")).toContain(why);
  });
});
