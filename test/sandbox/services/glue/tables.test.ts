import type { TableInput } from "@aws-sdk/client-glue";
import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const DatabaseName = "logs";
const TABLE: TableInput = {
  Name: "invocation_logs",
  TableType: "EXTERNAL_TABLE",
  Parameters: { "projection.enabled": "true" },
  PartitionKeys: [{ Name: "day", Type: "string" }],
  StorageDescriptor: {
    Location: "s3://bucket/prefix/",
    Columns: [{ Name: "input", Type: "struct<inputTokenCount:bigint,cacheReadInputTokenCount:bigint>" }],
    SerdeInfo: { SerializationLibrary: "org.openx.data.jsonserde.JsonSerDe" },
  },
};

async function database(clock?: () => Date) {
  const { aws, dir } = sandbox(clock ? { clock } : {});
  await aws.call("glue", "CreateDatabase", { DatabaseInput: { Name: DatabaseName } });
  const create = (changed: Partial<TableInput> = {}) =>
    aws.call("glue", "CreateTable", { DatabaseName, TableInput: { ...TABLE, ...changed } });
  const read = async () =>
    (await aws.call("glue", "GetTable", { DatabaseName, Name: "invocation_logs" })).Table;
  return { aws, dir, create, read };
}

const columns = (...Columns: { Name: string; Type: string }[]) => ({ StorageDescriptor: { Columns } });

describe("tables", () => {
  test("a new table has everything Glue fills in", async () => {
    const now = new Date("2026-11-20T12:00:00Z");
    const { dir, create } = await database(() => now);
    await create();
    const { Table } = await sandbox({ dir }).aws.call("glue", "GetTable", {
      DatabaseName,
      Name: "invocation_logs",
    });
    expect(Table).toEqual({
      ...TABLE,
      DatabaseName,
      StorageDescriptor: {
        ...TABLE.StorageDescriptor,
        Compressed: false,
        NumberOfBuckets: 0,
        SortColumns: [],
        StoredAsSubDirectories: false,
      },
      Retention: 0,
      CatalogId: "123456789012",
      CreateTime: now,
      UpdateTime: now,
      CreatedBy: "arn:aws:sts::123456789012:assumed-role/PlatformAdmin/sandbox",
      IsRegisteredWithLakeFormation: false,
      IsMultiDialectView: false,
      VersionId: "0",
    });
  });

  test("an update replaces the definition and counts the version", async () => {
    let now = new Date("2026-11-20T12:00:00Z");
    const { aws, create, read } = await database(() => now);
    await create({ Description: "d" });
    now = new Date("2026-11-21T12:00:00Z");
    const update = (VersionId?: string) =>
      aws.call("glue", "UpdateTable", {
        DatabaseName,
        TableInput: { ...TABLE, Parameters: { a: "b" } },
        VersionId,
      });
    await update("0");
    const table = await read();
    expect(table).toMatchObject({
      Parameters: { a: "b" },
      VersionId: "1",
      CreateTime: new Date("2026-11-20T12:00:00Z"),
      UpdateTime: now,
    });
    expect(table).not.toHaveProperty("Description");
    expect(await refusal(update("0"))).toMatchObject({ name: "ConcurrentModificationException" });
  });

  test("are listed by name pattern, a hundred a page, and deleted", async () => {
    const { aws, create, read } = await database();
    for (let i = 0; i < 100; i += 1) await create({ Name: `t${i}` });
    await create();
    const pages = await aws.pages("glue", "GetTables", { DatabaseName });
    expect(pages.map((page) => page.TableList?.length)).toEqual([100, 1]);
    const some = await aws.call("glue", "GetTables", { DatabaseName, Expression: "t1.?" });
    expect(some.TableList).toHaveLength(11);
    await aws.call("glue", "DeleteTable", { DatabaseName, Name: "invocation_logs" });
    expect(await refusal(read())).toMatchObject({ name: "EntityNotFoundException" });
  });

  test.each<[string, Partial<TableInput>]>([
    ["no name", { Name: "" }],
    ["an unknown type", columns({ Name: "a", Type: "text" })],
    ["a struct that is not closed", columns({ Name: "a", Type: "struct<b:string" })],
    ["a column without name", columns({ Name: "", Type: "string" })],
    ["a column twice", columns({ Name: "a", Type: "string" }, { Name: "A", Type: "int" })],
    ["a partition key that is a column", { ...columns({ Name: "day", Type: "string" }) }],
    ["a negative retention", { Retention: -1 }],
    ["a description of 2,049 characters", { Description: "x".repeat(2049) }],
  ])("refuse %s", async (_what, changed) => {
    const { create } = await database();
    expect(await refusal(create(changed))).toMatchObject({ name: "InvalidInputException" });
  });

  test("refuse a second one of the name, and what is not there", async () => {
    const { aws, create, read } = await database();
    expect(await refusal(read())).toMatchObject({ name: "EntityNotFoundException" });
    await create();
    expect(await refusal(create())).toMatchObject({ name: "AlreadyExistsException" });
    const missing = [
      aws.call("glue", "CreateTable", { DatabaseName: "none", TableInput: TABLE }),
      aws.call("glue", "UpdateTable", { DatabaseName, TableInput: { ...TABLE, Name: "none" } }),
      aws.call("glue", "DeleteTable", { DatabaseName, Name: "none" }),
    ];
    for (const call of missing) {
      expect(await refusal(call)).toMatchObject({ name: "EntityNotFoundException" });
    }
  });
});
