import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const ARN = "arn:aws:sns:us-east-1:123456789012:alerts";

describe("topics", () => {
  test("a new topic has everything SNS fills in", async () => {
    const { aws } = sandbox();
    const made = await aws.call("sns", "CreateTopic", { Name: "alerts", Tags: [{ Key: "a", Value: "1" }] });
    expect(made.TopicArn).toBe(ARN);
    const { Attributes = {} } = await aws.call("sns", "GetTopicAttributes", { TopicArn: ARN });
    expect(Attributes).toMatchObject({
      TopicArn: ARN,
      Owner: "123456789012",
      DisplayName: "",
      SubscriptionsPending: "0",
      SubscriptionsConfirmed: "0",
      SubscriptionsDeleted: "0",
    });
    expect(JSON.parse(Attributes["Policy"] ?? "")).toMatchObject({
      Version: "2008-10-17",
      Id: "__default_policy_ID",
      Statement: [{ Resource: ARN, Condition: { StringEquals: { "AWS:SourceOwner": "123456789012" } } }],
    });
    expect(JSON.parse(Attributes["EffectiveDeliveryPolicy"] ?? "")).toHaveProperty(
      "http.defaultHealthyRetryPolicy.numRetries",
      3,
    );
  });

  test("creating it again is the same topic, unless attributes or tags differ", async () => {
    const { aws } = sandbox();
    const tags = [{ Key: "a", Value: "1" }];
    await aws.call("sns", "CreateTopic", { Name: "alerts", Attributes: { DisplayName: "A" }, Tags: tags });
    const again = await aws.call("sns", "CreateTopic", { Name: "alerts", Tags: tags });
    expect(again.TopicArn).toBe(ARN);
    expect(
      await refusal(aws.call("sns", "CreateTopic", { Name: "alerts", Tags: [{ Key: "a", Value: "2" }] })),
    ).toEqual({
      name: "InvalidParameterException",
      message: "Invalid parameter: Tags Reason: Topic already exists with different tags",
    });
    expect(
      await refusal(aws.call("sns", "CreateTopic", { Name: "alerts", Attributes: { DisplayName: "B" } })),
    ).toMatchObject({ message: expect.stringContaining("different attributes") as string });
  });

  test("a policy is kept as SNS writes it and survives a reopening of the account", async () => {
    const { aws, dir } = sandbox();
    await aws.call("sns", "CreateTopic", { Name: "alerts" });
    const policy = {
      Statement: [
        {
          Resource: ARN,
          Action: ["sns:Publish"],
          Principal: { Service: "budgets.amazonaws.com" },
          Effect: "Allow",
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        },
      ],
      Version: "2012-10-17",
    };
    await aws.call("sns", "SetTopicAttributes", {
      TopicArn: ARN,
      AttributeName: "Policy",
      AttributeValue: JSON.stringify(policy, null, 2),
    });
    const { Attributes = {} } = await sandbox({ dir }).aws.call("sns", "GetTopicAttributes", {
      TopicArn: ARN,
    });
    expect(Attributes["Policy"]).toBe(
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"budgets.amazonaws.com"},"Action":"sns:Publish","Resource":"arn:aws:sns:us-east-1:123456789012:alerts","Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"}}}]}',
    );
  });

  test.each([
    ["a name with a space", { Name: "a b" }, "InvalidParameterException"],
    ["an empty name", { Name: "" }, "InvalidParameterException"],
    ["a name of 257 characters", { Name: "a".repeat(257) }, "InvalidParameterException"],
    ["an unknown attribute", { Name: "a", Attributes: { Nope: "1" } }, "InvalidParameterException"],
    ["a reserved tag", { Name: "a", Tags: [{ Key: "aws:x", Value: "" }] }, "InvalidParameterException"],
    [
      "51 tags",
      { Name: "a", Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: "" })) },
      "TagLimitExceededException",
    ],
  ])("CreateTopic refuses %s", async (_what, input, name) => {
    expect(await refusal(sandbox().aws.call("sns", "CreateTopic", input))).toMatchObject({ name });
  });

  test.each([
    ["Policy", "{}"],
    ["Policy", "not json"],
    [
      "Policy",
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}}',
    ],
    ["DisplayName", "x".repeat(101)],
    ["Owner", "me"],
    ["DeliveryPolicy", "{"],
  ])("SetTopicAttributes refuses %s = %s", async (AttributeName, AttributeValue) => {
    const { aws } = sandbox();
    await aws.call("sns", "CreateTopic", { Name: "alerts" });
    const set = aws.call("sns", "SetTopicAttributes", { TopicArn: ARN, AttributeName, AttributeValue });
    expect(await refusal(set)).toMatchObject({ name: "InvalidParameterException" });
  });

  test("a topic that does not exist is not found, and deleting it is no error", async () => {
    const { aws } = sandbox();
    expect(await refusal(aws.call("sns", "GetTopicAttributes", { TopicArn: ARN }))).toMatchObject({
      name: "NotFoundException",
    });
    expect(await refusal(aws.call("sns", "GetTopicAttributes", { TopicArn: "alerts" }))).toMatchObject({
      name: "InvalidParameterException",
    });
    await aws.call("sns", "DeleteTopic", { TopicArn: ARN });
  });

  test("a deleted topic takes its subscriptions along", async () => {
    const { aws } = sandbox();
    await aws.call("sns", "CreateTopic", { Name: "alerts" });
    await aws.call("sns", "Subscribe", { TopicArn: ARN, Protocol: "email", Endpoint: "a@example.com" });
    await aws.call("sns", "DeleteTopic", { TopicArn: ARN });
    await aws.call("sns", "CreateTopic", { Name: "alerts" });
    const { Subscriptions } = await aws.call("sns", "ListSubscriptionsByTopic", { TopicArn: ARN });
    expect(Subscriptions).toEqual([]);
  });

  test("lists a hundred topics a page", async () => {
    const { aws } = sandbox();
    const names = Array.from({ length: 101 }, (_, i) => `t${i}`);
    await Promise.all(names.map((Name) => aws.call("sns", "CreateTopic", { Name })));
    const pages = await aws.pages("sns", "ListTopics", {});
    expect(pages.map((page) => page.Topics?.length)).toEqual([100, 1]);
    expect(await refusal(aws.call("sns", "ListTopics", { NextToken: "x" }))).toMatchObject({
      name: "InvalidParameterException",
    });
  });
});

describe("tags of topics", () => {
  test("are merged, read and removed", async () => {
    const { aws } = sandbox();
    await aws.call("sns", "CreateTopic", { Name: "alerts", Tags: [{ Key: "a", Value: "1" }] });
    await aws.call("sns", "TagResource", {
      ResourceArn: ARN,
      Tags: [
        { Key: "a", Value: "2" },
        { Key: "b", Value: "3" },
      ],
    });
    await aws.call("sns", "UntagResource", { ResourceArn: ARN, TagKeys: ["a", "unknown"] });
    const { Tags } = await aws.call("sns", "ListTagsForResource", { ResourceArn: ARN });
    expect(Tags).toEqual([{ Key: "b", Value: "3" }]);
  });

  test("of no topic are refused", async () => {
    const listed = sandbox().aws.call("sns", "ListTagsForResource", { ResourceArn: ARN });
    expect(await refusal(listed)).toMatchObject({ name: "ResourceNotFoundException" });
  });
});
