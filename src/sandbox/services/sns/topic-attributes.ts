import type { Call } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkPolicy } from "../../policy-grammar.js";
import { type TopicRow, invalid, subscriptions } from "./rows.js";

/** Attributes that CreateTopic and SetTopicAttributes take (SNS API Reference, SetTopicAttributes). */
const SETTABLE =
  /^(Policy|DisplayName|DeliveryPolicy|KmsMasterKeyId|TracingConfig|SignatureVersion|(HTTP|Firehose|Lambda|Application|SQS)(Success|Failure)Feedback(RoleArn|SampleRate))$/;

const DELIVERY_POLICY = {
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: "linear",
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: "text/plain; charset=UTF-8" },
  },
};

/** Checks one attribute and returns it as SNS keeps it. @throws InvalidParameterException */
export function checkAttribute(name: string | undefined, value: string): string {
  if (!SETTABLE.test(name ?? "")) invalid("AttributeName");
  if (name === "Policy") return keptPolicy(value);
  if (name === "DisplayName" && value.length > 100)
    invalid("DisplayName", "must be at most 100 characters long");
  if (name === "SignatureVersion" && !/^[12]$/.test(value)) invalid("SignatureVersion");
  if (name === "TracingConfig" && !/^(Active|PassThrough)$/.test(value)) invalid("TracingConfig");
  if (name === "DeliveryPolicy" && value !== "") parseJson(value, "DeliveryPolicy");
  return value;
}

/** Every attribute GetTopicAttributes answers with. */
export function shownAttributes(topic: TopicRow, call: Call): Record<string, string> {
  const all = subscriptions(call)
    .values()
    .filter((row) => row.topicArn === topic.arn);
  const pending = all.filter((row) => row.pending).length;
  return {
    Policy: defaultPolicy(topic.arn, call.account),
    DisplayName: "",
    ...topic.attributes,
    TopicArn: topic.arn,
    Owner: call.account,
    EffectiveDeliveryPolicy: topic.attributes["DeliveryPolicy"] ?? JSON.stringify(DELIVERY_POLICY),
    SubscriptionsPending: String(pending),
    SubscriptionsConfirmed: String(all.length - pending),
    SubscriptionsDeleted: String(topic.deleted),
  };
}

/** The policy every topic starts with: its own account may do everything. */
function defaultPolicy(arn: string, account: string): string {
  const actions =
    "GetTopicAttributes SetTopicAttributes AddPermission RemovePermission DeleteTopic Subscribe ListSubscriptionsByTopic Publish";
  return JSON.stringify({
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: actions.split(" ").map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": account } },
      },
    ],
  });
}

/** SNS parses a policy and writes it anew: elements in its own order, a list of one as the one. */
function keptPolicy(text: string): string {
  const statements = checkPolicy(text, {
    type: "resource",
    maxLength: 30_720,
    error: "InvalidParameterException",
  });
  for (const statement of statements) {
    for (const action of [statement.Action ?? statement.NotAction ?? []].flat()) {
      if (!/^(sns:|\*$)/i.test(action)) {
        refuse(
          "InvalidParameterException",
          "Invalid parameter: Policy statement action out of service scope!",
        );
      }
    }
  }
  const given = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify({
    Version: given["Version"],
    Id: given["Id"],
    Statement: statements.map(keptStatement),
  });
}

function keptStatement(statement: ReturnType<typeof checkPolicy>[number]): object {
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } =
    statement;
  return {
    Sid,
    Effect,
    Principal,
    NotPrincipal,
    Action: unwrapped(Action),
    NotAction: unwrapped(NotAction),
    Resource: unwrapped(Resource),
    NotResource: unwrapped(NotResource),
    Condition,
  };
}

function unwrapped(value: string | string[] | undefined): string | string[] | undefined {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

function parseJson(text: string, parameter: string): void {
  try {
    JSON.parse(text);
  } catch {
    invalid(parameter, "failed to parse JSON.");
  }
}
