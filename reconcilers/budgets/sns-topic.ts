import type { Kind, ReadContext, Stack } from "../../src/engine/kind.js";
import { canonicalPolicy } from "../../src/engine/policy.js";
import { type Step, step } from "../../src/engine/step.js";
import { tagList, tagsFromList } from "../../src/engine/tag-index.js";
import { orUndefined } from "../absent.js";

/** A standard SNS topic. */
export interface SnsTopic {
  /** Access policy. */
  policy: unknown;
}

/** AWS::SNS::Topic. */
export const snsTopic: Kind<SnsTopic> = {
  name: "sns-topic",
  phase: "budgets",
  fields: { policy: { compare: "policy" } },

  read: async (cx, wanted) => {
    const found = await Promise.all(
      wanted.map(async (want) => {
        const arn = topicArn(cx.stack, want.name);
        const answer = await orUndefined(cx.aws.call("sns", "GetTopicAttributes", { TopicArn: arn }), [
          "NotFoundException",
        ]);
        if (answer === undefined) return [];
        return [
          {
            kind: snsTopic.name,
            name: want.name,
            spec: { policy: canonicalPolicy(answer.Attributes?.["Policy"]) },
            tags: await cx.tagsOf(arn, want.tags, () => topicTags(cx, arn)),
            attributes: { arn },
          },
        ];
      }),
    );
    return found.flat();
  },

  create: (want, stack) => [
    // CreateTopic answers with a topic that exists, unless its tags differ: then this error says that it is not ours.
    // The policy is set afterwards, because SNS rewrites it and would call the same policy a different one.
    step("sns", "CreateTopic", { Name: want.name, Tags: tagList(want.tags ?? {}) }, "create the topic", {
      exists: ["InvalidParameterException"],
      produces: { arn: "TopicArn" },
    }),
    setPolicy(topicArn(stack, want.name), want.spec.policy),
  ],
  update: (want, _live, _changed, stack) => [setPolicy(topicArn(stack, want.name), want.spec.policy)],
  tag: (live, tags) => [
    step("sns", "TagResource", { ResourceArn: live.attributes["arn"], Tags: tagList(tags) }, "tag the topic"),
  ],
  remove: (live) => [
    step("sns", "DeleteTopic", { TopicArn: live.attributes["arn"] }, "delete the topic", {
      doneIf: ["NotFoundException"],
    }),
  ],
};

/** ARN a topic of this name has, known before it exists. */
export function topicArn(stack: Stack, name: string): string {
  return `arn:${stack.partition}:sns:${stack.region}:${stack.account}:${name}`;
}

/** Tags as SNS itself has them. */
export async function topicTags(cx: ReadContext, arn: string): Promise<Record<string, string>> {
  return tagsFromList((await cx.aws.call("sns", "ListTagsForResource", { ResourceArn: arn })).Tags);
}

function setPolicy(TopicArn: string, policy: unknown): Step {
  return step(
    "sns",
    "SetTopicAttributes",
    { TopicArn, AttributeName: "Policy", AttributeValue: JSON.stringify(policy) },
    "set who may publish",
  );
}
