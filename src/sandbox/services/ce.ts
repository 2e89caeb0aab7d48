import type { CostAllocationTag, CostAllocationTagStatus } from "@aws-sdk/client-cost-explorer";
import type { Call, Handlers } from "../call.js";
import { refuse } from "../errors.js";
import { checkRange, checkText, page } from "../validate.js";
import { DESTINATIONS } from "./bedrock/catalogue.js";
import type { ProfileRow } from "./bedrock/rows.js";

/** Status of a cost allocation tag that somebody changed. */
interface StatusRow {
  status: CostAllocationTagStatus;
  /** ISO-8601. */
  updated: string;
}

/** Tag keys AWS offers in every account. */
const AWS_GENERATED = ["aws:createdBy", "aws:cloudformation:stack-name"];

/** Services that show up in the bill of an account that runs Claude, by both of its billing routes. */
const SERVICES = [
  "AWS CloudTrail",
  "AWS Cost Explorer",
  "AWS Glue",
  "AWS Key Management Service",
  "Amazon Athena",
  "Amazon Bedrock",
  "Amazon Bedrock Service",
  "Amazon Simple Notification Service",
  "Amazon Simple Storage Service",
  "AmazonCloudWatch",
  "Claude Haiku 4.5 (Amazon Bedrock Edition)",
  "Claude Opus 4.6 (Amazon Bedrock Edition)",
  "Claude Sonnet 4.6 (Amazon Bedrock Edition)",
];

/** Billing learns of a new tag key about a day after its first use. */
const BILLING_LAG_MS = 24 * 3_600_000;

/** AWS Cost Explorer: cost allocation tags, and the names costs are filed under. */
export const ce: Handlers<"ce"> = {
  ListCostAllocationTags: (input, call) => {
    checkText(input.Status, "status", { oneOf: ["Active", "Inactive"] });
    checkText(input.Type, "type", { oneOf: ["AWSGenerated", "UserDefined"] });
    checkRange(input.MaxResults, "maxResults", { min: 1, max: 1000 });
    const keys = input.TagKeys;
    if (keys !== undefined && (keys.length < 1 || keys.length > 100)) {
      refuse("ValidationException", "TagKeys must have between 1 and 100 elements");
    }
    const found = knownTags(call)
      .filter((tag) => input.Status === undefined || tag.Status === input.Status)
      .filter((tag) => input.Type === undefined || tag.Type === input.Type)
      .filter((tag) => keys?.includes(tag.TagKey ?? "") ?? true);
    const { items, nextToken } = page(found, {
      size: input.MaxResults,
      max: 1000,
      default: 100,
      token: input.NextToken,
      error: "InvalidNextTokenException",
    });
    return { CostAllocationTags: items, NextToken: nextToken };
  },
  UpdateCostAllocationTagsStatus: (input, call) => {
    const entries = input.CostAllocationTagsStatus ?? [];
    if (entries.length < 1 || entries.length > 20) {
      refuse("ValidationException", "CostAllocationTagsStatus must have between 1 and 20 elements");
    }
    const known = new Set(knownTags(call).map((tag) => tag.TagKey));
    const unknown: string[] = [];
    for (const { TagKey = "", Status } of entries) {
      if (Status !== "Active" && Status !== "Inactive") {
        refuse("ValidationException", `Status ${String(Status)} is not one of Active, Inactive`);
      }
      if (known.has(TagKey)) statuses(call).put(TagKey, { status: Status, updated: seconds(call.now) });
      else unknown.push(TagKey);
    }
    const Errors = unknown.map((TagKey) => ({
      TagKey,
      Code: "TagKeysNotFoundException",
      Message: `Tag keys not found: ${TagKey}`,
    }));
    return { Errors };
  },
  GetDimensionValues: (input, call) => {
    const { Start = "", End = "" } = input.TimePeriod ?? {};
    const day = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$/;
    if (!day.test(Start) || !day.test(End))
      refuse("ValidationException", "TimePeriod requires a start and an end date");
    if (Start >= End) {
      refuse("ValidationException", "Start date (and hour) should be before end date (and hour)");
    }
    checkRange(input.MaxResults, "maxResults", { min: 1, max: Number.MAX_SAFE_INTEGER });
    const search = (input.SearchString ?? "").toLowerCase();
    const found = valuesOf(input.Dimension, call).filter((value) => value.toLowerCase().includes(search));
    const { items, nextToken } = page(found, {
      size: input.MaxResults,
      max: Number.MAX_SAFE_INTEGER,
      default: 1000,
      token: input.NextPageToken,
      error: "InvalidNextTokenException",
    });
    return {
      DimensionValues: items.map((Value) => ({ Value, Attributes: {} })),
      ReturnSize: items.length,
      TotalSize: found.length,
      NextPageToken: nextToken,
    };
  },
};

function statuses(call: Call) {
  return call.global<StatusRow>("tag-status");
}

/** Every tag key the account has seen, by name. A key that was once activated stays known when nothing carries it any more. */
function knownTags(call: Call): CostAllocationTag[] {
  const used = usedKeys(call);
  const changed = statuses(call).entries();
  const keys = new Set([...AWS_GENERATED, ...used, ...changed.map(([key]) => key)]);
  return [...keys].toSorted().map((TagKey) => {
    const row = statuses(call).get(TagKey);
    return {
      TagKey,
      Type: TagKey.startsWith("aws:") ? "AWSGenerated" : "UserDefined",
      Status: row?.status ?? "Inactive",
      ...(row && { LastUpdatedDate: row.updated }),
      ...(used.has(TagKey) && { LastUsedDate: `${call.now.toISOString().slice(0, 7)}-01T00:00:00Z` }),
    };
  });
}

/** Tag keys that application inference profiles of any region have carried for a day: the bill knows no regions. */
function usedKeys(call: Call): Set<string> {
  const regions = new Set([call.region, ...Object.values(DESTINATIONS).flat()]);
  const rows = [...regions].flatMap((region) => {
    return call.foreign<ProfileRow>("bedrock", "profiles", region).values();
  });
  const known = rows.filter((row) => call.now.getTime() - Date.parse(row.createdAt) >= BILLING_LAG_MS);
  return new Set(known.flatMap((row) => row.tags.map((tag) => tag.Key)));
}

function valuesOf(dimension: string | undefined, call: Call): string[] {
  if (dimension === undefined) refuse("ValidationException", "Dimension is required");
  if (dimension === "SERVICE") return SERVICES;
  if (dimension === "LINKED_ACCOUNT") return [call.account];
  if (dimension === "REGION") return [call.region];
  return [];
}

function seconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
