import type { Handlers } from "../../call.js";
import { checkTags, page } from "../../validate.js";
import { findTopic, invalid, subscriptions, topicName, topics } from "./rows.js";
import { checkAttribute, shownAttributes } from "./topic-attributes.js";

const TAG_LIMITS = { error: "InvalidParameterException", tooMany: "TagLimitExceededException" };

/** Topics. FIFO topics are left out: nothing here sends through them. */
export const topicHandlers: Handlers<"sns"> = {
  CreateTopic: (input, call) => {
    const name = input.Name ?? "";
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(name)) invalid("Topic Name");
    const tags = checkTags(input.Tags, TAG_LIMITS);
    const attributes = Object.fromEntries(
      Object.entries(input.Attributes ?? {}).map(([key, value]) => [key, checkAttribute(key, value)]),
    );
    const existing = topics(call).get(name);
    if (existing !== undefined) {
      const shown = shownAttributes(existing, call);
      if (Object.entries(attributes).some(([key, value]) => shown[key] !== value)) {
        invalid("Attributes", "Topic already exists with different attributes");
      }
      const has = (tag: { Key: string; Value: string }) =>
        existing.tags.some((other) => other.Key === tag.Key && other.Value === tag.Value);
      if (!tags.every(has)) invalid("Tags", "Topic already exists with different tags");
      return { TopicArn: existing.arn };
    }
    const arn = `arn:${call.partition}:sns:${call.region}:${call.account}:${name}`;
    topics(call).put(name, { arn, name, attributes, tags, deleted: 0 });
    return { TopicArn: arn };
  },
  GetTopicAttributes: (input, call) => ({
    Attributes: shownAttributes(findTopic(input.TopicArn, call), call),
  }),
  SetTopicAttributes: (input, call) => {
    const topic = findTopic(input.TopicArn, call);
    const value = checkAttribute(input.AttributeName, input.AttributeValue ?? "");
    topics(call).put(topic.name, {
      ...topic,
      attributes: { ...topic.attributes, [input.AttributeName ?? ""]: value },
    });
    return {};
  },
  DeleteTopic: (input, call) => {
    const topic = topics(call).get(topicName(input.TopicArn, call));
    if (topic === undefined) return {};
    for (const row of subscriptions(call).values()) {
      if (row.topicArn === topic.arn) subscriptions(call).delete(row.arn);
    }
    topics(call).delete(topic.name);
    return {};
  },
  ListTopics: (input, call) => {
    const { items, nextToken } = page(topics(call).values(), {
      max: 100,
      token: input.NextToken,
      error: "InvalidParameterException",
    });
    return { Topics: items.map((row) => ({ TopicArn: row.arn })), NextToken: nextToken };
  },
};
