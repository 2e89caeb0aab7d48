import { quote } from "../messages.js";
import { namesOf } from "../names.js";
import type { Config } from "../schema.js";
import { wrong, type Finding } from "./finding.js";

/** What the starter YAML has in the place of a prefix. */
const PLACEHOLDER = /^change[-_.]?me$/i;

/** Whether S3 accepts the names of both buckets. */
export function* bucketFindings(config: Config): Iterable<Finding> {
  const names = namesOf(config);
  const { bucketPrefix } = config.logging;
  const { resultsBucketPrefix } = config.attribution.athena;
  const logs = prefixProblem(bucketPrefix, names.logsBucket);
  if (logs !== undefined) yield wrong(["logging", "bucketPrefix"], logs);
  if (resultsBucketPrefix === null) return;
  const results = prefixProblem(resultsBucketPrefix, names.resultsBucket);
  if (results !== undefined) yield wrong(["attribution", "athena", "resultsBucketPrefix"], results);
}

function prefixProblem(prefix: string, name: string): string | undefined {
  if (!PLACEHOLDER.test(prefix)) return bucketProblem(name, prefix);
  return `\`${prefix}\` is a placeholder; put your organization's name here: bucket names are unique across all of AWS`;
}

/**
 * Why S3 refuses a name that starts with `prefix`, or `undefined`. The rules on suffixes cannot be broken, since
 * the end of our names is fixed. Source: S3 user guide, "General purpose bucket naming rules".
 */
function bucketProblem(name: string, prefix: string): string | undefined {
  const fixed = prefix
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, "-")
    .replace(/^[.-]+/, "");
  const hint = fixed === "" || fixed === prefix ? "" : `; did you mean \`${fixed}\`?`;
  if (/[^a-z0-9.-]/.test(name))
    return `S3 accepts lower-case letters, digits, full stops and hyphens, got ${quote(prefix)}${hint}`;
  if (!/^[a-z0-9]/.test(name)) return `a bucket name starts with a letter or digit${hint}`;
  if (name.includes("..") || name.includes(".-") || name.includes("-.")) {
    return `a bucket name has no full stop next to another or to a hyphen, got ${quote(name)}`;
  }
  const reserved = ["xn--", "sthree-", "amzn-s3-demo-"].find((start) => name.startsWith(start));
  if (reserved !== undefined) return `S3 reserves names that start with \`${reserved}\``;
  if (name.length > 63) {
    return `the bucket name ${quote(name)} has ${name.length} characters; S3 accepts 63, so shorten the prefix by ${name.length - 63}`;
  }
  return undefined;
}
