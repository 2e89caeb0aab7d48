import type { QueryExecution } from "@aws-sdk/client-athena";
import type { ErrorCode } from "../../error-codes.js";
import { KnownError } from "../../errors.js";

const APPLY = "run ccb apply --phase attribution, which creates workgroup, database and tables";

/** Where a query was to run. */
export interface QueryPlace {
  workgroup: string;
  database: string;
}

/** The error for a query that Athena did not finish. @param reason Athena's own words */
export function queryFailure(execution: QueryExecution, place: QueryPlace): KnownError {
  const reason = execution.Status?.StateChangeReason ?? "Athena gives no reason";
  const id = execution.QueryExecutionId;
  // What it read until then is charged for all the same.
  const bytes = execution.Statistics?.DataScannedInBytes;
  const known = (code: ErrorCode, message: string, hint: string) =>
    new KnownError(code, message, hint, undefined, { queryExecutionId: id, reason, bytes });
  if (/bytes scanned limit/i.test(reason)) {
    return known(
      "scan_cutoff",
      `the query would scan more than workgroup ${place.workgroup} allows: ${reason}`,
      "raise attribution.athena.bytesScannedCutoff and run ccb apply, or use --engine local",
    );
  }
  if (
    /(TABLE|SCHEMA|DATABASE)_NOT_FOUND|(Table|Schema|Database) '?[^ ]+'? does not exist|EntityNotFound/i.test(
      reason,
    )
  ) {
    return known("no_table", `the tables of ${place.database} are not there: ${reason}`, APPLY);
  }
  if (/COLUMN_NOT_FOUND|Column '[^']+' cannot be resolved/i.test(reason)) {
    return known(
      "old_table",
      `the tables of ${place.database} are those of an older version: ${reason}`,
      APPLY,
    );
  }
  if (
    /access ?denied|not authori[sz]ed|permission_denied|insufficient permissions|status code: 403/i.test(
      reason,
    )
  ) {
    return known(
      "access_denied",
      `Athena may not read what the query needs: ${reason}`,
      "the caller needs s3:GetObject and s3:ListBucket on the logs bucket, s3:PutObject on the results bucket and glue:GetTable",
    );
  }
  if (execution.Status?.State === "CANCELLED") {
    return known("query_cancelled", `somebody stopped the Athena query: ${reason}`, "run the report again");
  }
  return known(
    "query_failed",
    `the Athena query failed: ${reason}`,
    `its id is ${id}; --engine local needs no Athena`,
  );
}

/** The error for a query that Athena did not even take; anything that is no missing workgroup is returned as it is. */
export function startFailure(error: unknown, place: QueryPlace): unknown {
  const { name, message } = error as Error;
  if (name !== "InvalidRequestException" || !/workgroup/i.test(message)) return error;
  if (/disabled/i.test(message)) {
    return new KnownError(
      "no_workgroup",
      `workgroup ${place.workgroup} is disabled`,
      "run ccb apply, which enables it",
    );
  }
  if (!/not found|does not exist/i.test(message)) return error;
  return new KnownError("no_workgroup", `there is no Athena workgroup ${place.workgroup}`, APPLY);
}
