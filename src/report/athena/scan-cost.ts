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
