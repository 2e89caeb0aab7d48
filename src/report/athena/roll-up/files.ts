import type { Aws } from "../../../aws/aws.js";

/** Where runs write: `{prefix}run={stamp}-{hex}/dt={day}/`. */
export interface RollUpPlace {
  bucket: string;
  /** With a slash at its end. */
  prefix: string;
  /** Owner of the bucket, twelve digits. */
  account: string;
}

/**
 * Key prefix of a run's files.
 * @param hex eight digits that no other run has
 */
export function runPrefix({ prefix }: RollUpPlace, at: Date, hex: string): string {
  return `${prefix}run=${at.toISOString().replace(/[-:]|\.\d+/g, "")}-${hex}/`;
}

/** When the run began that wrote a folder, milliseconds since 1970 UTC; undefined for what no run wrote. */
export function runStart({ prefix }: RollUpPlace, folder: string): number | undefined {
  const stamp = /^run=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[0-9a-f]{8}\//.exec(
    folder.slice(prefix.length),
  );
  if (stamp === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = stamp.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Keys of all that runs wrote, or of one run. */
export async function rollUpKeys(
  aws: Aws,
  { bucket, prefix, account }: RollUpPlace,
  run: string = prefix,
): Promise<string[]> {
  const input = { Bucket: bucket, ExpectedBucketOwner: account, Prefix: run };
  const pages = await aws.pages("s3", "ListObjectsV2", input);
  return pages.flatMap(({ Contents = [] }) => Contents.map(({ Key = "" }) => Key));
}

/** How many files there are by folder, `s3://bucket/prefix/`. */
export function filesByFolder({ bucket }: RollUpPlace, keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) {
    const folder = `s3://${bucket}/${key.replace(/[^/]*$/, "")}`;
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return counts;
}
