import type { Aws } from "../../aws/aws.js";
import type { Names } from "../../config/names.js";
import type { Stack } from "../../engine/kind.js";
import type { EngineQuery, UsageResult, UsageRow } from "../usage.js";
import type { LogTables } from "./calls-sql.js";
import type { QueryPlace } from "./failures.js";
import { type ResultRow, resultRows } from "./results.js";
import { type QueryOptions, runQuery } from "./run-query.js";
import { scanOf } from "./scan-cost.js";
import { metadataColumn, usageSql } from "./usage-sql.js";

export interface AthenaUsage extends UsageResult {
  /** The query it comes from. */
  queryExecutionId: string;
  /** What its queries cost, USD. */
  scanCostUsd: number;
}

export interface AthenaUsageInput extends QueryOptions {
  names: Pick<Names, "workgroup" | "glueDatabase" | "invocationLogsTable" | "invocationCallsTable">;
  stack: Pick<Stack, "account">;
  query: EngineQuery;
}

/**
 * A month's usage from the account's own log table, by one Athena query in the stack's workgroup. The same meaning as
 * the local engine, within what a table can tell: a line the SerDe can still read is a record though it is no strict
 * JSON, a blank line is a malformed one, and a region is that of the folder.
 * @throws KnownError, see runQuery
 */
export async function athenaUsage(aws: Aws, input: AthenaUsageInput): Promise<AthenaUsage> {
  return queriedUsage(aws, usageSql(tablesOf(input), input.query), input);
}

/** The usage that a statement finds whose columns are those of `usageSql`. */
export async function queriedUsage(aws: Aws, sql: string, input: AthenaUsageInput): Promise<AthenaUsage> {
  const execution = await runQuery(aws, sql, placeOf(input), input);
  const rows = await resultRows(aws, execution, input.stack.account);
  const { bytes, seconds, costUsd } = scanOf(execution);
  return {
    ...usageOf(rows, input.query, bytes, seconds),
    queryExecutionId: execution.QueryExecutionId ?? "",
    scanCostUsd: costUsd,
  };
}

/** Where a stack's statements run. */
export function placeOf({ names }: Pick<AthenaUsageInput, "names">): QueryPlace {
  return { workgroup: names.workgroup, database: names.glueDatabase };
}

/** The tables a stack's statements read. */
export function tablesOf({ names }: Pick<AthenaUsageInput, "names">): LogTables {
  return {
    database: names.glueDatabase,
    logsTable: names.invocationLogsTable,
    callsTable: names.invocationCallsTable,
  };
}

function usageOf(
  rows: readonly ResultRow[],
  { metadataKeys }: EngineQuery,
  bytes: number,
  seconds: number,
): UsageResult {
  const total = rows.find((row) => row["scanned"] === "1") ?? {};
  const [files, records] = [count(total, "files"), count(total, "records")];
  return {
    rows: rows.filter((row) => row["scanned"] === "0").map((row) => usageRow(row, metadataKeys)),
    malformed: count(total, "malformed"),
    duplicates: count(total, "duplicates"),
    scan: { files, bytes, records, seconds },
  };
}

function usageRow(row: ResultRow, metadataKeys: readonly string[]): UsageRow {
  return {
    day: row["day"] ?? "",
    modelId: row["model_id"] ?? null,
    bodyModel: row["body_model"] ?? null,
    principal: row["principal"] ?? null,
    account: row["account_id"] ?? null,
    region: row["region"] ?? null,
    abroad: row["abroad"] === "true",
    tier: row["tier"] ?? null,
    refused: row["refused"] === "true",
    metadata: metadataKeys.map((_key, place) => row[metadataColumn(place)] ?? null),
    band: count(row, "band"),
    slot: count(row, "slot"),
    invocations: count(row, "invocations"),
    errors: count(row, "errors"),
    unmetered: count(row, "unmetered"),
    oddCounts: count(row, "odd_counts"),
    inputTokens: count(row, "input_tokens"),
    cacheReadTokens: count(row, "cache_read_tokens"),
    cacheWrite5mTokens: count(row, "cache_write_5m_tokens"),
    cacheWrite1hTokens: count(row, "cache_write_1h_tokens"),
    cacheWriteUnknownTokens: count(row, "cache_write_unknown_tokens"),
    outputTokens: count(row, "output_tokens"),
  };
}

/** A sum over no rows at all is NULL. @throws Error for a column the query does not have */
function count(row: ResultRow, column: string): number {
  const value = Number(row[column] ?? 0);
  if (!Number.isSafeInteger(value)) throw new Error(`Athena answered ${row[column]} for ${column}`);
  return value;
}
