import type { Call } from "../../../call.js";
import { type TableRow, databases, tableKey } from "../../glue/rows.js";
import { QueryFailure } from "./failure.js";
import { type HiveType, parseHiveType } from "./hive-column.js";
import { type ListedObject, dataBelow } from "./listing.js";
import { isProjected, partitionReader } from "./projection.js";
import type { TableReference } from "./references.js";
import { registeredObjects } from "./registered-partitions.js";
import { type DataFormat, formatOf } from "./storage.js";

/** An object below a table, as far as a query knows it before it reads. */
export interface TableObject extends ListedObject {
  /** Values of the partition columns. */
  partition: Record<string, string>;
  /** Names of the columns its partition has, when it is registered; the table's other columns are NULL. */
  declared?: ReadonlySet<string>;
}

/** A table of the catalog with everything below it. */
export interface TableData {
  database: string;
  table: string;
  format: DataFormat;
  columns: [name: string, type: HiveType][];
  /** Members of JSON by column, where they have other names. */
  mapping: ReadonlyMap<string, string>;
  partitionColumns: string[];
  objects: TableObject[];
}

/**
 * The tables a statement names, in the catalog of the call's region. A name without a database that is no table is
 * left out: it may be a common table expression.
 * @param context the execution's own database
 * @throws QueryFailure as Athena fails the query
 */
export function tablesRead(
  references: readonly TableReference[],
  context: string | undefined,
  call: Call,
): TableData[] {
  const glue = { ...call, table: <T>(name: string) => call.foreign<T>("glue", name) };
  return references.flatMap(({ database: named, table }) => {
    const database = named ?? context?.toLowerCase();
    if (database === undefined) return [];
    const row = glue.table<TableRow>("tables").get(tableKey(database, table));
    if (row !== undefined) return [tableData(database, row, call)];
    if (named === undefined) return [];
    if (!databases(glue).has(database)) {
      throw new QueryFailure(`SCHEMA_NOT_FOUND: line 1:1: Schema '${database}' does not exist`);
    }
    throw new QueryFailure(
      `TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.${database}.${table}' does not exist`,
    );
  });
}

function tableData(database: string, row: TableRow, call: Call): TableData {
  const partitionColumns = (row.PartitionKeys ?? []).map((column) => column.Name ?? "");
  return {
    database,
    table: row.Name ?? "",
    format: formatOf(row.StorageDescriptor),
    columns: (row.StorageDescriptor?.Columns ?? []).map(({ Name, Type }) => [
      Name ?? "",
      parseHiveType(Type ?? ""),
    ]),
    mapping: mappingOf(row.StorageDescriptor?.SerdeInfo?.Parameters),
    partitionColumns,
    objects: objectsRead(row, partitionColumns, call),
  };
}

function mappingOf(parameters: Record<string, string> = {}): Map<string, string> {
  const prefix = "mapping.";
  const mapped = Object.entries(parameters).filter(([name]) => name.startsWith(prefix));
  return new Map(mapped.map(([name, member]) => [name.slice(prefix.length), member]));
}

function objectsRead(row: TableRow, partitionColumns: string[], call: Call): TableObject[] {
  const location = row.StorageDescriptor?.Location ?? "";
  if (partitionColumns.length === 0) {
    return dataBelow(location, call).map((object) => ({ ...object, partition: {} }));
  }
  if (!isProjected(row)) return registeredObjects(row, partitionColumns, call);
  const partitionOf = partitionReader(row, partitionColumns, call.now);
  return dataBelow(location, call).flatMap((object) => {
    const partition = partitionOf(object.path);
    return partition === undefined ? [] : [{ ...object, partition }];
  });
}
