import { CALL_COLUMNS } from "../../../../src/report/athena/roll-up/calls-table.js";
import { runQuery } from "../../../../src/report/athena/run-query.js";
import { resultRows } from "../../../../src/report/athena/results.js";
import type { AthenaUsage } from "../../../../src/report/athena/usage.js";
import type { installed } from "../installed.js";
import { logKey, logObject } from "../installed.js";
import { record } from "../records.js";

type Installed = Awaited<ReturnType<typeof installed>>;

/** What a report says, without what it took to find out. */
export function figures({ rows, malformed, duplicates, scan }: AthenaUsage) {
  const { files, records } = scan;
  return { rows: rows.map((row) => JSON.stringify(row)).toSorted(), malformed, duplicates, files, records };
}

/** A log object of one call. @param day `MM-DD` */
export function oneCall(day: string, id: string, name = "a") {
  const path = day.replace("-", "/");
  return {
    [logKey(`2026/${path}/10`, name)]: logObject([record(id, { timestamp: `2026-${day}T10:00:00Z` })]),
  };
}

/** Where every day of the roll-up lies, by day. */
export async function locations({ aws, c }: Installed): Promise<Record<string, string>> {
  const { Partitions = [] } = await aws.call("glue", "GetPartitions", {
    DatabaseName: c.names.glueDatabase,
    TableName: c.names.invocationCallsTable,
  });
  return Object.fromEntries(
    Partitions.map(({ Values, StorageDescriptor }) => [Values?.[0], StorageDescriptor?.Location ?? ""]),
  );
}

/** Days whose location differs. */
export function moved(before: Record<string, string>, after: Record<string, string>): string[] {
  return Object.keys(after)
    .filter((day) => after[day] !== before[day])
    .toSorted();
}

/** Keys of the roll-up's files. */
export async function rollUpFiles({ aws, c }: Installed): Promise<string[]> {
  const { Contents = [] } = await aws.call("s3", "ListObjectsV2", {
    Bucket: c.names.logsBucket,
    Prefix: c.names.rollUpPrefix,
  });
  return Contents.map(({ Key = "" }) => Key);
}

/** Every row of the roll-up, in one order. */
export async function rollUpRows({ aws, c, clock }: Installed): Promise<string[]> {
  const { glueDatabase: database, workgroup, invocationCallsTable: table } = c.names;
  const columns = [...CALL_COLUMNS.map(({ name }) => name), "dt"].join(", ");
  const sql = `SELECT ${columns} FROM "${database}"."${table}"`;
  const execution = await runQuery(aws, sql, { workgroup, database }, { now: clock.now });
  const all = await resultRows(aws, execution, c.stack.account);
  return all.map((row) => JSON.stringify(row)).toSorted();
}

/** Lets hours pass. */
export function hours(account: Installed, n: number): void {
  account.clock.now = new Date(account.clock.now.getTime() + n * 3_600_000);
}
