import { columnsRead } from "./columns-read.js";
import type { TrinoLikeDatabase } from "./duckdb.js";
import { loadJson } from "./load-json.js";
import { ParquetFiles } from "./load-parquet.js";
import { partitionConditions } from "./partition-conditions.js";
import type { TableData, TableObject } from "./table-data.js";

/** A table as far as a statement needs it. */
export interface TableScan {
  /** Bytes that Athena would count. */
  scanned: number;
  /** Adds the table to the database. */
  load: () => Promise<void>;
}

/**
 * Finds what a statement reads of a table: the objects of the partitions its conditions leave, and of Parquet objects
 * the columns it names. JSON is read whole.
 * @param sql a SELECT
 * @throws QueryFailure
 */
export async function scanOf(
  database: TrinoLikeDatabase,
  table: TableData,
  sql: string,
  now: Date,
  bytesOf: (object: TableObject) => Buffer,
): Promise<TableScan> {
  const objects = await objectsLeft(table, sql, database, now);
  const read = columnsRead(
    sql,
    table.table,
    table.columns.map(([name]) => name),
  );
  if (table.format === "json") {
    return {
      scanned: objects.reduce((sum, { size }) => sum + size, 0),
      load: () => loadJson(database, table, read, objects, bytesOf),
    };
  }
  const files = await ParquetFiles.open(database, objects, bytesOf);
  return {
    scanned: await files.bytesOf(read),
    load: () => files.load(table),
  };
}

/** The objects of the partitions that the statement's conditions leave at one place at least. */
async function objectsLeft(
  { table, objects, partitionColumns }: TableData,
  sql: string,
  database: TrinoLikeDatabase,
  now: Date,
): Promise<TableObject[]> {
  if (partitionColumns.length === 0) return objects;
  const keyOf = (partition: Record<string, string>) =>
    partitionColumns.map((name) => partition[name]).join("\n");
  const partitions = [...new Map(objects.map(({ partition }) => [keyOf(partition), partition])).values()];
  const keys = new Set<string>();
  for (const conditions of partitionConditions(sql, table, partitionColumns)) {
    for (const partition of await database.select(partitions, conditions, now)) keys.add(keyOf(partition));
  }
  return objects.filter(({ partition }) => keys.has(keyOf(partition)));
}
