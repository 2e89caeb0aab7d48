import type { Composition } from "../../reconcilers/compose.js";
import { LOGS_BUCKET } from "../../reconcilers/logging/former-buckets.js";
import { readBucketTags } from "../../reconcilers/logging/s3-bucket-read.js";
import { s3Bucket } from "../../reconcilers/logging/s3-bucket.js";
import type { Aws } from "../aws/aws.js";
import type { Live } from "../engine/kind.js";
import { VERSION_TAG, ownershipOf } from "../engine/ownership.js";
import type { Change, Plan } from "../engine/plan.js";
import { packageVersion } from "../package.js";
import { isNewer } from "../version.js";

/** The logs bucket, which holds the lock of the stack and says who applied it last, whatever a run plans. */
export interface LogsBucket {
  /** The name the YAML gives it. */
  name: string;
  /** It is there and this stack's. */
  ours: boolean;
  /** Version of ccb that applied the stack last. */
  version?: string;
  live?: Live;
}

/** Asks for the logs bucket itself: the tag index lags behind, and not every plan reads the bucket. One call. */
export async function readLogsBucket(aws: Aws, { names, stack }: Composition): Promise<LogsBucket> {
  const name = names.logsBucket;
  const tags = await readBucketTags(aws, name, stack.account);
  if (tags === undefined) return { name, ours: false };
  const live = { kind: s3Bucket.name, name, spec: {}, tags, attributes: {} };
  if (ownershipOf(live, stack).whose !== "ours") return { name, ours: false };
  const version = tags[VERSION_TAG];
  return { name, ours: true, live, ...(version === undefined ? {} : { version }) };
}

/**
 * What notes this version of ccb on the bucket, for a plan that changes something but leaves the bucket out; none
 * when this one or a newer is noted. A plan with the bucket in it has the tag among the wanted ones.
 */
export function versionChange({ version, live }: LogsBucket, { stack, changes }: Plan): Change[] {
  const running = packageVersion();
  const noted = version !== undefined && (version === running || isNewer(version, running));
  if (live === undefined || noted || changes.length === 0) return [];
  const change: Change = {
    key: LOGS_BUCKET,
    kind: s3Bucket.name,
    phase: s3Bucket.phase,
    name: live.name,
    action: "update",
    fields: [{ path: `tags.${VERSION_TAG}`, before: version ?? null, after: running }],
    steps: s3Bucket.tag?.(live, { [VERSION_TAG]: running }, stack) ?? [],
    needs: [],
    after: [],
    live,
  };
  return [change];
}
