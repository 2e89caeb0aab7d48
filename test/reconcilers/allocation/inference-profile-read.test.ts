import { describe, expect, test } from "vitest";
import type { InferenceProfile } from "../../../reconcilers/allocation/inference-profile.js";
import { fromBedrockTags, readProfiles } from "../../../reconcilers/allocation/inference-profile-read.js";
import type { Aws } from "../../../src/aws/aws.js";
import type { Wanted } from "../../../src/engine/kind.js";
import { planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { KINDS, compositionOf, wantedOf } from "./composition.js";

const OPUS = "us.anthropic.claude-opus-4-6-v1";
const wanted = wantedOf(compositionOf({ alice: {} }));

/** What profiles lead to, by name, as read for a wish. */
async function sources(aws: Aws, wish: readonly Wanted[] = wanted) {
  const profiles = wish.filter((want) => want.kind === "inference-profile") as Wanted<InferenceProfile>[];
  const { read } = await planOf(aws, [], wish);
  const live = await readProfiles(read, profiles);
  return Object.fromEntries(live.map(({ name, spec }) => [name, spec.source]));
}

async function make(
  aws: Aws,
  inferenceProfileName: string,
  source: string,
  tags: Record<string, string> = {},
) {
  await aws.call("bedrock", "CreateInferenceProfile", {
    inferenceProfileName,
    modelSource: { copyFrom: `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${source}` },
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  });
}

function fewerRegions(c = compositionOf({ alice: {} })) {
  // A region was added to the system profile after ours was copied from it.
  const models = new Map(
    [...c.models].map(([alias, model]) => [
      alias,
      { ...model, destinations: model.destinations.slice(0, 2) },
    ]),
  );
  return wantedOf({ ...c, models });
}

describe("readProfiles", () => {
  test("the register tells what a profile was copied from, whatever is wanted now", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const models = {
      opus: { copyFrom: "us.anthropic.claude-opus-5-5" },
      sonnet: { copyFrom: "us.anthropic.claude-sonnet-4-6" },
    };
    expect(await sources(aws, wantedOf(compositionOf({ alice: {} }, { models })))).toEqual({
      "claude-code-alice": OPUS,
      "claude-code-alice-sonnet": "us.anthropic.claude-sonnet-4-6",
    });
  });

  test("a register that contradicts the profile is not believed", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const place = { Bucket: "acme-corp-bedrock-invocation-logs", Key: "ccb/profiles/profiles.jsonl" };
    const text = await (await aws.call("s3", "GetObject", place)).Body?.transformToString();
    await aws.call("s3", "PutObject", {
      ...place,
      Body: text?.replaceAll("claude-opus-4-6-v1", "claude-opus-9-9") ?? "",
    });
    expect((await sources(aws))["claude-code-alice"]).toBe(OPUS);
  });

  test("without a register the model and its reach tell, though regions were added since", async () => {
    const { aws } = sandbox();
    const tags = { "ccb:stack": "claude-code", "ccb:key": "allocation/profile/alice/opus" };
    await make(aws, "claude-code-alice", OPUS, tags);
    expect((await sources(aws))["claude-code-alice"]).toBe(OPUS);
    expect((await sources(aws, fewerRegions()))["claude-code-alice"]).toBe(OPUS);
  });

  test.each([
    ["another model", "us.anthropic.claude-opus-5-5"],
    ["another reach", "global.anthropic.claude-opus-4-6-v1"],
  ])("%s is told from the wanted one", async (_what, source) => {
    const { aws } = sandbox();
    const tags = { "ccb:stack": "claude-code", "ccb:key": "allocation/profile/alice/opus" };
    await make(aws, "claude-code-alice", source, tags);
    expect((await sources(aws))["claude-code-alice"]).not.toBe(OPUS);
  });

  test("profiles of other names are not looked at", async () => {
    const { aws } = sandbox();
    await make(aws, "other-alice", OPUS);
    await make(aws, "claude-codes", OPUS);
    expect(await sources(aws)).toEqual({});
  });
});

test("tags as Bedrock writes them", () => {
  expect(fromBedrockTags([{ key: "a", value: "1" }])).toEqual({ a: "1" });
  expect(fromBedrockTags(undefined)).toEqual({});
});
