import type { PartitionInput, StorageDescriptor } from "@aws-sdk/client-glue";
import { sandbox } from "../../../../support/sandbox.js";

const JSON_SERDE = "org.openx.data.jsonserde.JsonSerDe";

/** Columns of the Parquet table, and of what the tests unload. */
export const COLUMNS = [
  ["id", "string"],
  ["tokens", "bigint"],
  ["small", "int"],
  ["ok", "boolean"],
  ["bytes", "binary"],
  ["called", "timestamp"],
] as const;

export const SELECT = `SELECT id, sum(tokens) AS tokens, 1 AS small, true AS ok, to_utf8(id) AS bytes,
  CAST(from_iso8601_timestamp('2026-10-01T00:00:00Z') AS timestamp) AS called, replace(dt, '/', '-') AS dt
  FROM db.logs WHERE dt BETWEEN '2026/10/01' AND '2026/10/31' GROUP BY id, dt`;

/** How a table or partition of Parquet below a place is registered. */
export function parquetAt(Location: string, columns: readonly (readonly [string, string])[] = COLUMNS) {
  return {
    Location,
    Columns: columns.map(([Name, Type]) => ({ Name, Type })),
    InputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    OutputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    SerdeInfo: { SerializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" },
  } satisfies StorageDescriptor;
}

/** An account with `db.logs`, JSON by day of October 2026, and `db.calls`, Parquet without partitions yet. */
export async function rollUp(options: { cutoff?: number; dir?: string } = {}) {
  const made = sandbox({ clock: () => new Date("2026-11-21T04:45:00Z") });
  const { aws } = made;
  for (const Bucket of ["results", "logs"]) await aws.call("s3", "CreateBucket", { Bucket });
  await aws.call("athena", "CreateWorkGroup", {
    Name: "wg",
    Configuration: {
      ResultConfiguration: { OutputLocation: "s3://results/" },
      ...(options.cutoff !== undefined && { BytesScannedCutoffPerQuery: options.cutoff }),
    },
  });
  await aws.call("glue", "CreateDatabase", { DatabaseInput: { Name: "db" } });
  await aws.call("glue", "CreateTable", {
    DatabaseName: "db",
    TableInput: {
      Name: "logs",
      PartitionKeys: [{ Name: "dt", Type: "string" }],
      Parameters: {
        "projection.enabled": "true",
        "projection.dt.type": "date",
        "projection.dt.range": "2026/01/01,NOW",
        "storage.location.template": "s3://logs/json/${dt}",
      },
      StorageDescriptor: {
        Location: "s3://logs/json/",
        Columns: [
          { Name: "id", Type: "string" },
          { Name: "tokens", Type: "bigint" },
        ],
        SerdeInfo: { SerializationLibrary: JSON_SERDE },
      },
    },
  });
  await aws.call("glue", "CreateTable", {
    DatabaseName: "db",
    TableInput: {
      Name: "calls",
      TableType: "EXTERNAL_TABLE",
      PartitionKeys: [{ Name: "dt", Type: "string" }],
      StorageDescriptor: parquetAt("s3://logs/ccb/calls/"),
    },
  });
  const put = (Key: string, Body: string | Uint8Array) =>
    aws.call("s3", "PutObject", { Bucket: "logs", Key, Body });
  for (const day of ["01", "02"]) {
    await put(`json/2026/10/${day}/a.json`, `{"id":"x","tokens":${Number(day)}}\n{"id":"y","tokens":10}\n`);
  }
  const start = async (sql: string) => {
    const QueryString = sql;
    const { QueryExecutionId = "" } = await aws.call("athena", "StartQueryExecution", {
      QueryString,
      WorkGroup: "wg",
    });
    return QueryExecutionId;
  };
  const ended = async (sql: string) => {
    const QueryExecutionId = await start(sql);
    const { QueryExecution } = await aws.call("athena", "GetQueryExecution", { QueryExecutionId });
    return { QueryExecutionId, ...QueryExecution };
  };
  return {
    ...made,
    start,
    ended,
    put,
    /** Why a statement did not succeed. */
    reason: async (sql: string) => {
      const { Status } = await ended(sql);
      return `${Status?.State}: ${Status?.StateChangeReason}`;
    },
    /** Rows of a SELECT, without the names. */
    rows: async (sql: string) => {
      const { QueryExecutionId, Status, Statistics } = await ended(sql);
      if (Status?.State !== "SUCCEEDED") throw new Error(`${Status?.StateChangeReason}`);
      const { ResultSet } = await aws.call("athena", "GetQueryResults", { QueryExecutionId });
      const rows = ResultSet?.Rows?.map((row) =>
        row.Data?.map((datum) => datum.VarCharValue ?? null).join("|"),
      );
      return { rows: rows?.slice(1) ?? [], scanned: Statistics?.DataScannedInBytes ?? -1 };
    },
    keys: async (Prefix = "ccb/") =>
      ((await aws.call("s3", "ListObjectsV2", { Bucket: "logs", Prefix })).Contents ?? []).map(
        ({ Key = "" }) => Key,
      ),
    register: (dt: string, folder: string, more: Partial<PartitionInput> = {}) =>
      aws.call("glue", "CreatePartition", {
        DatabaseName: "db",
        TableName: "calls",
        PartitionInput: { Values: [dt], StorageDescriptor: parquetAt(folder), ...more },
      }),
  };
}

/** An UNLOAD statement. @param place below `s3://logs/` */
export function unload(
  select: string,
  place = "ccb/calls/run=1/",
  properties = "partitioned_by = ARRAY['dt']",
) {
  const all = ["format = 'PARQUET'", "compression = 'ZSTD'", properties].filter((text) => text !== "");
  return `UNLOAD (${select}) TO 's3://logs/${place}' WITH (${all.join(", ")})`;
}
