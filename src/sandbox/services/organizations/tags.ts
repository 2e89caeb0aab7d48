import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { mergeTags, page, requireMember, withoutTags } from "../../validate.js";
import { INVALID } from "./organization.js";
import { type PolicyRow, policies } from "./policy-row.js";

const LIMITS = { error: INVALID, tooMany: "ConstraintViolationException" };

/** Tags of policies, which are the only things the simulated organization lets one tag. */
export const tags: Handlers<"organizations"> = {
  TagResource: (input, call) => {
    const row = taggedPolicy(input, call);
    const merged = mergeTags(row.tags, requireMember(input, "Tags", INVALID), LIMITS);
    policies(call).put(row.id, { ...row, tags: merged });
    return {};
  },

  UntagResource: (input, call) => {
    const row = taggedPolicy(input, call);
    const kept = withoutTags(row.tags, requireMember(input, "TagKeys", INVALID));
    policies(call).put(row.id, { ...row, tags: kept });
    return {};
  },

  ListTagsForResource: (input, call) => {
    const found = taggedPolicy(input, call).tags;
    const { items, nextToken } = page(found, { max: 50, token: input.NextToken, error: INVALID });
    return {
      Tags: items.map((tag) => ({ ...tag })),
      ...(nextToken !== undefined && { NextToken: nextToken }),
    };
  },
};

function taggedPolicy(input: { ResourceId: string | undefined }, call: Call): PolicyRow {
  return (
    policies(call).get(requireMember(input, "ResourceId", INVALID)) ??
    refuse("TargetNotFoundException", "You specified a target that doesn't exist.")
  );
}
