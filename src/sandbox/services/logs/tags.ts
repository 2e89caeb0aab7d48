import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkTagMap, parseArn, requireMember } from "../../validate.js";
import { INVALID, type LogGroupRow, groups } from "./rows.js";

const LIMITS = { error: INVALID, tooMany: "TooManyTagsException" };

/** Tags of log groups. */
export const tags: Handlers<"logs"> = {
  ListTagsForResource: (input, call) => ({ tags: { ...resourceOf(input, call).tags } }),

  TagResource(input, call) {
    const group = resourceOf(input, call);
    const added = checkTagMap(requireMember(input, "tags", INVALID), LIMITS);
    groups(call).put(group.name, { ...group, tags: checkTagMap({ ...group.tags, ...added }, LIMITS) });
    return {};
  },

  UntagResource(input, call) {
    const group = resourceOf(input, call);
    const gone = requireMember(input, "tagKeys", INVALID);
    const kept = Object.entries(group.tags).filter(([key]) => !gone.includes(key));
    groups(call).put(group.name, { ...group, tags: Object.fromEntries(kept) });
    return {};
  },
};

/**
 * The log group of a tagging request, whose ARN must not end in `:*`.
 * @throws InvalidParameterException, ResourceNotFoundException
 */
function resourceOf(input: { resourceArn: string | undefined }, call: Call): LogGroupRow {
  const text = requireMember(input, "resourceArn", INVALID);
  const arn = parseArn(text);
  const name = /^log-group:([^:]+)$/.exec(arn?.resource ?? "")?.[1];
  if (arn?.service !== "logs" || name === undefined) refuse(INVALID, `Invalid resource ARN: ${text}`);
  const group = groups(call).get(name);
  if (group?.arn !== text) refuse("ResourceNotFoundException", "The specified resource does not exist.");
  return group;
}
