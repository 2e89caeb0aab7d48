import { KnownError } from "../../errors.js";
import { renderText } from "../../templates.js";
import type { EngineQuery } from "../usage.js";

/** Longest statement Athena takes, in characters (Service Quotas, "Query string length"). */
const STATEMENT_MAX = 262_144;

const CLOCK = "([01][0-9]|2[0-3])";
/** The timestamps that `report/timestamp.ts` takes, apart from days no month has. */
const TIMESTAMP_FORM =
  `^[0-9]{4}-[0-9]{2}-[0-9]{2}` +
  `(T${CLOCK}:[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?(Z|[+-]${CLOCK}(:?[0-5][0-9])?)?)?$`;

/**
 * The statement that finds a month's usage: Athena engine version 3 (Trino), one scan of the month's partitions and
 * one day on each side. Its columns are those `usageOf` reads.
 * @throws KnownError when the register changed hands so often in the month that Athena would not take it
 */
export function usageSql(table: { database: string; table: string }, query: EngineQuery): string {
  const sql = renderText("athena/usage.sql", {
    ...table,
    month: query.month,
    firstFolder: query.firstFolder.replaceAll("-", "/"),
    lastFolder: query.lastFolder.replaceAll("-", "/"),
    start: new Date(query.start).toISOString(),
    end: new Date(query.end).toISOString(),
    timestampForm: TIMESTAMP_FORM,
    // Tokens are whole: above a threshold is at or above the next number.
    band: bucket(
      "prompt_tokens",
      query.thresholds.map((tokens) => tokens + 1),
    ),
    slot: bucket("CAST(round(to_unixtime(called_at) * 1000) AS BIGINT)", query.slots),
  }).trimEnd();
  if (sql.length <= STATEMENT_MAX) return sql;
  throw new KnownError(
    "query_too_long",
    `profiles changed hands ${query.slots.length} times in ${query.month}: more than an Athena statement can hold`,
    "use --engine local",
  );
}

/** SQL expression: how many of the ascending numbers are not above a value. */
function bucket(value: string, bounds: readonly number[]): string {
  // Trino takes no empty list of bounds, and wants them as DOUBLE.
  if (bounds.length === 0) return "0";
  return `width_bucket(${value}, ARRAY[${bounds.map((bound) => bound.toExponential()).join(", ")}])`;
}
