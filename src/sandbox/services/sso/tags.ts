import type { Call, Handlers } from "../../call.js";
import { mergeTags, page, requireMember, withoutTags } from "../../validate.js";
import { instanceArn } from "./instance.js";
import { type PermissionSetRow, permissionSetOf, permissionSetTable } from "./permission-set-row.js";

const LIMITS = { error: "ValidationException", tooMany: "ServiceQuotaExceededException" };

/** Tags of permission sets. */
export const tags: Handlers<"sso"> = {
  TagResource: (input, call) => {
    const row = taggedSet(input, call);
    const merged = mergeTags(row.tags, requireMember(input, "Tags"), LIMITS);
    permissionSetTable(call).put(row.arn, { ...row, tags: merged });
    return {};
  },

  UntagResource: (input, call) => {
    const row = taggedSet(input, call);
    const kept = withoutTags(row.tags, requireMember(input, "TagKeys"));
    permissionSetTable(call).put(row.arn, { ...row, tags: kept });
    return {};
  },

  ListTagsForResource: (input, call) => {
    const found = taggedSet(input, call).tags;
    const { items, nextToken } = page(found, { max: 50, token: input.NextToken });
    return {
      Tags: items.map((tag) => ({ ...tag })),
      ...(nextToken !== undefined && { NextToken: nextToken }),
    };
  },
};

/** The instance may be left out here, unlike everywhere else. */
function taggedSet(
  input: { InstanceArn?: string | undefined; ResourceArn: string | undefined },
  call: Call,
): PermissionSetRow {
  const PermissionSetArn = requireMember(input, "ResourceArn");
  return permissionSetOf({ InstanceArn: input.InstanceArn ?? instanceArn(call), PermissionSetArn }, call);
}
