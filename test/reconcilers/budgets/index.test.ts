import { describe, expect, test } from "vitest";
import { sandbox } from "../../support/sandbox.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { KINDS, compositionOf, wantedOf } from "./composition.js";

const TOPICS = [{ name: "Investment advice", definition: "What to buy or sell.", examples: ["Buy?"] }];
const EVERYTHING = {
  budgets: {
    emails: ["platform@example.com"],
    webhooks: ["https://events.example.com/hook"],
    teams: { research: { amount: 1000, costCenter: "CC-2" } },
  },
  guardrail: { enabled: true, enforce: "account", topics: TOPICS },
};

describe("the budgets phase", () => {
  test("is complete after one apply: the next plan is empty", async () => {
    const { aws } = sandbox();
    const wanted = wantedOf(compositionOf(EVERYTHING));
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(plan.changes.every((change) => change.action === "create")).toBe(true);
    const again = await planOf(aws, KINDS, wanted);
    expect(changesOf(again.plan)).toEqual([]);
    expect(again.plan.unchanged).toBe(wanted.length);
    expect(again.plan.blocked).toEqual([]);
  });

  test("reads little: 24 calls for everything there is, log group and tag index included", async () => {
    const { aws, calls } = sandbox();
    const wanted = wantedOf(compositionOf(EVERYTHING));
    await reconcile(aws, KINDS, wanted);
    calls.length = 0;
    await planOf(aws, KINDS, wanted);
    expect(calls.length).toBeLessThanOrEqual(24);
  });

  test("leaves nothing behind", async () => {
    const { aws } = sandbox();
    const wanted = wantedOf(compositionOf(EVERYTHING));
    await reconcile(aws, KINDS, wanted);
    await reconcile(aws, KINDS, wanted, { destroy: true });
    const { live } = await planOf(aws, KINDS, wanted);
    expect(live).toEqual([]);
  });

  test("takes back what the YAML no longer has", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wantedOf(compositionOf(EVERYTHING)));
    const less = wantedOf(compositionOf({ dashboard: { enabled: false } }));
    const { plan } = await reconcile(aws, KINDS, less);
    expect(changesOf(plan)).toEqual([
      "delete budgets/dashboard",
      "delete budgets/enforced-guardrail",
      "delete budgets/guardrail",
      "delete budgets/team/research",
    ]);
    expect(changesOf((await planOf(aws, KINDS, less)).plan)).toEqual([]);
  });

  test("stays in its partition", () => {
    const china = { name: "claude-code", account: "123456789012", region: "cn-north-1", partition: "aws-cn" };
    const text = JSON.stringify(wantedOf(compositionOf(EVERYTHING, china)));
    expect(text).toContain("arn:aws-cn:sns:cn-north-1:123456789012:claude-code-budget-alerts");
    expect(text).not.toContain("arn:aws:");
  });
});
