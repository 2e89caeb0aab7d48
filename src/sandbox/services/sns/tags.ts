import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { mergeTags, withoutTags } from "../../validate.js";
import { type TopicRow, topicName, topics } from "./rows.js";

const TAG_LIMITS = { error: "InvalidParameterException", tooMany: "TagLimitExceededException" };

/** Tags of topics. */
export const tagHandlers: Handlers<"sns"> = {
  TagResource: (input, call) => {
    const topic = find(input.ResourceArn, call);
    topics(call).put(topic.name, { ...topic, tags: mergeTags(topic.tags, input.Tags, TAG_LIMITS) });
    return {};
  },
  UntagResource: (input, call) => {
    const topic = find(input.ResourceArn, call);
    topics(call).put(topic.name, { ...topic, tags: withoutTags(topic.tags, input.TagKeys) });
    return {};
  },
  ListTagsForResource: (input, call) => ({ Tags: find(input.ResourceArn, call).tags }),
};

function find(arn: string | undefined, call: Call): TopicRow {
  const topic = topics(call).get(topicName(arn, call));
  if (topic === undefined) refuse("ResourceNotFoundException", "Resource does not exist", 404);
  return topic;
}
