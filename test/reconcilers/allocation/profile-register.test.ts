import { describe, expect, test } from "vitest";
import type { Aws } from "../../../src/aws/aws.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { KINDS, compositionOf, profilesIn, registerLines, registerText, wantedOf } from "./composition.js";

const KEY = "allocation/register";
const Bucket = "acme-corp-bedrock-invocation-logs";
const Key = "ccb/profiles/profiles.jsonl";
const BOTH = compositionOf({ alice: {}, bob: { models: ["opus"], team: "research", costCenter: "CC-2" } });
const wanted = wantedOf(BOTH);

async function arnOf(aws: Aws, name: string): Promise<string> {
  return (await profilesIn(aws)).get(name)?.inferenceProfileArn ?? "";
}

describe("profile-register", () => {
  test("has one line a profile, with all a report needs, and is complete after one apply", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const lines = await registerLines(aws);
    expect(lines).toHaveLength(3);
    const arn = await arnOf(aws, "claude-code-bob");
    expect(lines.find((line) => line.developer === "bob")).toEqual({
      ...{ arn, id: arn.slice(arn.lastIndexOf("/") + 1), developer: "bob", team: "research" },
      ...{
        project: "claude-code",
        costCenter: "CC-2",
        alias: "opus",
        source: "us.anthropic.claude-opus-4-6-v1",
      },
      ...{ modelId: "anthropic.claude-opus-4-6-v1", retiredAt: null },
      createdAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/),
    });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test("a changed assignment is a new line; the old ones stay byte for byte", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const before = await registerText(aws);
    const moved = wantedOf(
      compositionOf({ alice: {}, bob: { models: ["opus"], team: "sales", costCenter: "CC-2" } }),
    );
    await reconcile(aws, KINDS, moved);
    const after = await registerText(aws);
    expect(after.startsWith(before)).toBe(true);
    const added = after.slice(before.length).trimEnd().split("\n");
    expect(added.map((line) => JSON.parse(line) as object)).toMatchObject([
      { developer: "bob", team: "sales", retiredAt: null },
    ]);
    expect(changesOf((await planOf(aws, KINDS, moved)).plan)).toEqual([]);
  });

  test("a profile that goes is retired, and its developer stays on record", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const arn = await arnOf(aws, "claude-code-bob");
    const less = wantedOf(compositionOf({ alice: {} }));
    await reconcile(aws, KINDS, less);
    const last = (await registerLines(aws)).at(-1);
    expect(last).toMatchObject({ arn, developer: "bob", retiredAt: expect.stringContaining("T") });
    expect(changesOf((await planOf(aws, KINDS, less)).plan)).toEqual([]);
  });

  test("a replaced model retires the old profile and registers the new one", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const old = await arnOf(aws, "claude-code-bob");
    const newer = replaced();
    await reconcile(aws, KINDS, newer);
    const lines = (await registerLines(aws)).filter((line) => line.developer === "bob");
    expect(lines.map(({ arn, modelId, retiredAt }) => [arn === old, modelId, retiredAt !== null])).toEqual([
      [true, "anthropic.claude-opus-4-6-v1", false],
      [false, "anthropic.claude-opus-5-5", false],
      [true, "anthropic.claude-opus-4-6-v1", true],
    ]);
    expect(changesOf((await planOf(aws, KINDS, newer)).plan)).toEqual([]);
  });

  test("a replacement that fails never puts the new model on the old profile's record", async () => {
    const { aws, dir } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const deny = { "bedrock:CreateInferenceProfile": { name: "AccessDeniedException", message: "not you" } };
    await reconcile(sandbox({ dir, faults: { deny } }).aws, KINDS, replaced(), { tolerant: true });
    expect((await registerLines(aws)).map((line) => line.modelId)).not.toContain("anthropic.claude-opus-5-5");
    await reconcile(aws, KINDS, replaced());
    expect(changesOf((await planOf(aws, KINDS, replaced())).plan)).toEqual([]);
    const current = (await registerLines(aws)).findLast(
      (line) => line.developer === "bob" && line.retiredAt === null,
    );
    expect(current?.modelId).toBe("anthropic.claude-opus-5-5");
  });

  test("one profile that cannot be made keeps no other off the record", async () => {
    const { aws, account } = sandbox();
    const handle = account.handle.bind(account);
    account.handle = (service, operation, input, region) =>
      (input as { inferenceProfileName?: string }).inferenceProfileName === "claude-code-bob"
        ? Promise.reject(Object.assign(new Error("no"), { name: "ValidationException", $metadata: {} }))
        : handle(service, operation, input, region);
    const { execution } = await reconcile(aws, KINDS, wanted, { tolerant: true });
    expect(execution.outcomes.filter((outcome) => outcome.status !== "done").map(({ key }) => key)).toEqual([
      "allocation/profile/bob/opus",
    ]);
    expect((await registerLines(aws)).map((line) => line.developer)).toEqual(["alice", "alice"]);
    account.handle = handle;
    await reconcile(aws, KINDS, wanted);
    expect((await registerLines(aws)).map((line) => line.developer)).toEqual(["alice", "alice", "bob"]);
  });

  test("lost, it is written again from the profiles, each from when it was made", async () => {
    let now = Date.parse("2026-01-05T10:00:00Z");
    const { aws } = sandbox({ clock: () => new Date(now) });
    await reconcile(aws, KINDS, wanted);
    now += 30 * 86_400_000;
    await aws.call("s3", "DeleteObject", { Bucket, Key });
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toContain(`update ${KEY} assignments`);
    const lines = await registerLines(aws);
    expect(lines.map((line) => line.createdAt)).toEqual(Array(3).fill("2026-01-05T10:00:00Z"));
    expect(lines.every((line) => line.arn.startsWith("arn:aws:bedrock"))).toBe(true);
  });

  test("what somebody else wrote into it stays", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const text = `# a note\n${await registerText(aws)}{"half`;
    await aws.call("s3", "PutObject", { Bucket, Key, Body: text });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    await reconcile(aws, KINDS, wantedOf(compositionOf({ alice: {} })));
    expect((await registerText(aws)).startsWith(`${text}\n`)).toBe(true);
  });

  test("destroy retires everybody and keeps the record", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    await reconcile(aws, KINDS, wanted, { destroy: true });
    expect((await profilesIn(aws)).size).toBe(0);
    const lines = await registerLines(aws);
    expect(lines.slice(3).map((line) => line.retiredAt !== null)).toEqual([true, true, true]);
    const again = await planOf(aws, KINDS, wanted, { destroy: true });
    expect(changesOf(again.plan)).toEqual([]);
  });
});

function replaced() {
  const models = {
    opus: { copyFrom: "us.anthropic.claude-opus-5-5" },
    sonnet: { copyFrom: "us.anthropic.claude-sonnet-4-6" },
  };
  const developers = {
    alice: { models: ["sonnet"] },
    bob: { models: ["opus"], team: "research", costCenter: "CC-2" },
  };
  return wantedOf(compositionOf(developers, { models }));
}
