import type { Aws } from "../aws/aws.js";
import type { Tags } from "./kind.js";
import { KEY_TAG, STACK_TAG } from "./ownership.js";

/**
 * Answers a resource's tags. The account's tag index is asked first, once for all; where it does not say exactly what
 * is wanted, `read` asks the service itself: the index lags and shows ghosts, so it can confirm but never accuse.
 */
export interface TagReader {
  (arn: string, wanted: Tags | undefined, read: () => Promise<Tags>): Promise<Tags>;
  /** ARNs that the index has under this `ccb:key` of the stack. A hint where to look, no more: see above. */
  withKey(key: string): Promise<string[]>;
}

/** Resource types looked up in bulk. IAM roles and budgets are not in the index. */
const TYPES = [
  "s3",
  "logs:log-group",
  "sns",
  "cloudwatch:alarm",
  "athena:workgroup",
  "glue:database",
  "bedrock:guardrail",
];

/** A reader over the Resource Groups Tagging API (`GetResources`), loaded at first use. Without it, every read is direct. */
export function tagReader(aws: Aws, stackName: string): TagReader {
  let index: Promise<Map<string, Tags>> | undefined;
  const loaded = () => (index ??= load(aws, stackName));
  const read = async (arn: string, wanted: Tags | undefined, direct: () => Promise<Tags>): Promise<Tags> => {
    const known = (await loaded()).get(arn);
    if (known !== undefined && wanted !== undefined && includesTags(known, wanted)) return known;
    return direct();
  };
  const withKey = async (key: string) =>
    [...(await loaded())].filter(([, tags]) => tags[KEY_TAG] === key).map(([arn]) => arn);
  return Object.assign(read, { withKey });
}

/** True when every wanted tag is there with its value. */
export function includesTags(tags: Tags, wanted: Tags): boolean {
  return Object.entries(wanted).every(([key, value]) => tags[key] === value);
}

/** `[{Key, Value}]` as services answer it, as a record. */
export function tagsFromList(list: readonly { Key?: string; Value?: string }[] | undefined): Tags {
  return Object.fromEntries((list ?? []).map((tag) => [tag.Key ?? "", tag.Value ?? ""]));
}

/** A record as the `[{Key, Value}]` most services take. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

async function load(aws: Aws, stackName: string): Promise<Map<string, Tags>> {
  const index = new Map<string, Tags>();
  try {
    const pages = await aws.pages("tagging", "GetResources", {
      TagFilters: [{ Key: STACK_TAG, Values: [stackName] }],
      ResourceTypeFilters: TYPES,
      ResourcesPerPage: 100,
    });
    for (const page of pages) {
      for (const found of page.ResourceTagMappingList ?? []) {
        if (found.ResourceARN !== undefined) index.set(found.ResourceARN, tagsFromList(found.Tags));
      }
    }
  } catch {
    // The index only saves calls: where it is denied or missing, every service is asked directly.
  }
  return index;
}
