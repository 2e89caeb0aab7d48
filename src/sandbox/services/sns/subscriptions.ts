import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { page } from "../../validate.js";
import { uuid } from "../../uuid.js";
import { checkEndpoint, needsConfirmation } from "./endpoints.js";
import { type SubscriptionRow, findTopic, invalid, subscriptions, topics } from "./rows.js";

const ATTRIBUTES =
  /^(DeliveryPolicy|FilterPolicy|FilterPolicyScope|RawMessageDelivery|RedrivePolicy|SubscriptionRoleArn|ReplayPolicy)$/;

/** Starts every confirmation token of the simulated account; the endpoint follows. */
const TOKEN = "confirm:";

/** Subscriptions. E-mail and web endpoints stay pending until ConfirmSubscription with the token `confirm:<endpoint>`. */
export const subscriptionHandlers: Handlers<"sns"> = {
  Subscribe: (input, call) => {
    const topic = findTopic(input.TopicArn, call);
    const endpoint = input.Endpoint ?? "";
    const attributes = input.Attributes ?? {};
    checkEndpoint(input.Protocol, endpoint);
    const unknown = Object.keys(attributes).find((name) => !ATTRIBUTES.test(name));
    if (unknown !== undefined) invalid("Attributes", `Unknown attribute: ${unknown}`);
    const protocol = input.Protocol ?? "";
    const existing = ofTopic(topic.arn, call).find(
      (row) => row.protocol === protocol && row.endpoint === endpoint,
    );
    if (existing !== undefined) {
      if (Object.entries(attributes).some(([key, value]) => existing.attributes[key] !== value)) {
        invalid("Attributes", "Subscription already exists with different attributes");
      }
      return { SubscriptionArn: shownArn(existing, input.ReturnSubscriptionArn) };
    }
    const arn = `${topic.arn}:${uuid(call)}`;
    const pending = needsConfirmation(protocol);
    const row: SubscriptionRow = { arn, topicArn: topic.arn, protocol, endpoint, pending, attributes };
    subscriptions(call).put(arn, row);
    return { SubscriptionArn: shownArn(row, input.ReturnSubscriptionArn) };
  },
  ConfirmSubscription: (input, call) => {
    const topic = findTopic(input.TopicArn, call);
    const token = input.Token ?? "";
    const row = ofTopic(topic.arn, call).find((other) => token === `${TOKEN}${other.endpoint}`);
    if (row === undefined) invalid("Token");
    subscriptions(call).put(row.arn, { ...row, pending: false });
    return { SubscriptionArn: row.arn };
  },
  Unsubscribe: (input, call) => {
    const arn = checkArn(input.SubscriptionArn);
    const row = subscriptions(call).get(arn);
    // A subscription that does not exist is no error: the operation is idempotent.
    if (row === undefined) return {};
    if (row.pending) invalid("SubscriptionArn", "A pending subscription cannot be deleted");
    subscriptions(call).delete(arn);
    const topic = findTopic(row.topicArn, call);
    topics(call).put(topic.name, { ...topic, deleted: topic.deleted + 1 });
    return {};
  },
  ListSubscriptionsByTopic: (input, call) => {
    const topic = findTopic(input.TopicArn, call);
    const { items, nextToken } = page(ofTopic(topic.arn, call), {
      max: 100,
      token: input.NextToken,
      error: "InvalidParameterException",
    });
    const Subscriptions = items.map((row) => ({
      SubscriptionArn: row.pending ? "PendingConfirmation" : row.arn,
      Owner: call.account,
      Protocol: row.protocol,
      Endpoint: row.endpoint,
      TopicArn: row.topicArn,
    }));
    return { Subscriptions, NextToken: nextToken };
  },
  GetSubscriptionAttributes: (input, call) => {
    const row = subscriptions(call).get(checkArn(input.SubscriptionArn));
    if (row === undefined) refuse("NotFoundException", "Subscription does not exist", 404);
    return {
      Attributes: {
        RawMessageDelivery: "false",
        ...row.attributes,
        SubscriptionArn: row.arn,
        TopicArn: row.topicArn,
        Owner: call.account,
        Protocol: row.protocol,
        Endpoint: row.endpoint,
        PendingConfirmation: String(row.pending),
        ConfirmationWasAuthenticated: String(!needsConfirmation(row.protocol)),
        SubscriptionPrincipal: call.caller,
      },
    };
  },
};

function ofTopic(arn: string, call: Call): SubscriptionRow[] {
  return subscriptions(call)
    .values()
    .filter((row) => row.topicArn === arn);
}

function shownArn(row: SubscriptionRow, always: boolean | undefined): string {
  return row.pending && always !== true ? "pending confirmation" : row.arn;
}

/** `PendingConfirmation`, which lists show for a pending subscription, is no ARN and refused as such. */
function checkArn(arn: string | undefined): string {
  const parts = (arn ?? "").split(":").length;
  if (parts < 6) invalid("SubscriptionArn", `An ARN must have at least 6 elements, not ${parts}`);
  return arn ?? "";
}
