import { describe, expect, test } from "vitest";
import { enforcedGuardrail } from "../../../reconcilers/budgets/enforced-guardrail.js";
import { guardrail } from "../../../reconcilers/budgets/guardrail.js";
import type { Aws } from "../../../src/aws/aws.js";
import type { Wanted } from "../../../src/engine/kind.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { compositionOf, ofKind, quickSandbox } from "./composition.js";

const KINDS = [guardrail, enforcedGuardrail];
const TOPICS = [
  { name: "Investment advice", definition: "What to buy or sell.", examples: [] },
  { name: "Medical advice", definition: "What to take against what.", examples: [] },
];

function wantedFor(settings: object): Wanted[] {
  const c = compositionOf({ guardrail: { enabled: true, enforce: "account", topics: TOPICS, ...settings } });
  return [...ofKind("guardrail", c), ...ofKind("enforced-guardrail", c)];
}
const wanted = wantedFor({});

async function enforced(aws: Aws) {
  const { guardrailsConfig } = await aws.call("bedrock", "ListEnforcedGuardrailsConfiguration", {});
  return guardrailsConfig ?? [];
}

/** Puts somebody else's guardrail on the account. */
async function enforceTheirs(aws: Aws) {
  const { guardrailId: guardrailIdentifier } = await aws.call("bedrock", "CreateGuardrail", {
    name: "theirs",
    blockedInputMessaging: "no",
    blockedOutputsMessaging: "no",
    topicPolicyConfig: { topicsConfig: [{ name: "x", definition: "x", type: "DENY" }] },
  });
  const { version } = await aws.call("bedrock", "CreateGuardrailVersion", { guardrailIdentifier });
  const config = { guardrailIdentifier, guardrailVersion: version };
  await aws.call("bedrock", "PutEnforcedGuardrailConfiguration", { guardrailInferenceConfig: config });
}

describe("enforced-guardrail", () => {
  test("puts the published version on every call of the account, in one run", async () => {
    const { aws } = sandbox();
    const { execution } = await reconcile(aws, KINDS, wanted);
    expect(await enforced(aws)).toMatchObject([
      { guardrailId: execution.attributes.get("budgets/guardrail")?.["id"], guardrailVersion: "1" },
    ]);
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test("a changed topic reaches the account in the same run", async () => {
    const { aws } = quickSandbox();
    await reconcile(aws, KINDS, wanted);
    const fewer = wantedFor({ topics: TOPICS.slice(1) });
    await reconcile(aws, KINDS, fewer);
    expect(await enforced(aws)).toMatchObject([{ guardrailVersion: "2" }]);
    expect(changesOf((await planOf(aws, KINDS, fewer)).plan)).toEqual([]);
  });

  test.each([
    ["models that are left out", { modelEnforcement: { includedModels: ["ALL"], excludedModels: ["x"] } }],
    ["prompts that callers may leave out", { selectiveContentGuarding: { messages: "SELECTIVE" as const } }],
  ])("repairs %s", async (_what, change) => {
    const { aws } = quickSandbox();
    await reconcile(aws, KINDS, wanted);
    const [before] = await enforced(aws);
    const guardrailInferenceConfig = {
      guardrailIdentifier: before?.guardrailId,
      guardrailVersion: before?.guardrailVersion,
      ...change,
    };
    const input = { configId: before?.configId, guardrailInferenceConfig };
    await aws.call("bedrock", "PutEnforcedGuardrailConfiguration", input);
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual(["update budgets/enforced-guardrail everywhere"]);
    const [after] = await enforced(aws);
    expect(after?.modelEnforcement).toBeUndefined();
    expect(after?.selectiveContentGuarding).toEqual(before?.selectiveContentGuarding);
  });

  test("is taken off the account while the guardrail stays", async () => {
    const { aws } = quickSandbox();
    await reconcile(aws, KINDS, wanted);
    const { plan } = await reconcile(aws, KINDS, wantedFor({ enforce: "none" }));
    expect(changesOf(plan)).toEqual(["delete budgets/enforced-guardrail"]);
    expect(await enforced(aws)).toEqual([]);
  });

  test("goes before the guardrail it enforces", async () => {
    const { aws } = quickSandbox();
    await reconcile(aws, KINDS, wanted);
    await reconcile(aws, KINDS, []);
    expect(await enforced(aws)).toEqual([]);
    expect((await aws.call("bedrock", "ListGuardrails", {})).guardrails).toEqual([]);
  });

  test("somebody else's blocks it and is not touched", async () => {
    const { aws } = quickSandbox();
    await enforceTheirs(aws);
    const { plan } = await planOf(aws, KINDS, wanted);
    expect(plan.blocked).toMatchObject([{ key: "budgets/enforced-guardrail" }]);
    expect(changesOf((await planOf(aws, KINDS, wantedFor({ enforce: "none" }))).plan)).toEqual([
      "create budgets/guardrail",
    ]);
  });

  test("is taken over with --adopt", async () => {
    const { aws } = quickSandbox();
    await enforceTheirs(aws);
    const { execution } = await reconcile(aws, KINDS, wanted, { adopt: true });
    expect(await enforced(aws)).toMatchObject([
      { guardrailId: execution.attributes.get("budgets/guardrail")?.["id"] },
    ]);
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test("asks nothing about enforcement where there is no guardrail", async () => {
    const { aws, calls } = quickSandbox();
    await planOf(aws, KINDS, []);
    expect(calls.map((call) => call.operation)).toEqual(["ListGuardrails"]);
  });
});
