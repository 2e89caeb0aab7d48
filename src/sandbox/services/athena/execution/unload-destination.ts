import type { Call } from "../../../call.js";
import { type BucketRow, bucketsOf } from "../../s3/rows.js";
import { QueryFailure } from "./failure.js";
import { objectsBelow, placeOf } from "./listing.js";
import { asS3 } from "./rows.js";
import type { UnloadStatement } from "./unload-statement.js";

/**
 * The bucket a statement unloads to. Only a statement without partitions wants an empty place: one with partitions
 * adds its objects to what lies there, so that a second run doubles the rows (Athena User Guide, "UNLOAD").
 * @throws QueryFailure for a place where it cannot write
 */
export function checkDestination({ to, partitionedBy }: UnloadStatement, call: Call): BucketRow {
  const { bucket } = placeOf(to);
  const row = bucketsOf(asS3(call)).get(bucket);
  if (row === undefined) {
    throw new QueryFailure(
      `HIVE_WRITER_OPEN_ERROR: Error creating Hive file: The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; Bucket: ${bucket})`,
    );
  }
  if (partitionedBy.length === 0 && objectsBelow(to, call).length > 0) {
    throw new QueryFailure(
      `HIVE_PATH_ALREADY_EXISTS: Target directory for table '${to}' already exists: ${to}`,
    );
  }
  return row;
}
