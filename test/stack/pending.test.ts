import { describe, expect, test } from "vitest";
import { planOf, reconcile, STACK } from "../support/reconcile.js";
import { snsSubscription } from "../../reconcilers/budgets/sns-subscription.js";
import { snsTopic } from "../../reconcilers/budgets/sns-topic.js";
import { pendingOf, readPending } from "../../src/stack/pending.js";
import { compositionOf, ofKind } from "../reconcilers/budgets/composition.js";
import { sandbox } from "../support/sandbox.js";

const KINDS = [snsTopic, snsSubscription];
const c = compositionOf({ budgets: { emails: ["platform@example.com", "second@example.com"] } });
const wanted = [...ofKind("sns-topic", c), ...ofKind("sns-subscription", c)];

describe("pending", () => {
  test("names what waits on a person, by plan and by a fresh look alike", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const { live, read } = await planOf(aws, KINDS, wanted);
    const pending = pendingOf(wanted, live, STACK);
    expect(pending.map((item) => item.what)).toEqual([
      "subscription of platform@example.com",
      "subscription of second@example.com",
    ]);
    expect(await readPending(read, wanted)).toEqual(pending);
  });

  test("a fresh look reads only kinds that can wait", async () => {
    const { aws, calls } = sandbox();
    const { read } = await planOf(aws, [], wanted);
    await readPending(read, ofKind("sns-topic", c));
    expect(calls).toEqual([]);
  });

  test("nothing waits where nothing exists", () => {
    expect(pendingOf(wanted, [], STACK)).toEqual([]);
  });
});
