import type { Database, Partition, Table as GlueTable } from "@aws-sdk/client-glue";
import type { Call, Table } from "../../call.js";
import { refuse } from "../../errors.js";
import type { Tag } from "../../validate.js";

/** A database as it is kept. */
export interface DatabaseRow {
  arn: string;
  database: Database;
  tags: Tag[];
}

/** A table as it is kept, as GetTable answers with it. */
export type TableRow = GlueTable;

/** A partition as it is kept, as GetPartition answers with it. */
export type PartitionRow = Partition;

/** Exception Glue uses for a request that breaks a rule. */
export const ERROR = "InvalidInputException";

/** Databases of the call's region, by name. */
export function databases(call: Call): Table<DatabaseRow> {
  return call.table<DatabaseRow>("databases");
}

/** Tables of the call's region, by {@link tableKey}. */
export function tables(call: Call): Table<TableRow> {
  return call.table<TableRow>("tables");
}

/** Partitions of the call's region, by {@link partitionKey}. */
export function partitions(call: Call): Table<PartitionRow> {
  return call.table<PartitionRow>("partitions");
}

/** Key of a table; a database's name may hold anything but a line break. */
export function tableKey(database: string, table: string): string {
  return `${database}\n${table}`;
}

/** Key of a partition of a table. @param table its {@link tableKey} */
export function partitionKey(table: string, values: readonly string[]): string {
  return `${table}\n${JSON.stringify(values)}`;
}

/** The partitions of a table, by their values. @param table its {@link tableKey} */
export function partitionsOf(table: string, call: Call): PartitionRow[] {
  return partitions(call)
    .entries()
    .filter(([key]) => key.startsWith(`${table}\n`))
    .map(([, row]) => row)
    .toSorted((a, b) => (JSON.stringify(a.Values) < JSON.stringify(b.Values) ? -1 : 1));
}

/** Removes a table and its partitions. @param table its {@link tableKey} */
export function dropTable(table: string, call: Call): void {
  for (const row of partitionsOf(table, call)) {
    partitions(call).delete(partitionKey(table, row.Values ?? []));
  }
  tables(call).delete(table);
}

/** A name as Glue keeps it: it is folded to lower case. @throws InvalidInputException */
export function foldedName(name: string | undefined, member: string): string {
  const text = name ?? "";
  if (text.length < 1 || text.length > 255 || /[\r\n\0]/.test(text)) {
    refuse(ERROR, `${member} must be 1 to 255 characters long, without line breaks`);
  }
  return text.toLowerCase();
}

/** @throws EntityNotFoundException for a catalog that is not this account's */
export function checkCatalog(id: string | undefined, call: Call): void {
  if (id !== undefined && id !== call.account) refuse("EntityNotFoundException", `Catalog ${id} not found.`);
}

/** @throws EntityNotFoundException */
export function findDatabase(name: string | undefined, call: Call): DatabaseRow {
  const row = databases(call).get(foldedName(name, "Name"));
  if (row === undefined) refuse("EntityNotFoundException", `Database ${name} not found.`);
  return row;
}

/** @throws EntityNotFoundException for an unknown catalog, database or table */
export function findTable(
  input: { CatalogId?: string | undefined; DatabaseName: string | undefined; Name?: string | undefined },
  call: Call,
): TableRow {
  checkCatalog(input.CatalogId, call);
  const database = findDatabase(input.DatabaseName, call).database.Name ?? "";
  const row = tables(call).get(tableKey(database, foldedName(input.Name, "name")));
  if (row === undefined) refuse("EntityNotFoundException", `Table ${input.Name} not found.`);
  return row;
}
