import type { Call, Table } from "../../call.js";
import { refuse } from "../../errors.js";
import { type Tag, parseArn } from "../../validate.js";

/** A topic as it is kept; its attributes are only those somebody set. */
export interface TopicRow {
  arn: string;
  name: string;
  attributes: Record<string, string>;
  tags: Tag[];
  /** Subscriptions that once were confirmed and are gone. */
  deleted: number;
}

/** A subscription as it is kept. `pending` until its owner confirms it. */
export interface SubscriptionRow {
  arn: string;
  topicArn: string;
  protocol: string;
  endpoint: string;
  pending: boolean;
  attributes: Record<string, string>;
}

/** Topics of the call's region, by name. */
export function topics(call: Call): Table<TopicRow> {
  return call.table<TopicRow>("topics");
}

/** Subscriptions of the call's region, by ARN. */
export function subscriptions(call: Call): Table<SubscriptionRow> {
  return call.table<SubscriptionRow>("subscriptions");
}

/** Refuses a request parameter in the words of SNS. */
export function invalid(parameter: string, reason?: string): never {
  refuse(
    "InvalidParameterException",
    `Invalid parameter: ${parameter}${reason === undefined ? "" : ` Reason: ${reason}`}`,
  );
}

/** Name of the topic an ARN stands for, whether it exists or not. @throws InvalidParameterException for no topic ARN */
export function topicName(arn: string | undefined, call: Call): string {
  const parts = (arn ?? "").split(":").length;
  if (parts < 6) invalid("TopicArn", `An ARN must have at least 6 elements, not ${parts}`);
  const parsed = parseArn(arn ?? "");
  if (parsed === undefined || parsed.service !== "sns" || parsed.region !== call.region) invalid("TopicArn");
  if (parsed.account !== call.account) {
    refuse("AuthorizationErrorException", `User: ${call.caller} is not authorized on resource: ${arn}`, 403);
  }
  return parsed.resource;
}

/** The topic an ARN stands for. @throws InvalidParameterException, NotFoundException */
export function findTopic(arn: string | undefined, call: Call): TopicRow {
  const topic = topics(call).get(topicName(arn, call));
  if (topic === undefined) refuse("NotFoundException", "Topic does not exist", 404);
  return topic;
}
