import type { Aws } from "../../../aws/aws.js";
import type { LogTables } from "../calls-sql.js";
import { type RollUpPlace, rollUpKeys, runStart } from "./files.js";
import { rolledUpDays } from "./partitions.js";

/** Statements end within half an hour (Service Quotas, "DML query timeout"); until then nobody can tell an orphan. */
export const GRACE_MS = 3_600_000;
/** Keys that one call takes (S3 API, DeleteObjects). */
const BATCH = 1000;

/**
 * Deletes what no day of the roll-up points at any more: files of crashed runs, and of days that were made anew. What
 * was written, or pointed at, within the last hour stays: a run may be about to point to it, or a query be reading it.
 * @returns how many objects were deleted
 */
export async function removeOrphans(
  aws: Aws,
  place: RollUpPlace,
  table: Pick<LogTables, "database" | "callsTable">,
  now: Date,
): Promise<number> {
  const { bucket, account } = place;
  const keys = await rollUpKeys(aws, place);
  // Read after the listing: what is pointed at by now must stay.
  const days = await rolledUpDays(aws, table);
  if (days === undefined) return 0;
  const before = now.getTime() - GRACE_MS;
  const used = new Set(
    [...days.values()].flatMap(({ location, previous, madeAt }) =>
      madeAt < before ? [location] : [location, previous],
    ),
  );
  const orphans = keys.filter((key) => {
    const folder = key.replace(/[^/]*$/, "");
    const start = runStart(place, folder);
    return start !== undefined && start < before && !used.has(`s3://${bucket}/${folder}`);
  });
  for (let i = 0; i < orphans.length; i += BATCH) {
    const Objects = orphans.slice(i, i + BATCH).map((Key) => ({ Key }));
    const { Errors = [] } = await aws.call("s3", "DeleteObjects", {
      Bucket: bucket,
      ExpectedBucketOwner: account,
      Delete: { Objects, Quiet: true },
    });
    const [first] = Errors;
    if (first !== undefined) {
      throw Object.assign(new Error(`${first.Key}: ${first.Message}`), { name: first.Code ?? "Error" });
    }
  }
  return orphans.length;
}
