import { beforeEach, describe, expect, test } from "vitest";
import { snsSubscription } from "../../../reconcilers/budgets/sns-subscription.js";
import { snsTopic } from "../../../reconcilers/budgets/sns-topic.js";
import type { Wanted } from "../../../src/engine/kind.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { compositionOf, ofKind } from "./composition.js";

const TopicArn = "arn:aws:sns:us-east-1:123456789012:claude-code-budget-alerts";
const KINDS = [snsTopic, snsSubscription];
const HOOK = "https://events.example.com/hook";

function wantedFor(emails: string[], webhooks: string[] = []): Wanted[] {
  const c = compositionOf({ budgets: { emails, webhooks } });
  return [...ofKind("sns-topic", c), ...ofKind("sns-subscription", c)];
}

describe("sns-subscription", () => {
  let box: ReturnType<typeof sandbox>;
  beforeEach(() => {
    box = sandbox();
  });

  const confirm = (endpoint: string) =>
    box.aws.call("sns", "ConfirmSubscription", { TopicArn, Token: `confirm:${endpoint}` });
  const endpoints = async () => {
    const { Subscriptions } = await box.aws.call("sns", "ListSubscriptionsByTopic", { TopicArn });
    return (Subscriptions ?? []).map((one) => `${one.Protocol} ${one.Endpoint}`);
  };

  test("subscribes every address and webhook once, and waits for each to confirm", async () => {
    const wanted = wantedFor(["a@example.com"], [HOOK]);
    await reconcile(box.aws, KINDS, wanted);
    expect(await endpoints()).toEqual(["email a@example.com", `https ${HOOK}`]);
    const { plan, live } = await planOf(box.aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([]);
    const pending = wanted.flatMap((want) =>
      want.kind === "sns-subscription"
        ? (snsSubscription.pending?.(want as never, live.find((item) => item.name === want.name) as never) ??
          [])
        : [],
    );
    expect(pending.map((one) => one.what)).toEqual([
      "subscription of a@example.com",
      "subscription of https://events.example.com",
    ]);
  });

  test("has nothing pending once confirmed", async () => {
    const wanted = wantedFor(["a@example.com"]);
    await reconcile(box.aws, KINDS, wanted);
    await confirm("a@example.com");
    const { live } = await planOf(box.aws, KINDS, wanted);
    const own = live.find((item) => item.kind === "sns-subscription");
    expect(own).toBeDefined();
    expect(snsSubscription.pending?.(wanted[1] as never, own as never)).toEqual([]);
  });

  test("ends a confirmed subscription that is no longer wanted, and leaves a pending one to lapse", async () => {
    await reconcile(box.aws, KINDS, wantedFor(["a@example.com", "b@example.com", "c@example.com"]));
    await confirm("a@example.com");
    await confirm("c@example.com");
    const { plan } = await reconcile(box.aws, KINDS, wantedFor(["c@example.com"]));
    expect(changesOf(plan)).toEqual(["delete budgets/subscription/a@example.com"]);
    expect(await endpoints()).toEqual(["email b@example.com", "email c@example.com"]);
    const { warnings } = await planOf(box.aws, KINDS, wantedFor(["c@example.com"]));
    expect(warnings).toEqual([
      expect.stringMatching(/^b@example\.com is not in the YAML, and may still confirm /),
    ]);
    const without = await planOf(box.aws, KINDS, wantedFor([]));
    expect(without.warnings).toHaveLength(1);
    const again = wantedFor(["b@example.com", "c@example.com"]);
    expect((await planOf(box.aws, KINDS, again)).warnings).toEqual([]);
  });

  test("ends the last one too", async () => {
    await reconcile(box.aws, KINDS, wantedFor(["a@example.com"]));
    await confirm("a@example.com");
    await reconcile(box.aws, KINDS, wantedFor([]));
    expect(await endpoints()).toEqual([]);
  });

  test("leaves queues and functions alone", async () => {
    await reconcile(box.aws, KINDS, wantedFor([]));
    const Endpoint = "arn:aws:sqs:us-east-1:123456789012:alerts";
    await box.aws.call("sns", "Subscribe", { TopicArn, Protocol: "sqs", Endpoint });
    await reconcile(box.aws, KINDS, wantedFor([]));
    expect(await endpoints()).toEqual([`sqs ${Endpoint}`]);
  });

  test("touches no subscription of a topic that is another stack's", async () => {
    const Tags = [{ Key: "ccb:stack", Value: "other" }];
    await box.aws.call("sns", "CreateTopic", { Name: "claude-code-budget-alerts", Tags });
    await box.aws.call("sns", "Subscribe", { TopicArn, Protocol: "email", Endpoint: "theirs@example.com" });
    await confirm("theirs@example.com");
    const { plan } = await reconcile(box.aws, KINDS, wantedFor([]), { destroy: true });
    expect(plan.changes).toEqual([]);
    expect(await endpoints()).toEqual(["email theirs@example.com"]);
  });

  test("names a webhook by its host alone, and numbers several on one host", () => {
    const hooks = ["https://user:secret@events.example.com/hook?key=s3cret", `${HOOK}/1`, `${HOOK}/2`];
    const wanted = wantedFor([], [...hooks, "https://events.example.com:8443/x"]).slice(1);
    expect(wanted.map(({ name }) => name)).toEqual([
      "https://events.example.com",
      "https://events.example.com (2)",
      "https://events.example.com (3)",
      "https://events.example.com:8443",
    ]);
    expect(wanted.map(({ key, name }) => key === `budgets/subscription/${name}`)).not.toContain(false);
    expect(wanted[0]?.spec).toMatchObject({ endpoint: hooks[0] });
  });

  test("tells webhooks of one host apart by all of their address", async () => {
    await reconcile(box.aws, KINDS, wantedFor([], [`${HOOK}/1`, `${HOOK}/2`, `${HOOK}/3`]));
    for (const n of [1, 2, 3]) await confirm(`${HOOK}/${n}`);
    expect(
      changesOf((await planOf(box.aws, KINDS, wantedFor([], [`${HOOK}/3`, `${HOOK}/2`, `${HOOK}/1`]))).plan),
    ).toEqual([]);
    const { plan } = await reconcile(box.aws, KINDS, wantedFor([], [`${HOOK}/2`, `${HOOK}/4`]));
    expect(plan.changes.map(({ action }) => action).toSorted()).toEqual(["create", "delete", "delete"]);
    expect(await endpoints()).toEqual([`https ${HOOK}/2`, `https ${HOOK}/4`]);
  });

  test("subscribes a webhook with a password once", async () => {
    const wanted = wantedFor([], ["https://user:secret@events.example.com/hook"]);
    await reconcile(box.aws, KINDS, wanted);
    expect(await endpoints()).toEqual(["https https://user:secret@events.example.com/hook"]);
    expect(changesOf((await planOf(box.aws, KINDS, wanted)).plan)).toEqual([]);
  });
});
