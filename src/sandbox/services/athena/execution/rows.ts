import type { ColumnInfo } from "@aws-sdk/client-athena";
import type { Call, Table } from "../../../call.js";
import { refuse } from "../../../errors.js";
import { ERROR } from "../rows.js";

/** A query execution as it is kept. Its rows are in the result object only. */
export interface QueryRow {
  id: string;
  sql: string;
  database?: string | undefined;
  workGroup: string;
  /** `s3://bucket/key` of the result object; what the manifest's name begins with when the statement unloads. */
  output: string;
  /** Bytes it may scan. */
  cutoff?: number | undefined;
  state: "QUEUED" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  reason?: string | undefined;
  /** ISO-8601. */
  submitted: string;
  completed?: string;
  /** Bytes scanned. */
  scanned: number;
  columns?: ColumnInfo[];
  /** `s3://bucket/key` of the list of objects it unloaded. */
  manifest?: string;
  /** Rows it unloaded. */
  written?: number;
}

/** Executions of the call's region, by id. */
export function executions(call: Call): Table<QueryRow> {
  return call.table<QueryRow>("executions");
}

/** @throws InvalidRequestException */
export function findExecution(id: string | undefined, call: Call): QueryRow {
  const row = executions(call).get(id ?? "");
  if (row === undefined) refuse(ERROR, `QueryExecution ${id} was not found`);
  return row;
}

/** The same call as S3 would see it, to read and write objects on the caller's behalf as Athena does. */
export function asS3(call: Call): Call {
  return {
    ...call,
    table: (name) => call.foreign("s3", name),
    global: (name) => call.foreign("s3", name, "global"),
  };
}
