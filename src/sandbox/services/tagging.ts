import type { TagFilter } from "@aws-sdk/client-resource-groups-tagging-api";
import type { Call, Handlers } from "../call.js";
import { refuse } from "../errors.js";
import { type Tag, page } from "../validate.js";
import type { LogGroupRow } from "./logs/rows.js";
import type { BucketRow } from "./s3/rows.js";

const INVALID = "InvalidParameterException";
const MAX_PAGE = 100;
const DEFAULT_PAGE = 50;

interface Resource {
  /** As in ResourceTypeFilters, e.g. `bedrock:guardrail`. */
  type: string;
  arn: string;
  tags: readonly Tag[];
}

/**
 * Resource Groups Tagging API: an index over other services' resources. It knows no IAM roles, and it still lists
 * application inference profiles that were deleted: what it says has to be confirmed with the service.
 */
export const tagging: Handlers<"tagging"> = {
  GetResources(input, call) {
    const { ResourceARNList: arns, TagFilters: filters = [], ResourceTypeFilters: types = [] } = input;
    if (arns !== undefined && (filters.length > 0 || types.length > 0)) {
      refuse(INVALID, "You can't specify both ResourceARNList and filters in the same request.");
    }
    const paging = [input.ResourcesPerPage, input.TagsPerPage, input.PaginationToken];
    if (arns !== undefined && paging.some((member) => member !== undefined)) {
      refuse(
        INVALID,
        "You can't specify both ResourceARNList and pagination parameters in the same request.",
      );
    }
    if (arns !== undefined && arns.length > MAX_PAGE) refuse(INVALID, "At most 100 ARNs can be given.");
    checkFilters(filters, types);
    const found = resources(call)
      .filter(({ arn, tags }) => tags.length > 0 && (arns === undefined || arns.includes(arn)))
      .filter(({ type }) => types.length === 0 || types.some((t) => t === type || type.startsWith(`${t}:`)))
      .filter(({ tags }) => filters.every((filter) => matches(tags, filter)))
      .toSorted((a, b) => (a.arn < b.arn ? -1 : 1));
    const { items, nextToken } = page(found, {
      size: input.ResourcesPerPage,
      max: MAX_PAGE,
      default: arns === undefined ? DEFAULT_PAGE : MAX_PAGE,
      // The first page may be asked for with an empty token, and the last one answers with it.
      token: input.PaginationToken === "" ? undefined : input.PaginationToken,
      error: INVALID,
      member: "ResourcesPerPage",
    });
    return {
      PaginationToken: nextToken ?? "",
      ResourceTagMappingList: items.map(({ arn, tags }) => ({
        ResourceARN: arn,
        Tags: tags.map((tag) => ({ ...tag })),
      })),
    };
  },
};

function checkFilters(filters: readonly TagFilter[], types: readonly string[]): void {
  if (filters.length > 50) refuse(INVALID, "At most 50 tag filters can be given.");
  for (const { Key, Values = [] } of filters) {
    if (Key === undefined || Key === "") refuse(INVALID, "A tag filter must have a key.");
    if (Values.length > 20) refuse(INVALID, "At most 20 values can be given for a tag key.");
  }
  const bad = types.find((type) => !/^[a-z0-9-]+(:[\w/.-]+)?$/.test(type));
  if (bad !== undefined) refuse(INVALID, `${bad} is no resource type.`);
}

function matches(tags: readonly Tag[], { Key, Values = [] }: TagFilter): boolean {
  return tags.some((tag) => tag.Key === Key && (Values.length === 0 || Values.includes(tag.Value)));
}

type Kept = Omit<Resource, "type">;

/** Everything the index of the call's region covers. */
function resources(call: Call): Resource[] {
  const as = (type: string, rows: Kept[]) => rows.map(({ arn, tags }) => ({ type, arn, tags }));
  const profiles = call.foreign<Kept>("bedrock", "profiles").values();
  return [
    ...as("bedrock:application-inference-profile", profiles),
    ...as("bedrock:application-inference-profile", call.foreign<Kept>("bedrock", "ghosts").values()),
    ...as("bedrock:guardrail", call.foreign<Kept>("bedrock", "guardrails").values()),
    ...as("s3:bucket", buckets(call)),
    ...as("logs:log-group", logGroups(call)),
    ...as("sns:topic", call.foreign<Kept>("sns", "topics").values()),
    ...as("cloudwatch:alarm", call.foreign<Kept>("cloudwatch", "alarms").values()),
    ...as("athena:workgroup", call.foreign<Kept>("athena", "workgroups").values()),
    ...as("glue:database", call.foreign<Kept>("glue", "databases").values()),
  ];
}

function buckets(call: Call): Kept[] {
  const rows = call.foreign<BucketRow>("s3", "buckets", "global").values();
  return rows
    .filter(({ region }) => region === call.region)
    .map(({ name, tags }) => ({ arn: `arn:${call.partition}:s3:::${name}`, tags }));
}

function logGroups(call: Call): Kept[] {
  const rows = call.foreign<LogGroupRow>("logs", "groups").values();
  return rows.map(({ arn, tags }) => ({
    arn,
    tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  }));
}
