import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const TopicArn = "arn:aws:sns:us-east-1:123456789012:alerts";

async function topic() {
  const { aws } = sandbox();
  await aws.call("sns", "CreateTopic", { Name: "alerts" });
  const subscribe = (Protocol: string, Endpoint: string, ReturnSubscriptionArn?: boolean) =>
    aws.call("sns", "Subscribe", { TopicArn, Protocol, Endpoint, ReturnSubscriptionArn });
  const counts = async () => {
    const { Attributes = {} } = await aws.call("sns", "GetTopicAttributes", { TopicArn });
    return ["Pending", "Confirmed", "Deleted"].map((state) => Attributes[`Subscriptions${state}`]);
  };
  const list = async () =>
    (await aws.call("sns", "ListSubscriptionsByTopic", { TopicArn })).Subscriptions ?? [];
  return { aws, subscribe, counts, list };
}

describe("subscriptions", () => {
  test.each([
    ["email", "a@example.com"],
    ["https", "https://example.com/hook"],
  ])("an %s endpoint is pending until it is confirmed", async (protocol, endpoint) => {
    const { aws, subscribe, counts, list } = await topic();
    expect((await subscribe(protocol, endpoint)).SubscriptionArn).toBe("pending confirmation");
    expect(await list()).toEqual([
      {
        SubscriptionArn: "PendingConfirmation",
        Owner: "123456789012",
        Protocol: protocol,
        Endpoint: endpoint,
        TopicArn,
      },
    ]);
    expect(await counts()).toEqual(["1", "0", "0"]);

    const confirmed = await aws.call("sns", "ConfirmSubscription", {
      TopicArn,
      Token: `confirm:${endpoint}`,
    });
    expect(confirmed.SubscriptionArn).toMatch(
      new RegExp(`^${TopicArn}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`),
    );
    expect((await list())[0]?.SubscriptionArn).toBe(confirmed.SubscriptionArn);
    expect(await counts()).toEqual(["0", "1", "0"]);

    await aws.call("sns", "Unsubscribe", { SubscriptionArn: confirmed.SubscriptionArn });
    expect(await list()).toEqual([]);
    expect(await counts()).toEqual(["0", "0", "1"]);
  });

  test("the same endpoint again is no second subscription", async () => {
    const { subscribe, list } = await topic();
    await subscribe("email", "a@example.com");
    await subscribe("email", "a@example.com");
    await subscribe("email-json", "a@example.com");
    expect(await list()).toHaveLength(2);
  });

  test("an endpoint inside AWS needs no confirmation", async () => {
    const { aws, subscribe } = await topic();
    const { SubscriptionArn } = await subscribe("sqs", "arn:aws:sqs:us-east-1:123456789012:q");
    const { Attributes } = await aws.call("sns", "GetSubscriptionAttributes", { SubscriptionArn });
    expect(Attributes).toMatchObject({ SubscriptionArn, PendingConfirmation: "false", Protocol: "sqs" });
  });

  test("a pending subscription can be looked at but not removed", async () => {
    const { aws, subscribe } = await topic();
    const { SubscriptionArn } = await subscribe("email", "a@example.com", true);
    const { Attributes } = await aws.call("sns", "GetSubscriptionAttributes", { SubscriptionArn });
    expect(Attributes).toMatchObject({ PendingConfirmation: "true", Endpoint: "a@example.com" });
    for (const arn of [SubscriptionArn, "PendingConfirmation"]) {
      expect(await refusal(aws.call("sns", "Unsubscribe", { SubscriptionArn: arn }))).toMatchObject({
        name: "InvalidParameterException",
      });
    }
  });

  test.each([
    ["email", "nobody"],
    ["https", "http://example.com"],
    ["http", "https://example.com"],
    ["sqs", "https://sqs.us-east-1.amazonaws.com/1/q"],
    ["lambda", "arn:aws:sqs:us-east-1:123456789012:q"],
    ["pigeon", "coo"],
  ])("refuses %s with the endpoint %s", async (protocol, endpoint) => {
    const { subscribe } = await topic();
    expect(await refusal(subscribe(protocol, endpoint))).toMatchObject({ name: "InvalidParameterException" });
  });

  test("refuses a token nobody was sent, and a topic that is not there", async () => {
    const { aws } = await topic();
    expect(
      await refusal(aws.call("sns", "ConfirmSubscription", { TopicArn, Token: "confirm:b@example.com" })),
    ).toMatchObject({ name: "InvalidParameterException" });
    const other = { TopicArn: `${TopicArn}x`, Protocol: "email", Endpoint: "a@example.com" };
    expect(await refusal(aws.call("sns", "Subscribe", other))).toMatchObject({ name: "NotFoundException" });
  });

  test("removing one that is gone is no error", async () => {
    const { aws, counts } = await topic();
    await aws.call("sns", "Unsubscribe", {
      SubscriptionArn: `${TopicArn}:00000000-0000-0000-0000-000000000000`,
    });
    expect(await counts()).toEqual(["0", "0", "0"]);
  });

  test("lists a hundred a page", async () => {
    const { aws, subscribe } = await topic();
    await Promise.all(Array.from({ length: 101 }, (_, i) => subscribe("email", `a${i}@example.com`)));
    const pages = await aws.pages("sns", "ListSubscriptionsByTopic", { TopicArn });
    expect(pages.map((page) => page.Subscriptions?.length)).toEqual([100, 1]);
  });
});
