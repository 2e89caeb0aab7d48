import type { QueryExecution, Row } from "@aws-sdk/client-athena";
import { parse } from "csv-parse/sync";
import type { Aws } from "../../aws/aws.js";

/** A row of a result by column; values are text, as Athena hands them over. */
export type ResultRow = Record<string, string | null>;

/**
 * Every row of a finished query. A result of more than one page is read as the CSV object that Athena leaves in the
 * results bucket, which is one request instead of one a thousand rows.
 * @param account owner of the results bucket, twelve digits
 */
export async function resultRows(aws: Aws, execution: QueryExecution, account: string): Promise<ResultRow[]> {
  const first = await aws.call("athena", "GetQueryResults", { QueryExecutionId: execution.QueryExecutionId });
  const object = /^s3:\/\/([^/]+)\/(.+)$/.exec(execution.ResultConfiguration?.OutputLocation ?? "");
  if (first.NextToken === undefined || object === null)
    return named((first.ResultSet?.Rows ?? []).map(valuesOf));
  const { Body } = await aws.call("s3", "GetObject", {
    Bucket: object[1],
    Key: object[2],
    ExpectedBucketOwner: account,
  });
  const text = (await Body?.transformToString()) ?? "";
  // Athena quotes every value but NULL, which only the missing quotes tell from an empty text.
  const rows = parse(text, {
    cast: (value, { quoting }) => (quoting ? value : null),
    relax_column_count: true,
  }) as unknown as (string | null)[][];
  return named(rows);
}

function valuesOf(row: Row): (string | null)[] {
  return (row.Data ?? []).map(({ VarCharValue }) => VarCharValue ?? null);
}

/** The first row names the columns. */
function named([header = [], ...rows]: (string | null)[][]): ResultRow[] {
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name ?? "", row[i] ?? null])));
}
