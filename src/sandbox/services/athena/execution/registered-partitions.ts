import type { Call } from "../../../call.js";
import { type PartitionRow, type TableRow, partitionsOf, tableKey } from "../../glue/rows.js";
import { QueryFailure } from "./failure.js";
import { dataBelow } from "./listing.js";
import { formatOf } from "./storage.js";
import type { TableObject } from "./table-data.js";

/**
 * The objects below the locations of the partitions registered in the catalog. The table's own location is not looked
 * at. A partition has its own formats and columns, which must be there (Athena User Guide, "Updates in tables with
 * partitions").
 * @throws QueryFailure for a partition that Athena could not read
 */
export function registeredObjects(row: TableRow, partitionColumns: string[], call: Call): TableObject[] {
  const glue = { ...call, table: <T>(name: string) => call.foreign<T>("glue", name) };
  const key = tableKey(row.DatabaseName ?? "", row.Name ?? "");
  return partitionsOf(key, glue).flatMap((registered) => {
    const values = registered.Values ?? [];
    const partition = Object.fromEntries(partitionColumns.map((name, i) => [name, values[i] ?? ""]));
    const name = partitionColumns.map((column) => `${column}=${partition[column]}`).join("/");
    const declared = declaredColumns(row, registered, name);
    return dataBelow(registered.StorageDescriptor?.Location ?? "", call).map((object) => ({
      ...object,
      partition,
      declared,
    }));
  });
}

function declaredColumns(
  row: TableRow,
  { StorageDescriptor: storage }: PartitionRow,
  name: string,
): Set<string> {
  if (storage?.InputFormat === undefined || storage.SerdeInfo?.SerializationLibrary === undefined) {
    throw new QueryFailure(`HIVE_UNSUPPORTED_FORMAT: Unable to create input format (partition ${name})`);
  }
  if (formatOf(storage) !== formatOf(row.StorageDescriptor)) {
    throw new QueryFailure(`the simulated account reads one format a table: partition ${name} has another`);
  }
  const columns = storage.Columns ?? [];
  for (const { Name, Type } of row.StorageDescriptor?.Columns ?? []) {
    const other = columns.find((column) => column.Name?.toLowerCase() === Name?.toLowerCase());
    if (other === undefined || other.Type?.toLowerCase() === Type?.toLowerCase()) continue;
    throw new QueryFailure(
      "HIVE_PARTITION_SCHEMA_MISMATCH: There is a mismatch between the table and partition schemas. The types are " +
        `incompatible and cannot be coerced. The column '${Name}' in table '${row.DatabaseName}.${row.Name}' is ` +
        `declared as type '${Type}', but partition '${name}' declared column '${other.Name}' as type '${other.Type}'.`,
    );
  }
  return new Set(columns.map((column) => column.Name?.toLowerCase() ?? ""));
}
