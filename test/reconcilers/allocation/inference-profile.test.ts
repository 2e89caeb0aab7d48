import { describe, expect, test } from "vitest";
import { inferenceProfile } from "../../../reconcilers/allocation/inference-profile.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { refusal, sandbox } from "../../support/sandbox.js";
import { KINDS, compositionOf, profilesIn, wantedOf } from "./composition.js";

const ALICE = { alice: { team: "research", costCenter: "CC-2", description: "Alice A", tags: { map: "1" } } };
const wanted = wantedOf(compositionOf(ALICE));
const [MAIN, SECOND] = ["allocation/profile/alice/opus", "allocation/profile/alice/sonnet"];

/** The stack with another model under an alias. */
function copiedFrom(copyFrom: string, alias = "opus") {
  const models = {
    opus: { copyFrom: "us.anthropic.claude-opus-4-6-v1" },
    sonnet: { copyFrom: "us.anthropic.claude-sonnet-4-6" },
    [alias]: { copyFrom },
  };
  return wantedOf(compositionOf(ALICE, { models }));
}

describe("inference-profile", () => {
  test("one a developer and model, copied from the model, with its tags", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const profiles = await profilesIn(aws);
    expect([...profiles.keys()].toSorted()).toEqual(["claude-code-alice", "claude-code-alice-sonnet"]);
    const main = profiles.get("claude-code-alice");
    expect(main?.description).toBe("Alice A");
    expect(main?.models?.map((model) => model.modelArn)).toContain(
      "arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-opus-4-6-v1",
    );
    const { tags } = await aws.call("bedrock", "ListTagsForResource", {
      resourceARN: main?.inferenceProfileArn,
    });
    expect(Object.fromEntries((tags ?? []).map(({ key, value }) => [key, value]))).toEqual({
      ...{ Team: "research", Project: "claude-code", CostCenter: "CC-2", User: "alice", map: "1" },
      ...{ "ccb:stack": "claude-code", "ccb:key": MAIN },
    });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test("repairs a tag and leaves others', and the profile stays the same", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const before = await profilesIn(aws);
    const resourceARN = before.get("claude-code-alice")?.inferenceProfileArn;
    await aws.call("bedrock", "TagResource", {
      resourceARN,
      tags: [
        { key: "Team", value: "sales" },
        { key: "theirs", value: "1" },
      ],
    });
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([`update ${MAIN} tags.Team`]);
    expect(await profilesIn(aws)).toEqual(before);
    const { tags } = await aws.call("bedrock", "ListTagsForResource", { resourceARN });
    expect(tags).toEqual(
      expect.arrayContaining([
        { key: "Team", value: "research" },
        { key: "theirs", value: "1" },
      ]),
    );
  });

  test.each([
    ["a newer model", "us.anthropic.claude-opus-5-5"],
    ["another reach of the same model", "global.anthropic.claude-opus-4-6-v1"],
  ])("%s is a replacement under a new name, and the old one goes", async (_what, copyFrom) => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const old = (await profilesIn(aws)).get("claude-code-alice")?.inferenceProfileArn;
    const other = copiedFrom(copyFrom);
    const { plan } = await reconcile(aws, KINDS, other);
    expect(changesOf(plan)).toContain(`replace ${MAIN} source`);
    const after = await profilesIn(aws);
    expect([...after.keys()].toSorted()).toEqual(["claude-code-alice-opus", "claude-code-alice-sonnet"]);
    expect([...after.values()].map((profile) => profile.inferenceProfileArn)).not.toContain(old);
    expect(changesOf((await planOf(aws, KINDS, other)).plan)).toEqual([]);
  });

  test("another order of models moves nothing: a profile is what its key says", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const before = await profilesIn(aws);
    const turned = wantedOf(compositionOf({ alice: { ...ALICE.alice, models: ["sonnet", "opus"] } }));
    expect(changesOf((await planOf(aws, KINDS, turned)).plan)).toEqual([]);
    expect(await profilesIn(aws)).toEqual(before);
  });

  test("a duplicate that a cut-short run left is removed", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    await aws.call("bedrock", "CreateInferenceProfile", {
      inferenceProfileName: "claude-code-alice-opus",
      modelSource: {
        copyFrom: "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-5-5",
      },
      tags: Object.entries(wanted.find((want) => want.key === MAIN)?.tags ?? {}).map(([key, value]) => ({
        key,
        value,
      })),
    });
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(plan.changes.filter((change) => change.kind === inferenceProfile.name)).toMatchObject([
      { action: "delete", name: "claude-code-alice-opus" },
    ]);
    expect([...(await profilesIn(aws)).keys()]).not.toContain("claude-code-alice-opus");
  });

  test("goes with its developer, and others' profiles stay", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const modelSource = {
      copyFrom: "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-6-v1",
    };
    await aws.call("bedrock", "CreateInferenceProfile", {
      inferenceProfileName: "claude-code-mine",
      modelSource,
    });
    const { plan } = await reconcile(aws, KINDS, wantedOf(compositionOf({})));
    expect(changesOf(plan).filter((line) => line.startsWith("delete"))).toEqual([
      `delete ${MAIN}`,
      `delete ${SECOND}`,
    ]);
    expect([...(await profilesIn(aws)).keys()]).toEqual(["claude-code-mine"]);
  });

  test("a namesake is adopted on request, and replaced when it leads elsewhere", async () => {
    for (const [source, action] of [
      ["us.anthropic.claude-opus-4-6-v1", "adopt"],
      ["us.anthropic.claude-opus-5-5", "replace"],
    ] as const) {
      const { aws } = sandbox();
      await aws.call("bedrock", "CreateInferenceProfile", {
        inferenceProfileName: "claude-code-alice",
        modelSource: { copyFrom: `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${source}` },
      });
      expect((await planOf(aws, KINDS, wanted)).plan.blocked).toMatchObject([
        { key: MAIN, name: "claude-code-alice" },
      ]);
      const { plan } = await reconcile(aws, KINDS, wanted, { adopt: true });
      expect(plan.changes.find((change) => change.key === MAIN)?.action).toBe(action);
      expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    }
  });

  test("a plan reads one list, one index page and one register for all", async () => {
    const developers = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`u${i}`, {}]));
    const many = wantedOf(compositionOf(developers));
    const { aws, calls } = sandbox();
    await reconcile(aws, KINDS, many);
    calls.length = 0;
    expect(changesOf((await planOf(aws, [inferenceProfile], many)).plan)).toEqual([]);
    expect(calls.map((call) => call.operation).toSorted()).toEqual([
      "GetObject",
      "GetResources",
      "ListInferenceProfiles",
    ]);
  });

  test("a model Bedrock refuses is shown in Bedrock's words", async () => {
    const { aws } = sandbox();
    const { message } = await refusal(reconcile(aws, KINDS, copiedFrom("us.anthropic.claude-nothing-9")));
    expect(message).toMatch(/allocation\/profile\/alice\/opus: The provided model source .* is invalid/);
  });
});
