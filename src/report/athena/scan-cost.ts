import type { QueryExecution } from "@aws-sdk/client-athena";

/** USD per terabyte scanned in most regions (Amazon Athena pricing, "SQL queries"). */
const USD_PER_TERABYTE = 5;
const TERABYTE = 1e12;
/** Every query is charged for as much at least, and for whole megabytes. */
const LEAST_BYTES = 10e6;
const MEGABYTE = 1e6;

/** What Athena charges for a query that scanned so many bytes, USD. */
export function scanCostUsd(bytes: number): number {
  // A query that read nothing, such as one that failed early, costs nothing.
  if (bytes === 0) return 0;
  const charged = Math.max(Math.ceil(bytes / MEGABYTE) * MEGABYTE, LEAST_BYTES);
  return (charged / TERABYTE) * USD_PER_TERABYTE;
}

/** What a query took. */
export interface QueryScan {
  bytes: number;
  seconds: number;
  /** USD. */
  costUsd: number;
}

/** What a finished query took. */
export function scanOf({ Statistics }: QueryExecution): QueryScan {
  const { DataScannedInBytes: bytes = 0, TotalExecutionTimeInMillis: millis = 0 } = Statistics ?? {};
  return queryScan(bytes, millis / 1000);
}

/** A query that scanned so many bytes in so many seconds. */
export function queryScan(bytes: number, seconds: number): QueryScan {
  return { bytes, seconds, costUsd: scanCostUsd(bytes) };
}

/** What several queries took together. */
export function scanSum(scans: readonly QueryScan[]): QueryScan {
  return scans.reduce(
    (sum, { bytes, seconds, costUsd }) => ({
      bytes: sum.bytes + bytes,
      seconds: sum.seconds + seconds,
      costUsd: sum.costUsd + costUsd,
    }),
    { bytes: 0, seconds: 0, costUsd: 0 },
  );
}
