import { renderText } from "../../templates.js";
import { CALL_COLUMNS } from "./roll-up/calls-table.js";

/** Tables of the stack that statements read. */
export interface LogTables {
  database: string;
  /** The invocation log. */
  logsTable: string;
  /** Its roll-up. */
  callsTable: string;
}

const CLOCK = "([01][0-9]|2[0-3])";
/** The timestamps that `report/timestamp.ts` takes, apart from days no month has. */
const TIMESTAMP_FORM =
  `^[0-9]{4}-[0-9]{2}-[0-9]{2}` +
  `(T${CLOCK}:[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?(Z|[+-]${CLOCK}(:?[0-5][0-9])?)?)?$`;

/** In lower case only, since a request id is told from others letter by letter. */
const UUID_FORM = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";

/**
 * The common table expressions that end in `calls`: a row a line of the log objects, surplus copies of a record
 * and lines that are no record included. What a line says is decided here; which calls count, by who reads `calls`.
 * @param days SQL condition on `dt`, a day of delivery as the log's table has it: `yyyy/MM/dd`
 */
export function callsSql({ database, logsTable }: LogTables, days: string): string {
  const values = { database, logsTable, days, timestampForm: TIMESTAMP_FORM, uuidForm: UUID_FORM };
  return renderText("athena/calls.sql", values).trimEnd();
}

/**
 * The statement that writes the calls of some days of delivery as Parquet, a folder `dt=YYYY-MM-DD/` a day. A day
 * without a line gets no folder.
 * @param days `YYYY-MM-DD`, 100 at most: Athena writes no more partitions at once
 * @param folder `s3://bucket/prefix/`, empty so far
 */
export function rollUpSql(tables: LogTables, days: readonly string[], folder: string): string {
  const list = days.map((day) => `'${day.replaceAll("-", "/")}'`).join(", ");
  return renderText("athena/roll-up.sql", {
    // The column that makes the partitions must be the last one.
    columns: [...CALL_COLUMNS.map(({ name }) => name), "dt"].join(",\n  "),
    calls: callsSql(tables, `dt IN (${list})`),
    folder,
  }).trimEnd();
}
