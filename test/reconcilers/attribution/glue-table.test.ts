import type { TableInput } from "@aws-sdk/client-glue";
import { describe, expect, test } from "vitest";
import { glueDatabase } from "../../../reconcilers/attribution/glue-database.js";
import { type GlueTable, glueTable } from "../../../reconcilers/attribution/glue-table.js";
import type { Aws } from "../../../src/aws/aws.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { refusal, sandbox } from "../../support/sandbox.js";
import { wantedOf } from "./composition.js";

const KINDS = [glueDatabase, glueTable];
const KEY = "attribution/table/invocation-logs";
const DatabaseName = "claude_code_bedrock_logs";
const Name = "invocation_logs";
const wanted = wantedOf(undefined, glueDatabase.name, glueTable.name);

async function tableNow(aws: Aws): Promise<TableInput> {
  const { Table } = await aws.call("glue", "GetTable", { DatabaseName, Name });
  const { Description, TableType, Parameters, PartitionKeys, StorageDescriptor } = Table ?? {};
  return { Name, Description, TableType, Parameters, PartitionKeys, StorageDescriptor };
}

describe("glue-table", () => {
  test("all tables are made as they are wanted", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const { TableList } = await aws.call("glue", "GetTables", { DatabaseName });
    expect(TableList?.map((table) => table.Name)).toEqual([
      "inference_profiles",
      "invocation_calls",
      "invocation_logs",
    ]);
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test("costs one call for all tables", async () => {
    const { aws, calls } = sandbox();
    await reconcile(aws, KINDS, wanted);
    calls.length = 0;
    await planOf(aws, KINDS, wanted);
    expect(calls.map((call) => call.operation).filter((name) => name !== "GetResources")).toHaveLength(2);
  });

  test("the invocation log's partitions are computed from region and day", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const { Parameters, StorageDescriptor } = await tableNow(aws);
    const root =
      "s3://acme-corp-bedrock-invocation-logs/claude-code/AWSLogs/123456789012/BedrockModelInvocationLogs/";
    expect(StorageDescriptor?.Location).toBe(root);
    expect(Parameters).toMatchObject({
      "projection.enabled": "true",
      "projection.region.values": "us-east-1",
      "projection.dt.format": "yyyy/MM/dd",
      "storage.location.template": `${root}\${region}/\${dt}`,
    });
  });

  test.each<[keyof GlueTable, (table: TableInput) => TableInput]>([
    ["description", (table) => ({ ...table, Description: "other" })],
    ["tableType", (table) => ({ ...table, TableType: "MANAGED_TABLE" })],
    [
      "parameters",
      (table) => ({ ...table, Parameters: { ...table.Parameters, "projection.enabled": "false" } }),
    ],
    ["partitionKeys", (table) => ({ ...table, PartitionKeys: [] })],
    [
      "location",
      (table) => ({
        ...table,
        StorageDescriptor: { ...table.StorageDescriptor, Location: "s3://elsewhere/" },
      }),
    ],
    [
      "columns",
      (table) => ({
        ...table,
        StorageDescriptor: {
          ...table.StorageDescriptor,
          Columns: [{ Name: "inputtokencount", Type: "bigint" }],
        },
      }),
    ],
    [
      "format",
      (table) => ({
        ...table,
        StorageDescriptor: {
          ...table.StorageDescriptor,
          SerdeInfo: { SerializationLibrary: "org.apache.hive.hcatalog.data.JsonSerDe" },
        },
      }),
    ],
  ])("repairs %s", async (field, change) => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    await aws.call("glue", "UpdateTable", { DatabaseName, TableInput: change(await tableNow(aws)) });
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([`update ${KEY} ${field}`]);
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test("properties that somebody or AWS added are no drift and survive an update", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const table = await tableNow(aws);
    const Parameters = { ...table.Parameters, transient_lastDdlTime: "1" };
    await aws.call("glue", "UpdateTable", { DatabaseName, TableInput: { ...table, Parameters } });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    await aws.call("glue", "UpdateTable", {
      DatabaseName,
      TableInput: { ...table, Parameters, Description: "x" },
    });
    await reconcile(aws, KINDS, wanted);
    expect((await tableNow(aws)).Parameters).toMatchObject({ transient_lastDdlTime: "1" });
  });

  test("partitions are data: they are no drift, survive an update and go with the table", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const table = { DatabaseName, TableName: "invocation_calls" };
    const StorageDescriptor = {
      Location: "s3://acme-corp-bedrock-invocation-logs/ccb/calls/run=1/dt=2026-11-03/",
    };
    await aws.call("glue", "BatchCreatePartition", {
      ...table,
      PartitionInputList: [{ Values: ["2026-11-03"], StorageDescriptor }],
    });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    const { Table } = await aws.call("glue", "GetTable", { DatabaseName, Name: "invocation_calls" });
    const { Name: TableName, TableType, Parameters, PartitionKeys } = Table ?? {};
    await aws.call("glue", "UpdateTable", {
      DatabaseName,
      TableInput: {
        ...{ Name: TableName, TableType, Parameters, PartitionKeys },
        StorageDescriptor: Table?.StorageDescriptor,
        Description: "by hand",
      },
    });
    await reconcile(aws, KINDS, wanted);
    const { Partitions } = await aws.call("glue", "GetPartitions", table);
    expect(Partitions?.map(({ Values }) => Values)).toEqual([["2026-11-03"]]);
    const less = wanted.filter((want) => want.name !== "invocation_calls");
    await reconcile(aws, KINDS, less);
    expect((await refusal(aws.call("glue", "GetPartitions", table))).name).toBe("EntityNotFoundException");
  });

  test("a copy under another name is somebody's, properties and all; destroy leaves its database", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const copy = { ...(await tableNow(aws)), Name: "invocation_logs_mine" };
    await aws.call("glue", "CreateTable", { DatabaseName, TableInput: copy });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    const less = wanted.filter((want) => want.key !== KEY);
    expect(changesOf((await reconcile(aws, KINDS, less)).plan)).toEqual([`delete ${KEY}`]);
    await reconcile(aws, KINDS, wanted, { destroy: true });
    const { TableList } = await aws.call("glue", "GetTables", { DatabaseName });
    expect(TableList?.map((table) => table.Name)).toEqual([copy.Name]);
  });

  test("a wrong key in the properties is repaired", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const table = await tableNow(aws);
    const Parameters = { ...table.Parameters, "ccb:key": "attribution/table/other" };
    await aws.call("glue", "UpdateTable", { DatabaseName, TableInput: { ...table, Parameters } });
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([`update ${KEY} parameters`]);
    expect((await tableNow(aws)).Parameters).toMatchObject({ "ccb:key": KEY });
  });

  test("deletes ours that is no longer wanted, and no other", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    await aws.call("glue", "CreateTable", { DatabaseName, TableInput: { Name: "somebodys" } });
    const less = wanted.filter((want) => want.key !== KEY);
    expect(changesOf((await reconcile(aws, KINDS, less)).plan)).toEqual([`delete ${KEY}`]);
    const { TableList } = await aws.call("glue", "GetTables", { DatabaseName });
    expect(TableList?.map((table) => table.Name)).toEqual([
      "inference_profiles",
      "invocation_calls",
      "somebodys",
    ]);
  });

  test.each([
    ["nobody's", {}, undefined],
    ["another stack's", { "ccb:key": KEY, "ccb:stack": "other" }, 'stack "other"'],
  ])("%s blocks", async (_whose, Parameters, owner) => {
    const { aws } = sandbox();
    await reconcile(
      aws,
      KINDS,
      wanted.filter((want) => want.kind === glueDatabase.name),
    );
    await aws.call("glue", "CreateTable", { DatabaseName, TableInput: { Name, Parameters } });
    const { plan } = await planOf(aws, KINDS, wanted);
    expect(plan.blocked).toEqual([
      { key: KEY, kind: "glue-table", name: Name, ...(owner === undefined ? {} : { owner }) },
    ]);
    if (owner !== undefined) return;
    await reconcile(aws, KINDS, wanted, { adopt: true });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });
});
