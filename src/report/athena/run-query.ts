import { createHash } from "node:crypto";
import type { QueryExecution } from "@aws-sdk/client-athena";
import type { Aws } from "../../aws/aws.js";
import { Interrupted } from "../../errors.js";
import { type QueryPlace, queryFailure, startFailure } from "./failures.js";

/** How far a query is. */
interface QueryProgress {
  /** `QUEUED`, `RUNNING`, `SUCCEEDED`, `FAILED`, `CANCELLED`. */
  state: string;
  /** Bytes read so far. */
  bytes: number;
}

export interface QueryOptions {
  /** Ends the wait and stops the query. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: QueryProgress) => void) | undefined;
  /**
   * When the report was asked for. Athena answers a token it has seen with the old execution, whose logs may be out of
   * date or which may have failed: only repeats of one and the same start may share it.
   */
  now: Date;
}

/** Pauses between two looks at a query: quick at first, since most end within seconds. */
const FIRST_PAUSE_MS = 250;
const PAUSE_FACTOR = 1.5;
const LONGEST_PAUSE_MS = 5000;

/**
 * Runs a query in a workgroup to its end.
 * @returns the finished execution; its results lie where the workgroup says
 * @throws KnownError for a missing workgroup or table, the workgroup's scan limit, missing permissions, a failure, and
 *   with exit code 130 when interrupted, after stopping the query
 */
export async function runQuery(
  aws: Aws,
  sql: string,
  place: QueryPlace,
  options: QueryOptions,
): Promise<QueryExecution> {
  const { signal } = options;
  if (isAborted(signal)) throw interrupted();
  const id = await start(aws, sql, place, options.now);
  try {
    return await Promise.race([finished(aws, id, place, options), aborted(signal)]);
  } catch (error) {
    // An unfinished query goes on scanning, and costing, after its reader has left.
    if (isAborted(signal)) await stop(aws, id);
    throw error;
  }
}

async function start(aws: Aws, sql: string, place: QueryPlace, now: Date): Promise<string> {
  const ClientRequestToken = createHash("sha256")
    .update([place.workgroup, place.database, sql, now.toISOString()].join("\n"))
    .digest("hex");
  try {
    const { QueryExecutionId } = await aws.call("athena", "StartQueryExecution", {
      QueryString: sql,
      ClientRequestToken,
      WorkGroup: place.workgroup,
      QueryExecutionContext: { Catalog: "AwsDataCatalog", Database: place.database },
    });
    return QueryExecutionId ?? "";
  } catch (error) {
    throw startFailure(error, place);
  }
}

async function finished(
  aws: Aws,
  QueryExecutionId: string,
  place: QueryPlace,
  { signal, onProgress }: QueryOptions,
): Promise<QueryExecution> {
  onProgress?.({ state: "QUEUED", bytes: 0 });
  let pause = FIRST_PAUSE_MS;
  while (!isAborted(signal)) {
    const { QueryExecution: execution = {} } = await aws.call("athena", "GetQueryExecution", {
      QueryExecutionId,
    });
    const state = execution.Status?.State ?? "RUNNING";
    onProgress?.({ state, bytes: execution.Statistics?.DataScannedInBytes ?? 0 });
    if (state === "SUCCEEDED") return execution;
    if (state === "FAILED" || state === "CANCELLED") throw queryFailure(execution, place);
    await rest(pause, signal);
    pause = Math.min(pause * PAUSE_FACTOR, LONGEST_PAUSE_MS);
  }
  throw interrupted();
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** Waits, but not beyond an interruption. */
function rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(interrupted()), { once: true });
  });
}

async function stop(aws: Aws, QueryExecutionId: string): Promise<void> {
  try {
    await aws.call("athena", "StopQueryExecution", { QueryExecutionId });
  } catch {
    // It may have ended by itself; that it was interrupted is what the user must hear.
  }
}

function interrupted(): Interrupted {
  return new Interrupted("interrupted; the Athena query was stopped");
}
