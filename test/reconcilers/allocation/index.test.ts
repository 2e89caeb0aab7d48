import { describe, expect, test } from "vitest";
import { allocation } from "../../../reconcilers/allocation/index.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { KINDS, compositionOf, registerLines, wantedOf } from "./composition.js";

describe("the allocation phase", () => {
  test("names the first model's profile after the developer, the others after the model too", () => {
    const c = compositionOf({ alice: {}, bob: { models: ["sonnet", "opus"] } });
    const names = allocation
      .compose(c)
      .filter((want) => want.kind === "inference-profile")
      .map((want) => want.name);
    expect(names).toEqual([
      "claude-code-alice",
      "claude-code-alice-sonnet",
      "claude-code-bob",
      "claude-code-bob-opus",
    ]);
  });

  test("a model the account does not have gets no profile and no line", () => {
    const c = compositionOf({ alice: {} });
    const models = new Map([...c.models].filter(([alias]) => alias !== "opus"));
    const wanted = allocation.compose({ ...c, models });
    expect(wanted.map((want) => want.key)).toEqual([
      "allocation/profile/alice/sonnet",
      "allocation/register",
      "allocation/cost-tags",
    ]);
  });

  test("no user can claim another's cost tags", () => {
    const c = compositionOf({ alice: { tags: { Team: "sneaky", extra: "1" } } });
    expect(allocation.compose(c)[0]?.tags).toMatchObject({
      Team: c.config.defaults.team,
      User: "alice",
      extra: "1",
    });
  });

  test("is complete after one apply, and leaves nothing but the record", async () => {
    const { aws } = sandbox();
    const wanted = wantedOf(compositionOf({ alice: {}, bob: {} }));
    await reconcile(aws, KINDS, wanted);
    const { plan } = await planOf(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([]);
    // Billing does not know the tags yet.
    expect(plan.unchanged).toBe(wanted.length - 1);
    await reconcile(aws, KINDS, wanted, { destroy: true });
    expect(await registerLines(aws)).toHaveLength(8);
  });
});
