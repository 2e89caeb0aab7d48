import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { mergeTags, page, withoutTags } from "../../validate.js";
import { ERROR, type WorkGroupRow, allWorkGroups, workGroups } from "./rows.js";

/** Tags of workgroups. */
export const tagHandlers: Handlers<"athena"> = {
  TagResource: (input, call) => {
    const row = find(input.ResourceARN, call);
    workGroups(call).put(row.name, { ...row, tags: mergeTags(row.tags, input.Tags, { error: ERROR }) });
    return {};
  },
  UntagResource: (input, call) => {
    const row = find(input.ResourceARN, call);
    workGroups(call).put(row.name, { ...row, tags: withoutTags(row.tags, input.TagKeys) });
    return {};
  },
  ListTagsForResource: (input, call) => {
    const { tags } = find(input.ResourceARN, call);
    if (input.MaxResults !== undefined && input.MaxResults < 75)
      refuse(ERROR, "MaxResults must be at least 75");
    const { items, nextToken } = page(tags, { max: 75, token: input.NextToken, error: ERROR });
    return { Tags: items, NextToken: nextToken };
  },
};

function find(arn: string | undefined, call: Call): WorkGroupRow {
  const row = allWorkGroups(call).find((other) => other.arn === arn);
  if (row !== undefined) return row;
  if (!/^arn:[^:]+:athena:[^:]*:\d{12}:(workgroup|datacatalog|capacity-reservation)\/.+$/.test(arn ?? "")) {
    refuse(ERROR, `Invalid resource ARN: ${arn}`);
  }
  refuse("ResourceNotFoundException", `Resource ${arn} was not found`);
}
