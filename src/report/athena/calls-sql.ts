import { renderText } from "../../templates.js";
import { anyOdd, countColumns, countSql, oddSql } from "./counts-sql.js";
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

/** The Regions of `report/abroad.ts`. */
const GEOGRAPHY_FORM = "^(us|ca|eu|ap)-[a-z]+-[0-9]+$";

const LOGGED = ["logged_input", "logged_output", "logged_read", "logged_write"];
/** Tokens by word of a body: how many of each class, under each name that a class has. */
const SAID = [
  ...["metrics_input", "metrics_output", "metrics_read", "metrics_write"],
  ...["converse_input", "converse_output", "converse_read", "converse_read_other"],
  ...["converse_write", "converse_write_other"],
  ...["messages_input", "messages_output", "messages_read", "messages_write"],
];
/** Which of them are for how long. */
const CREATED = ["created_5m", "created_1h"];

/** What tells the service tier: the record, the usage, the response. */
const TIERS = [
  "logged_tier",
  memberText("json_extract(usage, '$.service_tier')"),
  memberText("response_tier"),
];

/**
 * The common table expressions that end in `calls`: a row a line of the log objects, surplus copies of a record
 * and lines that are no record included. What a line says is decided here; which calls count, by who reads `calls`.
 * @param days SQL condition on `dt`, a day of delivery as the log's table has it: `yyyy/MM/dd`
 */
export function callsSql({ database, logsTable }: LogTables, days: string): string {
  return renderText("athena/calls.sql", {
    ...{ database, logsTable, days },
    ...{ timestampForm: TIMESTAMP_FORM, uuidForm: UUID_FORM, geographyForm: GEOGRAPHY_FORM },
    loggedCounts: countColumns(LOGGED),
    loggedOdd: anyOdd(LOGGED),
    bodyCounts: countColumns([...SAID, ...CREATED]),
    bodyOdd: anyOdd(SAID),
    createdOdd: anyOdd(CREATED),
    countText: countSql("t"),
    oddText: oddSql("t"),
    tiers: TIERS.map((text) => `NULLIF(NULLIF(NULLIF(lower(${text}), ''), 'standard'), 'default')`).join(
      ",\n      ",
    ),
  }).trimEnd();
}

/** SQL expression: a JSON text, or the `type` of a JSON object, as a text. */
function memberText(json: string): string {
  return `CASE WHEN json_format(${json}) LIKE '"%' THEN json_extract_scalar(${json}, '$') WHEN json_format(${json}) LIKE '{%' THEN json_extract_scalar(${json}, '$.type') END`;
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
