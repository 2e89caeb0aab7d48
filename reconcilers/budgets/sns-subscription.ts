import type { Kind, Live, Pending, ReadContext, Wanted } from "../../src/engine/kind.js";
import { step } from "../../src/engine/step.js";
import { hostOnly, withoutPassword } from "../../src/password.js";
import { ownerOfParent } from "./owner-of-parent.js";
import { topicArn, topicTags } from "./sns-topic.js";

/** A subscription to the stack's topic that its owner has to confirm. */
export interface SnsSubscription {
  topicArn: string;
  protocol: "email" | "https";
  endpoint: string;
}

/** What SNS lists in place of an ARN until the subscription is confirmed. */
const PENDING = "PendingConfirmation";
const FIXED = "SNS cannot change a subscription";

/**
 * AWS::SNS::Subscription, e-mail and https only; what else is subscribed to the topic is nobody's business. It cannot be
 * tagged: it is ours when the topic is. A pending one is left as it is, since subscribing again sends another
 * confirmation message, and SNS has no way to take it back: it lapses when it is not confirmed.
 */
export const snsSubscription: Kind<SnsSubscription> = {
  name: "sns-subscription",
  phase: "budgets",
  needs: ["sns-topic"],
  fields: {
    topicArn: { compare: "value", replaces: FIXED },
    protocol: { compare: "value", replaces: FIXED },
    endpoint: { compare: "value", replaces: FIXED, secret: true },
  },

  read: async (cx, wanted) => {
    const arn = wanted[0]?.spec.topicArn ?? topicArn(cx.stack, `${cx.stack.name}-budget-alerts`);
    const listed = await subscriptionsOf(cx, arn);
    const shown = namesOf(
      // The order in which SNS lists them says nothing.
      listed.map(({ Endpoint = "" }) => Endpoint).toSorted(),
      wanted,
    );
    const lapsing: string[] = [];
    const live = listed.flatMap((subscription): Live<SnsSubscription>[] => {
      const { Protocol: protocol, SubscriptionArn: id = "", Endpoint = "" } = subscription;
      const name = shown.get(Endpoint) ?? "";
      if (protocol !== "email" && protocol !== "https") return [];
      // "Deleted" in place of an ARN: its owner has unsubscribed, and SNS forgets it in a few days.
      if (id !== PENDING && !id.startsWith("arn:")) return [];
      const want = wanted.find((candidate) => candidate.name === name);
      if (id === PENDING && want === undefined) lapsing.push(name);
      if (id === PENDING && (want === undefined || cx.forRemoval)) return [];
      const endpoint = want?.spec.endpoint ?? Endpoint;
      return [
        {
          kind: snsSubscription.name,
          name,
          key: subscriptionKey(name),
          spec: { topicArn: arn, protocol, endpoint },
          attributes: { arn: id },
        },
      ];
    });
    // Only a look at all of them tells whom the YAML leaves out.
    const looksAtAll = wanted.length === cx.wanted.filter(({ kind }) => kind === snsSubscription.name).length;
    const toTell = looksAtAll && !cx.forRemoval ? lapsing : [];
    if (live.length === 0 && toTell.length === 0) return [];
    const owner = await ownerOfParent(cx, arn, () => topicTags(cx, arn));
    for (const name of owner === "ours" ? toTell : []) {
      cx.warn(
        `${name} is not in the YAML, and may still confirm a subscription asked for before: SNS cannot take that back`,
      );
    }
    return live.map((item) => ({ ...item, owner }));
  },

  create: ({ spec }) => [
    step(
      "sns",
      "Subscribe",
      {
        TopicArn: spec.topicArn,
        Protocol: spec.protocol,
        Endpoint: spec.endpoint,
        ReturnSubscriptionArn: true,
      },
      "subscribe, which sends a request for confirmation",
      { produces: { arn: "SubscriptionArn" }, secret: ["Endpoint"] },
    ),
  ],
  update: () => [],
  remove: (live) =>
    live.attributes["arn"] === PENDING
      ? []
      : [
          step("sns", "Unsubscribe", { SubscriptionArn: live.attributes["arn"] }, "end the subscription", {
            doneIf: ["NotFoundException"],
          }),
        ],

  pending: (want, live): Pending[] => {
    if (want === undefined || live?.attributes["arn"] !== PENDING) return [];
    const action =
      want.spec.protocol === "email"
        ? `Open the message "AWS Notification - Subscription Confirmation" sent to ${want.name} and choose "Confirm subscription". It is good for two days; after that, run apply again for a new one.`
        : `Have ${want.name} open the SubscribeURL of the SubscriptionConfirmation request that SNS sent to it.`;
    return [{ key: want.key, what: `subscription of ${want.name}`, action }];
  },
};

/** Key of the subscription with this name. */
export function subscriptionKey(name: string): string {
  return `budgets/subscription/${name}`;
}

/**
 * Names for endpoints: an e-mail address, or the host of a webhook, since the rest of its URL is a secret; several on
 * one host are numbered.
 * @param wanted keep their names; which endpoint is which is told by all of the URL but the password, which SNS hides
 */
export function namesOf(
  endpoints: readonly string[],
  wanted: readonly Wanted<SnsSubscription>[] = [],
): Map<string, string> {
  const known = new Map(wanted.map(({ name, spec }) => [withoutPassword(spec.endpoint), name]));
  const taken = new Set(known.values());
  const names = new Map<string, string>();
  for (const endpoint of endpoints) {
    if (names.has(endpoint)) continue;
    let name = known.get(withoutPassword(endpoint));
    for (let n = 1; name === undefined; n += 1) {
      const candidate = n === 1 ? hostOnly(endpoint) : `${hostOnly(endpoint)} (${n})`;
      if (!taken.has(candidate)) name = candidate;
    }
    taken.add(name);
    names.set(endpoint, name);
  }
  return names;
}

async function subscriptionsOf(cx: ReadContext, TopicArn: string) {
  try {
    const pages = await cx.aws.pages("sns", "ListSubscriptionsByTopic", { TopicArn });
    return pages.flatMap((page) => page.Subscriptions ?? []);
  } catch (error) {
    if ((error as Error).name === "NotFoundException") return [];
    throw error;
  }
}
