import type { PartitionInput } from "@aws-sdk/client-glue";
import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const TABLE = { DatabaseName: "db", TableName: "calls" };
const CREATED = new Date("2026-11-20T12:00:00Z");

async function account() {
  let now = CREATED;
  const made = sandbox({ clock: () => now });
  const { aws } = made;
  await aws.call("glue", "CreateDatabase", { DatabaseInput: { Name: "db" } });
  const createTable = () =>
    aws.call("glue", "CreateTable", {
      DatabaseName: "db",
      TableInput: {
        Name: "calls",
        PartitionKeys: [{ Name: "dt", Type: "string" }],
        StorageDescriptor: { Location: "s3://b/calls/" },
      },
    });
  await createTable();
  const create = (...inputs: PartitionInput[]) =>
    aws.call("glue", "BatchCreatePartition", { ...TABLE, PartitionInputList: inputs });
  return {
    ...made,
    createTable,
    create,
    tick: () => (now = new Date(now.getTime() + 1000)),
    days: async (input: object = {}) => {
      const pages = await aws.pages("glue", "GetPartitions", { ...TABLE, ...input });
      return pages.map((page) => page.Partitions?.map((partition) => partition.Values?.join()));
    },
    get: async (...PartitionValues: string[]) =>
      (await aws.call("glue", "GetPartition", { ...TABLE, PartitionValues })).Partition,
  };
}

const at = (dt: string, Location: string): PartitionInput => ({
  Values: [dt],
  Parameters: { run: Location },
  StorageDescriptor: { Location, Columns: [{ Name: "id", Type: "string" }] },
});
const day = (n: number) => new Date(Date.UTC(2026, 0, n)).toISOString().slice(0, 10);

describe("a partition", () => {
  test("is kept as it was given, with what Glue fills in", async () => {
    const { aws, dir, get } = await account();
    await aws.call("glue", "CreatePartition", { ...TABLE, PartitionInput: at("1", "s3://b/1/") });
    expect(await get("1")).toEqual({
      ...TABLE,
      ...at("1", "s3://b/1/"),
      StorageDescriptor: {
        Location: "s3://b/1/",
        Columns: [{ Name: "id", Type: "string" }],
        Compressed: false,
        NumberOfBuckets: 0,
        SortColumns: [],
        StoredAsSubDirectories: false,
      },
      CatalogId: "123456789012",
      CreationTime: CREATED,
    });
    const again = await sandbox({ dir }).aws.call("glue", "GetPartitions", {
      ...TABLE,
      ExcludeColumnSchema: true,
    });
    expect(again.Partitions?.[0]?.StorageDescriptor).toMatchObject({ Location: "s3://b/1/" });
    expect(again.Partitions?.[0]?.StorageDescriptor).not.toHaveProperty("Columns");
  });

  test("is replaced as a whole, but not its values nor when it was created", async () => {
    const { aws, create, get, tick } = await account();
    await create(at("1", "s3://b/1/"));
    tick();
    const update = (PartitionInput: PartitionInput, dt = "1") =>
      aws.call("glue", "UpdatePartition", { ...TABLE, PartitionValueList: [dt], PartitionInput });
    await update({ Values: ["1"], StorageDescriptor: { Location: "s3://b/2/" } });
    const changed = await get("1");
    expect(changed).toMatchObject({ StorageDescriptor: { Location: "s3://b/2/" }, CreationTime: CREATED });
    expect(changed).not.toHaveProperty("Parameters");
    expect(await refusal(update(at("2", "s3://b/2/")))).toMatchObject({ name: "InvalidInputException" });
    expect(await refusal(update(at("2", "s3://b/2/"), "2"))).toMatchObject({
      name: "EntityNotFoundException",
    });
  });

  test("goes once, and with its table", async () => {
    const { aws, create, createTable, days } = await account();
    await create(at("1", "s3://b/1/"), at("2", "s3://b/2/"));
    const remove = () => aws.call("glue", "DeletePartition", { ...TABLE, PartitionValues: ["1"] });
    await remove();
    expect(await refusal(remove())).toMatchObject({ name: "EntityNotFoundException" });
    await aws.call("glue", "DeleteTable", { DatabaseName: "db", Name: "calls" });
    await createTable();
    expect(await days()).toEqual([[]]);
    await create(at("3", "s3://b/3/"));
    await aws.call("glue", "DeleteDatabase", { Name: "db" });
    await aws.call("glue", "CreateDatabase", { DatabaseInput: { Name: "db" } });
    await createTable();
    expect(await days()).toEqual([[]]);
  });

  test("is refused without its table, with too few or many values, and a second time", async () => {
    const { aws, create } = await account();
    await create(at("1", "s3://b/1/"));
    const refused = async (PartitionInput: PartitionInput, TableName = "calls") =>
      (await refusal(aws.call("glue", "CreatePartition", { ...TABLE, TableName, PartitionInput }))).name;
    expect(await refused(at("2", "s3://b/"), "none")).toBe("EntityNotFoundException");
    expect(await refused({ Values: [] })).toBe("InvalidInputException");
    expect(await refused({ Values: ["1", "2"] })).toBe("InvalidInputException");
    expect(await refused(at("1", "s3://b/"))).toBe("AlreadyExistsException");
  });
});

describe("partitions are listed", () => {
  test("in pages, even when nobody asks for pages", async () => {
    const { create, days } = await account();
    for (const from of [0, 100]) {
      await create(...Array.from({ length: 100 }, (_, i) => at(day(1 + from + i), "s3://b/")));
    }
    const lengths = (await days()).map((page) => page?.length);
    expect(lengths.length).toBeGreaterThan(1);
    expect(lengths.reduce((sum = 0, n = 0) => sum + n, 0)).toBe(200);
    expect((await days({ MaxResults: 150 })).map((page) => page?.length)).toEqual([150, 50]);
    const segments = [0, 1, 2].map((SegmentNumber) => days({ Segment: { SegmentNumber, TotalSegments: 3 } }));
    expect(new Set((await Promise.all(segments)).flat(2)).size).toBe(200);
  });

  test("by an expression", async () => {
    const { create, days } = await account();
    await create(...["2026-09-29", "2026-09-30", "2026-11-01", "2026-11-02"].map((dt) => at(dt, "s3://b/")));
    const Expression = "dt >= '2026-09-30' AND dt <= '2026-11-01'";
    expect(await days({ Expression })).toEqual([["2026-09-30", "2026-11-01"]]);
  });

  test.each([
    [{ MaxResults: 1001 }, "InvalidInputException"],
    [{ MaxResults: 0 }, "InvalidInputException"],
    [{ Expression: "nothing" }, "InvalidInputException"],
    [{ NextToken: "x" }, "InvalidInputException"],
    [{ Segment: { SegmentNumber: 1, TotalSegments: 1 } }, "InvalidInputException"],
    [{ TableName: "none" }, "EntityNotFoundException"],
    [{ DatabaseName: "none" }, "EntityNotFoundException"],
  ])("but %j is refused: %s", async (input, name) => {
    const { aws } = await account();
    expect(await refusal(aws.call("glue", "GetPartitions", { ...TABLE, ...input }))).toMatchObject({ name });
  });
});

describe("a batch", () => {
  test("creates what it can, and tells what was there already", async () => {
    const { create, days } = await account();
    await create(at("1", "s3://b/1/"));
    const { Errors } = await create(at("1", "s3://b/1/"), at("2", "s3://b/2/"), { Values: [] });
    expect(Errors?.map((error) => [error.PartitionValues, error.ErrorDetail?.ErrorCode])).toEqual([
      [["1"], "AlreadyExistsException"],
      [[], "InvalidInputException"],
    ]);
    expect(await days()).toEqual([["1", "2"]]);
  });

  test("updates and removes what is there, and tells what is not", async () => {
    const { aws, create, days, get } = await account();
    await create(at("1", "s3://b/1/"));
    const updated = await aws.call("glue", "BatchUpdatePartition", {
      ...TABLE,
      Entries: ["1", "2"].map((dt) => ({ PartitionValueList: [dt], PartitionInput: at(dt, "s3://b/new/") })),
    });
    expect(updated.Errors?.map((error) => [error.PartitionValueList, error.ErrorDetail?.ErrorCode])).toEqual([
      [["2"], "EntityNotFoundException"],
    ]);
    expect((await get("1"))?.StorageDescriptor?.Location).toBe("s3://b/new/");
    const removed = await aws.call("glue", "BatchDeletePartition", {
      ...TABLE,
      PartitionsToDelete: [{ Values: ["1"] }, { Values: ["2"] }],
    });
    expect(removed.Errors?.map((error) => [error.PartitionValues, error.ErrorDetail?.ErrorCode])).toEqual([
      [["2"], "EntityNotFoundException"],
    ]);
    expect(await days()).toEqual([[]]);
  });

  test("reads what is there", async () => {
    const { aws, create } = await account();
    await create(at("1", "s3://b/1/"));
    const { Partitions, UnprocessedKeys } = await aws.call("glue", "BatchGetPartition", {
      ...TABLE,
      PartitionsToGet: [{ Values: ["1"] }, { Values: ["2"] }],
    });
    expect(Partitions?.map((partition) => partition.Values)).toEqual([["1"]]);
    expect(UnprocessedKeys).toEqual([{ Values: ["2"] }]);
  });

  test("has a size", async () => {
    const { aws, create } = await account();
    const values = (count: number) => Array.from({ length: count }, (_, i) => ({ Values: [String(i)] }));
    const refused = [
      create(...values(101)),
      aws.call("glue", "BatchUpdatePartition", {
        ...TABLE,
        Entries: values(101).map((PartitionInput) => ({
          PartitionValueList: PartitionInput.Values,
          PartitionInput,
        })),
      }),
      aws.call("glue", "BatchDeletePartition", { ...TABLE, PartitionsToDelete: values(26) }),
      aws.call("glue", "BatchGetPartition", { ...TABLE, PartitionsToGet: values(1001) }),
    ];
    for (const call of refused) expect(await refusal(call)).toMatchObject({ name: "InvalidInputException" });
  });
});
