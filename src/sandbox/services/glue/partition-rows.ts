import type { PartitionInput } from "@aws-sdk/client-glue";
import type { Call } from "../../call.js";
import { refuse } from "../../errors.js";
import {
  ERROR,
  type PartitionRow,
  type TableRow,
  findTable,
  partitionKey,
  partitions,
  tableKey,
} from "./rows.js";
import { checkColumns, checkParameters, checkedStorage } from "./table-input.js";

/** The members by which a call names the table of its partitions. */
export interface PartitionsAsked {
  CatalogId?: string | undefined;
  DatabaseName: string | undefined;
  TableName: string | undefined;
}

/** The table a call about partitions names. @throws EntityNotFoundException */
export function tableOf(asked: PartitionsAsked, call: Call): TableRow {
  return findTable({ ...asked, Name: asked.TableName }, call);
}

/** Key of the table. */
export function keyOf(table: TableRow): string {
  return tableKey(table.DatabaseName ?? "", table.Name ?? "");
}

/** Adds a partition. @throws AlreadyExistsException, InvalidInputException */
export function addPartition(table: TableRow, given: PartitionInput | undefined, call: Call): void {
  const values = checkedValues(table, given?.Values);
  const key = partitionKey(keyOf(table), values);
  if (partitions(call).has(key)) refuse("AlreadyExistsException", "Partition already exists.");
  partitions(call).put(key, { ...partitionOf(table, values, given ?? {}, call), CreationTime: call.now });
}

/** Replaces a partition's definition as a whole; its values and the time of its creation stay. @throws EntityNotFoundException, InvalidInputException */
export function changePartition(
  table: TableRow,
  values: readonly string[] | undefined,
  given: PartitionInput | undefined,
  call: Call,
): void {
  const row = findPartition(table, values, call);
  if (given === undefined) refuse(ERROR, "PartitionInput is required");
  const kept = row.Values ?? [];
  if (given.Values !== undefined && JSON.stringify(given.Values) !== JSON.stringify(kept)) {
    refuse(ERROR, "The values of a partition cannot be changed");
  }
  partitions(call).put(partitionKey(keyOf(table), kept), {
    ...partitionOf(table, kept, given, call),
    CreationTime: row.CreationTime,
  });
}

/** @throws EntityNotFoundException, InvalidInputException */
export function removePartition(table: TableRow, values: readonly string[] | undefined, call: Call): void {
  const { Values: kept = [] } = findPartition(table, values, call);
  partitions(call).delete(partitionKey(keyOf(table), kept));
}

/** @throws EntityNotFoundException, InvalidInputException */
export function findPartition(
  table: TableRow,
  values: readonly string[] | undefined,
  call: Call,
): PartitionRow {
  const key = partitionKey(keyOf(table), checkedValues(table, values));
  const row = partitions(call).get(key);
  if (row === undefined) refuse("EntityNotFoundException", "Cannot find partition.");
  return row;
}

/** A partition as it is answered. Dates of a kept row are text. @param columns false: without the columns (`ExcludeColumnSchema`) */
export function revived(row: PartitionRow, columns = true): PartitionRow {
  const dates = ["CreationTime", "LastAccessTime", "LastAnalyzedTime"] as const;
  const found = dates.flatMap((member) => {
    const kept = row[member];
    return kept === undefined ? [] : [[member, new Date(kept)] as const];
  });
  const { Columns, ...storage } = row.StorageDescriptor ?? {};
  return {
    ...row,
    ...(row.StorageDescriptor && { StorageDescriptor: columns ? { ...storage, Columns } : storage }),
    ...Object.fromEntries(found),
  };
}

function partitionOf(table: TableRow, values: string[], given: PartitionInput, call: Call): PartitionRow {
  checkParameters(given.Parameters);
  const storage = given.StorageDescriptor;
  checkColumns(storage?.Columns ?? []);
  return {
    ...given,
    Values: values,
    DatabaseName: table.DatabaseName,
    TableName: table.Name,
    CatalogId: call.account,
    ...(storage && { StorageDescriptor: checkedStorage(storage) }),
  };
}

function checkedValues(table: TableRow, values: readonly string[] | undefined): string[] {
  const keys = table.PartitionKeys ?? [];
  if (values === undefined || values.length !== keys.length || values.length === 0) {
    refuse(ERROR, "The number of partition keys do not match the number of partition values");
  }
  if (values.some((value) => value.length > 1024)) {
    refuse(ERROR, "Partition values must be at most 1024 characters long");
  }
  return [...values];
}
