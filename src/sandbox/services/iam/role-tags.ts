import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { type Tag, checkTags, requireMember, withoutTags } from "../../validate.js";
import { listPage } from "./list-page.js";
import { VALIDATION, roleOf, save } from "./role-row.js";

type GivenTags = readonly { Key: string | undefined; Value: string | undefined }[] | undefined;

/**
 * Checks a role's tags. To IAM, keys that differ in case only are the same key (IAM User Guide, "Rules for tagging in
 * IAM and AWS STS").
 * @throws InvalidInputException for a bad or repeated key, LimitExceededException for more than 50 tags
 */
export function checkRoleTags(given: GivenTags): Tag[] {
  const tags = checkTags(given, { error: "InvalidInputException", tooMany: "LimitExceededException" });
  if (new Set(tags.map((tag) => tag.Key.toLowerCase())).size < tags.length) {
    refuse(
      "InvalidInputException",
      "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    );
  }
  return tags;
}

/** Tags of roles. */
export const roleTags: Handlers<"iam"> = {
  TagRole: (input, call) => {
    const row = roleOf(input, call);
    const added = checkRoleTags(requireMember(input, "Tags", VALIDATION));
    const replaced = new Set(added.map((tag) => tag.Key.toLowerCase()));
    const kept = row.tags.filter((tag) => !replaced.has(tag.Key.toLowerCase()));
    save(call, { ...row, tags: checkRoleTags([...kept, ...added]) });
    return {};
  },

  UntagRole: (input, call) => {
    const row = roleOf(input, call);
    save(call, { ...row, tags: withoutTags(row.tags, requireMember(input, "TagKeys", VALIDATION)) });
    return {};
  },

  ListRoleTags: (input, call) => {
    const { items, ...rest } = listPage(roleOf(input, call).tags, input);
    return { Tags: items.map((tag) => ({ ...tag })), ...rest };
  },
};
