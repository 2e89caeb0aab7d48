import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { type Tag, mergeTags, parseArn, requireMember, withoutTags } from "../../validate.js";
import { guardrails } from "./guardrail-rows.js";
import { profiles } from "./rows.js";
import { TAG_LIMITS, checkBedrockTags } from "./tag-shape.js";

interface Tagged {
  tags: Tag[];
  save(next: Tag[]): void;
}

/** Tags of application inference profiles and guardrails. */
export const tags: Handlers<"bedrock"> = {
  ListTagsForResource(input, call) {
    return { tags: resourceOf(input, call).tags.map(({ Key, Value }) => ({ key: Key, value: Value })) };
  },

  TagResource(input, call) {
    const resource = resourceOf(input, call);
    resource.save(mergeTags(resource.tags, checkBedrockTags(requireMember(input, "tags")), TAG_LIMITS));
    return {};
  },

  UntagResource(input, call) {
    const resource = resourceOf(input, call);
    resource.save(withoutTags(resource.tags, requireMember(input, "tagKeys")));
    return {};
  },
};

/** @throws ValidationException for what is no ARN, ResourceNotFoundException */
function resourceOf(input: { resourceARN: string | undefined }, call: Call): Tagged {
  const text = requireMember(input, "resourceARN");
  const arn = parseArn(text);
  if (arn === undefined || arn.service !== "bedrock")
    refuse("ValidationException", "The provided ARN is invalid.");
  const id = arn.resource.slice(arn.resource.indexOf("/") + 1);
  const profile = profiles(call).get(id);
  if (profile?.arn === text) {
    return { tags: profile.tags, save: (next) => profiles(call).put(id, { ...profile, tags: next }) };
  }
  const guardrail = guardrails(call).get(id);
  if (guardrail?.arn === text) {
    return { tags: guardrail.tags, save: (next) => guardrails(call).put(id, { ...guardrail, tags: next }) };
  }
  return refuse("ResourceNotFoundException", "The specified resource could not be found.", 404);
}
