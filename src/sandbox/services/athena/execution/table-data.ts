import type { Call } from "../../../call.js";
import { type TableRow, databases, tableKey } from "../../glue/rows.js";
import { objectsOf } from "../../s3/rows.js";
import { isDeleteMarker } from "../../s3/versions.js";
import { QueryFailure } from "./failure.js";
import { type HiveType, parseHiveType } from "./hive-column.js";
import type { TableReference } from "./references.js";
import { asS3 } from "./rows.js";

/** An object below a table, as far as a query knows it before it reads. */
export interface TableObject {
  /** `s3://bucket/key`. */
  path: string;
  /** Name of its bytes. */
  blob: string;
  size: number;
  /** Values of the partition columns. */
  partition: Record<string, string>;
}

/** A table of the catalog with everything below it. */
export interface TableData {
  database: string;
  table: string;
  columns: [name: string, type: HiveType][];
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
    columns: (row.StorageDescriptor?.Columns ?? []).map(({ Name, Type }) => [
      Name ?? "",
      parseHiveType(Type ?? ""),
    ]),
    partitionColumns,
    objects: objectsBelow(row, partitionColumns, call),
  };
}

function objectsBelow(row: TableRow, partitionColumns: string[], call: Call): TableObject[] {
  const location = row.StorageDescriptor?.Location ?? "";
  const [, bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location) ?? [];
  const partitionOf =
    partitionColumns.length === 0 ? () => ({}) : partitionReader(row, partitionColumns, call.now);
  return objectsOf(asS3(call), bucket)
    .entries()
    .flatMap(([key, { versions }]) => {
      const [newest] = versions;
      if (!key.startsWith(prefix) || newest?.blob === undefined || isDeleteMarker(newest)) return [];
      const path = `s3://${bucket}/${key}`;
      const partition = partitionOf(path);
      // Names that begin with a dot or an underscore are hidden from every table.
      if (partition === undefined || /\/[._][^/]*$/.test(path)) return [];
      return [{ path, blob: newest.blob, size: newest.size, partition }];
    });
}

/**
 * Finds a path's partition by projection (Athena User Guide, "Partition projection"): the values of an enumeration, or
 * days of the form `yyyy/MM/dd` in their range, in the place where the location template has them.
 */
function partitionReader(row: TableRow, columns: string[], now: Date) {
  const parameters = row.Parameters ?? {};
  const template = parameters["storage.location.template"] ?? "";
  if (parameters["projection.enabled"] !== "true" || template === "") {
    throw new QueryFailure(`the simulated account reads partitions by projection only: ${row.Name}`);
  }
  const pattern = template
    .split(/\$\{(\w+)\}/)
    .map((part, i) => {
      if (i % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      const kind = parameters[`projection.${part}.type`];
      return `(?<${part}>${kind === "date" ? "\\d{4}/\\d{2}/\\d{2}" : "[^/]+"})`;
    })
    .join("");
  const form = new RegExp(`^${pattern}/`);
  const today = now.toISOString().slice(0, 10).replaceAll("-", "/");
  return (path: string): Record<string, string> | undefined => {
    const found = form.exec(path)?.groups;
    if (found === undefined) return undefined;
    const projected = columns.every((column) => {
      const value = found[column] ?? "";
      if (parameters[`projection.${column}.type`] !== "date") {
        return (parameters[`projection.${column}.values`] ?? "").split(",").includes(value);
      }
      const [first = "", last = ""] = (parameters[`projection.${column}.range`] ?? "").split(",");
      return value >= first && value <= (last === "NOW" ? today : last);
    });
    return projected ? { ...found } : undefined;
  };
}
