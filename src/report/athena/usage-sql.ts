import { KnownError } from "../../errors.js";
import { renderText } from "../../templates.js";
import type { EngineQuery } from "../usage.js";
import { type LogTables, callsSql } from "./calls-sql.js";
import { metadataMap, textAt } from "./metadata-sql.js";

/** Longest statement Athena takes, in characters (Service Quotas, "Query string length"). */
const STATEMENT_MAX = 262_144;

/**
 * The statement that finds a month's usage in the logs: Athena engine version 3 (Trino), one scan of the month's
 * partitions and one day on each side. Its columns are those `usageOf` reads.
 * @throws KnownError when the register changed hands so often in the month that Athena would not take it
 */
export function usageSql(tables: LogTables, query: EngineQuery): string {
  const [first, last] = [query.firstFolder, query.lastFolder].map((day) => day.replaceAll("-", "/"));
  const sql = renderText("athena/usage.sql", {
    month: query.month,
    calls: callsSql(tables, `dt BETWEEN '${first}' AND '${last}'`),
    usageOfCalls: usageOfCalls(query),
  });
  return fitting(sql, query);
}

/**
 * The statement that finds the same in the roll-up of the same days.
 * @throws KnownError, see usageSql
 */
export function rolledUpUsageSql({ database, callsTable }: LogTables, query: EngineQuery): string {
  const sql = renderText("athena/rolled-up-usage.sql", {
    ...{ database, callsTable, month: query.month },
    days: `dt BETWEEN '${query.firstFolder}' AND '${query.lastFolder}'`,
    usageOfCalls: usageOfCalls(query),
  });
  return fitting(sql, query);
}

/** Which calls count, and their sums: the same for whatever holds the calls. */
function usageOfCalls({ start, end, thresholds, slots, metadataKeys }: EngineQuery): string {
  const names = metadataKeys.map((_key, i) => metadataColumn(i));
  return renderText("athena/usage-of-calls.sql", {
    ...{ start, end },
    metadataMap: metadataKeys.length === 0 ? "" : `, ${metadataMap("request_metadata")} AS metadata_map`,
    metadata: metadataKeys.map((key, i) => `,\n    ${textAt("metadata_map", key)} AS ${names[i]}`).join(""),
    metadataNames: names.map((name) => `, ${name}`).join(""),
    // Tokens are whole: above a threshold is at or above the next number.
    band: bucket(
      "prompt_tokens",
      thresholds.map((tokens) => tokens + 1),
    ),
    slot: bucket("called_at", slots),
  }).trimEnd();
}

/** Column of what the metadata says under the key of this place in `EngineQuery.metadataKeys`. */
export function metadataColumn(place: number): string {
  return `metadata_${place}`;
}

function fitting(sql: string, query: EngineQuery): string {
  const text = sql.trimEnd();
  if (text.length <= STATEMENT_MAX) return text;
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
