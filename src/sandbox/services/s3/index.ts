import type { Handlers } from "../../call.js";
import { buckets } from "./buckets.js";
import { lifecycle } from "./lifecycle.js";
import { listVersions } from "./list-versions.js";
import { list } from "./list.js";
import { policy } from "./policy.js";
import { read } from "./read.js";
import { remove } from "./remove.js";
import { settings } from "./settings.js";
import { tags } from "./tags.js";
import { write } from "./write.js";

/** Amazon S3: general purpose buckets and their objects, strongly consistent. */
export const s3: Handlers<"s3"> = {
  ...buckets,
  ...tags,
  ...settings,
  ...policy,
  ...lifecycle,
  ...write,
  ...read,
  ...remove,
  ...list,
  ...listVersions,
};
