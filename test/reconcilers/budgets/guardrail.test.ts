import type { UpdateGuardrailRequest } from "@aws-sdk/client-bedrock";
import { describe, expect, test } from "vitest";
import { enforcedGuardrail } from "../../../reconcilers/budgets/enforced-guardrail.js";
import { guardrail } from "../../../reconcilers/budgets/guardrail.js";
import type { Aws } from "../../../src/aws/aws.js";
import { execute } from "../../../src/engine/execute.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { compositionOf, ofKind, quickSandbox } from "./composition.js";

const KINDS = [guardrail];
const TOPICS = [
  { name: "Investment advice", definition: "What to buy or sell.", examples: ["Should I buy this share?"] },
  { name: "Medical advice", definition: "What to take against what.", examples: [] },
];
const wantedWith = (topics: object[]) =>
  ofKind("guardrail", compositionOf({ guardrail: { enabled: true, topics } }));
const wanted = wantedWith(TOPICS);

/** Draft and newest version of the one guardrail, as AWS has them. */
async function stateOf(aws: Aws) {
  const { guardrails } = await aws.call("bedrock", "ListGuardrails", {});
  const guardrailIdentifier = guardrails?.[0]?.id;
  const all = await aws.call("bedrock", "ListGuardrails", { guardrailIdentifier });
  const versions = (all.guardrails ?? []).map((one) => one.version ?? "").filter((one) => one !== "DRAFT");
  const get = (guardrailVersion?: string) =>
    aws.call("bedrock", "GetGuardrail", { guardrailIdentifier, guardrailVersion });
  const newest = versions.at(-1);
  return {
    id: guardrailIdentifier ?? "",
    versions,
    draft: await get(),
    published: newest === undefined ? undefined : await get(newest),
  };
}

const names = (found: { topicPolicy?: { topics?: { name?: string }[] } } | undefined) =>
  found?.topicPolicy?.topics?.map((topic) => topic.name);

describe("guardrail", () => {
  test("denies the topics of the YAML in a published version", async () => {
    const { aws } = sandbox();
    const { execution } = await reconcile(aws, KINDS, wanted);
    const { draft, published, versions, id } = await stateOf(aws);
    expect(versions).toEqual(["1"]);
    expect(published?.status).toBe("READY");
    expect(published?.topicPolicy?.topics).toMatchObject([
      { ...TOPICS[0], type: "DENY" },
      { ...TOPICS[1], type: "DENY" },
    ]);
    expect(execution.attributes.get("budgets/guardrail")).toMatchObject({
      id,
      arn: draft.guardrailArn,
      version: "1",
    });
    const again = await planOf(aws, KINDS, wanted);
    expect(changesOf(again.plan)).toEqual([]);
    expect(again.plan.attributes.get("budgets/guardrail")).toMatchObject({ id, version: "1" });
  });

  test("a changed topic is published as a new version", async () => {
    const { aws } = quickSandbox();
    await reconcile(aws, KINDS, wanted);
    const fewer = wantedWith(TOPICS.slice(1));
    const { plan, execution } = await reconcile(aws, KINDS, fewer);
    expect(changesOf(plan)).toEqual(["update budgets/guardrail topics"]);
    const { draft, published, versions } = await stateOf(aws);
    expect(versions).toEqual(["1", "2"]);
    expect([names(draft), names(published)]).toEqual([["Medical advice"], ["Medical advice"]]);
    expect(execution.attributes.get("budgets/guardrail")).toMatchObject({ version: "2" });
    expect(changesOf((await planOf(aws, KINDS, fewer)).plan)).toEqual([]);
  });

  test("a draft that never got published is published by the next run", async () => {
    const { aws } = quickSandbox();
    await reconcile(aws, KINDS, wanted);
    const fewer = wantedWith(TOPICS.slice(1));
    const { plan, read } = await planOf(aws, KINDS, fewer);
    for (const change of plan.changes) change.steps.length = 1;
    await execute(plan, { aws, kinds: KINDS, read, delayScale: 0.002, clock: () => new Date() });
    expect(names((await stateOf(aws)).published)).toEqual(["Investment advice", "Medical advice"]);
    const next = await reconcile(aws, KINDS, fewer);
    expect(changesOf(next.plan)).toEqual(["update budgets/guardrail published"]);
    expect(names((await stateOf(aws)).published)).toEqual(["Medical advice"]);
  });

  describe("with the 20 versions Bedrock keeps of a guardrail", () => {
    const KINDS_ENFORCED = [guardrail, enforcedGuardrail];
    const enforcing = (topics: object[]) => {
      const c = compositionOf({ guardrail: { enabled: true, enforce: "account", topics } });
      return [...ofKind("guardrail", c), ...ofKind("enforced-guardrail", c)];
    };

    /** Publishes by hand until there are 20. */
    async function fill(aws: Aws): Promise<string> {
      const { id, versions } = await stateOf(aws);
      for (let n = versions.length; n < 20; n += 1) {
        await aws.call("bedrock", "CreateGuardrailVersion", { guardrailIdentifier: id });
      }
      return id;
    }

    test("the oldest goes, so that a changed topic is published, again and again", async () => {
      const { aws } = quickSandbox();
      await reconcile(aws, KINDS, wanted);
      await fill(aws);
      for (const [count, topics] of [TOPICS.slice(1), TOPICS.slice(0, 1)].entries()) {
        const { plan } = await reconcile(aws, KINDS, wantedWith(topics));
        expect(plan.changes[0]?.steps.map((step) => step.operation)).toEqual([
          "DeleteGuardrail",
          "UpdateGuardrail",
          "CreateGuardrailVersion",
        ]);
        const { versions, published } = await stateOf(aws);
        expect([versions[0], versions.at(-1)]).toEqual([String(2 + count), String(21 + count)]);
        expect(names(published)).toEqual(topics.map((topic) => topic.name));
        expect(changesOf((await planOf(aws, KINDS, wantedWith(topics))).plan)).toEqual([]);
      }
    });

    test("one that is enforced on the account stays", async () => {
      const { aws } = quickSandbox();
      await reconcile(aws, KINDS_ENFORCED, enforcing(TOPICS));
      await fill(aws);
      await reconcile(aws, KINDS_ENFORCED, enforcing(TOPICS.slice(1)));
      const { versions } = await stateOf(aws);
      // Version 1 was in force while there had to be room.
      expect(versions.slice(0, 2)).toEqual(["1", "3"]);
      const { guardrailsConfig } = await aws.call("bedrock", "ListEnforcedGuardrailsConfiguration", {});
      expect(guardrailsConfig).toMatchObject([{ guardrailVersion: "21" }]);
    });

    test("none goes, and the draft stays, when it may not be deleted", async () => {
      const { aws, dir } = quickSandbox();
      await reconcile(aws, KINDS, wanted);
      await fill(aws);
      const deny = { "bedrock:DeleteGuardrail": { name: "AccessDeniedException", message: "Not you." } };
      const clock = () => new Date("2026-11-21T08:00:00Z");
      const denied = sandbox({ dir, clock, faults: { deny } });
      await expect(reconcile(denied.aws, KINDS, wantedWith(TOPICS.slice(1)))).rejects.toThrow("Not you.");
      const { versions, draft } = await stateOf(aws);
      expect(versions).toHaveLength(20);
      expect(names(draft)).toEqual(TOPICS.map((topic) => topic.name));
    });

    test("nothing is deleted while nothing is published", async () => {
      const { aws } = quickSandbox();
      await reconcile(aws, KINDS, wanted);
      await fill(aws);
      expect((await planOf(aws, KINDS, wanted)).plan.changes).toEqual([]);
    });
  });

  const right = {
    name: "claude-code-guardrail",
    description: "Topics that claude-code denies",
    blockedInputMessaging: "in",
    blockedOutputsMessaging: "out",
    topicPolicyConfig: { topicsConfig: TOPICS.map((topic) => ({ ...topic, type: "DENY" as const })) },
  };
  const topicsWith = (change: object) => ({
    topicPolicyConfig: {
      topicsConfig: right.topicPolicyConfig.topicsConfig.map((topic) => ({ ...topic, ...change })),
    },
  });

  test.each<[string, Partial<UpdateGuardrailRequest>]>([
    ["description", { description: "x" }],
    ["blockedInputMessaging", { blockedInputMessaging: "x" }],
    ["blockedOutputsMessaging", { blockedOutputsMessaging: "x" }],
    ["topics", topicsWith({ definition: "x" })],
    ["topics", topicsWith({ examples: ["x"] })],
    ["topics", topicsWith({ inputEnabled: false })],
    ["topics", topicsWith({ outputAction: "NONE" })],
  ])("repairs the %s (%#)", async (field, change) => {
    const { aws } = quickSandbox();
    await reconcile(aws, KINDS, wanted);
    const { id, draft } = await stateOf(aws);
    const { blockedInputMessaging, blockedOutputsMessaging } = draft;
    const input = {
      guardrailIdentifier: id,
      ...right,
      blockedInputMessaging,
      blockedOutputsMessaging,
      ...change,
    };
    await aws.call("bedrock", "UpdateGuardrail", input);
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)[0]).toContain(` ${field}`);
    const after = await stateOf(aws);
    for (const found of [after.draft, after.published]) {
      expect(found?.blockedInputMessaging).toBe(blockedInputMessaging);
      expect(found?.blockedOutputsMessaging).toBe(blockedOutputsMessaging);
      expect(found?.topicPolicy).toEqual(draft.topicPolicy);
    }
    expect(after.draft.description).toBe(draft.description);
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test("keeps policies that the YAML does not speak of", async () => {
    const { aws } = quickSandbox();
    await reconcile(aws, KINDS, wanted);
    const { id, draft } = await stateOf(aws);
    const others = {
      wordPolicyConfig: {
        wordsConfig: [{ text: "secret" }],
        managedWordListsConfig: [{ type: "PROFANITY" as const }],
      },
      contentPolicyConfig: {
        filtersConfig: [
          { type: "HATE" as const, inputStrength: "HIGH" as const, outputStrength: "LOW" as const },
        ],
      },
      sensitiveInformationPolicyConfig: {
        piiEntitiesConfig: [{ type: "EMAIL" as const, action: "BLOCK" as const }],
        regexesConfig: [{ name: "ticket", pattern: "T-\\d+", action: "ANONYMIZE" as const }],
      },
      contextualGroundingPolicyConfig: { filtersConfig: [{ type: "GROUNDING" as const, threshold: 0.5 }] },
    };
    const { blockedInputMessaging, blockedOutputsMessaging } = draft;
    const messages = { blockedInputMessaging, blockedOutputsMessaging };
    const input = { guardrailIdentifier: id, ...right, ...messages, ...others, description: "x" };
    await aws.call("bedrock", "UpdateGuardrail", input);
    const before = (await stateOf(aws)).draft;
    await reconcile(aws, KINDS, wanted);
    const { draft: after, published } = await stateOf(aws);
    for (const policy of [
      "wordPolicy",
      "contentPolicy",
      "sensitiveInformationPolicy",
      "contextualGroundingPolicy",
    ] as const) {
      expect(before[policy]).toBeDefined();
      expect(after[policy]).toEqual(before[policy]);
      expect(published?.[policy]).toEqual(before[policy]);
    }
  });

  test("is deleted with its versions when the YAML switches it off", async () => {
    const { aws } = quickSandbox();
    await reconcile(aws, KINDS, wanted);
    const { plan } = await reconcile(aws, KINDS, []);
    expect(changesOf(plan)).toEqual(["delete budgets/guardrail"]);
    expect((await aws.call("bedrock", "ListGuardrails", {})).guardrails).toEqual([]);
  });

  test("repairs a tag", async () => {
    const { aws } = quickSandbox();
    await reconcile(aws, KINDS, wanted);
    const resourceARN = (await stateOf(aws)).draft.guardrailArn;
    await aws.call("bedrock", "UntagResource", { resourceARN, tagKeys: ["ccb:key"] });
    await reconcile(aws, KINDS, wanted);
    const { tags } = await aws.call("bedrock", "ListTagsForResource", { resourceARN });
    expect(tags).toContainEqual({ key: "ccb:key", value: "budgets/guardrail" });
  });

  test.each([
    ["nobody's", [], undefined],
    ["another stack's", [{ key: "ccb:stack", value: "other" }], 'stack "other"'],
  ])("is blocked by %s guardrail of that name, and never deletes it", async (_whose, tags, owner) => {
    const { aws } = quickSandbox();
    await aws.call("bedrock", "CreateGuardrail", { ...right, tags });
    const { plan } = await planOf(aws, KINDS, wanted);
    expect(plan.blocked.map((one) => [one.key, one.owner])).toEqual([["budgets/guardrail", owner]]);
    expect((await planOf(aws, KINDS, [])).plan.changes).toEqual([]);
  });
});
