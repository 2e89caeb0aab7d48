import { expect, test } from "vitest";
import { sandbox } from "../support/sandbox.js";
import { applied } from "./company.js";

const NEWER = "us.anthropic.claude-opus-4-7";
const change = (text: string) => text.replace("us.anthropic.claude-opus-4-6-v1", NEWER);

interface Plan {
  warnings: string[];
  changes: { key: string; name: string; action: string; calls: { operation: string }[] }[];
}

async function opusProfiles(dir: string) {
  const { aws } = sandbox({ dir });
  const [page] = await aws.pages("bedrock", "ListInferenceProfiles", {
    typeEquals: "APPLICATION",
    maxResults: 1000,
  });
  const profiles = (page?.inferenceProfileSummaries ?? []).filter(
    ({ models }) => models?.some(({ modelArn }) => modelArn?.includes("opus")) === true,
  );
  return Promise.all(
    profiles.map(async ({ inferenceProfileArn: arn = "", inferenceProfileName: name, models }) => {
      const { tags = [] } = await aws.call("bedrock", "ListTagsForResource", { resourceARN: arn });
      return {
        arn,
        name,
        model: models?.[0]?.modelArn?.replace(/.*\//, ""),
        retiring: tags.some(({ key }) => key === "ccb:retiring"),
      };
    }),
  );
}

const opusOf = async ({ ccb }: Awaited<ReturnType<typeof applied>>): Promise<string> =>
  (await ccb("print-env alice --json")).json<{ env: Record<string, string> }>().env[
    "ANTHROPIC_DEFAULT_OPUS_MODEL"
  ] ?? "";

test("a plan says who must refresh, makes the new profile before the old one goes, and names it by its version", async () => {
  const { ccb, rewrite } = await applied();
  rewrite(change);
  const { warnings, changes } = (await ccb("plan --json")).json<Plan>();
  expect(warnings.join("\n")).toMatch(/opus gets a new ARN for alice: .*ccb print-env/);
  const replaced = changes.find(({ key }) => key === "allocation/profile/alice/opus");
  expect(replaced).toMatchObject({ action: "replace", name: "claude-code-alice-opus" });
  expect(replaced?.calls.map(({ operation }) => operation)).toEqual([
    "CreateInferenceProfile",
    "DeleteInferenceProfile",
  ]);
});

test("kept with --keep-old, until --drop-old: print-env gives the new one meanwhile", async () => {
  const place = await applied();
  const { ccb, account, rewrite, register } = place;
  const old = await opusOf(place);
  rewrite(change);
  expect((await ccb("apply --yes --keep-old")).code).toBe(0);
  const both = await opusProfiles(account);
  expect(both.map(({ arn, model, retiring }) => [arn === old, model, retiring])).toEqual([
    [true, "anthropic.claude-opus-4-6-v1", true],
    [false, "anthropic.claude-opus-4-7", false],
  ]);
  const now = await opusOf(place);
  expect(now).toBe(both[1]?.arn);

  for (const command of [
    "plan --detailed-exitcode",
    "apply --yes",
    "onboard-dev alice",
    "onboard-dev dana",
  ]) {
    expect((await ccb(command)).code, command).toBe(0);
    expect(
      (await opusProfiles(account)).map(({ arn }) => arn),
      command,
    ).toEqual(expect.arrayContaining([old, now]));
    expect(
      register().some(({ arn, retiredAt }) => arn === old && retiredAt !== null),
      command,
    ).toBe(false);
  }
  const dropped = await ccb("apply --yes --drop-old");
  expect(dropped.code, dropped.err).toBe(0);
  const left = (await opusProfiles(account)).map(({ arn }) => arn);
  expect(left).toContain(now);
  expect(left).not.toContain(old);
  expect(register().findLast(({ arn }) => arn === old)?.retiredAt).toMatch(/Z$/);
  expect(register().findLast(({ arn }) => arn === now)?.retiredAt).toBeNull();
  expect(await opusOf(place)).toBe(now);
  expect((await ccb("plan --detailed-exitcode")).code).toBe(0);
});

test.each(["before", "after"])(
  "a crash %s any call of the replacement leaves print-env with a profile, and heals",
  async (when) => {
    for (let at = 1; ; at += 1) {
      const place = await applied();
      const { ccb, account, rewrite, register } = place;
      const old = await opusOf(place);
      rewrite(change);
      const env = { CCB_SANDBOX_FAULTS: JSON.stringify({ crash: { at, when } }) };
      const died = await ccb("apply --yes --keep-old", { env });
      const where = `crash ${when} call ${at}`;
      expect(
        (await opusProfiles(account)).map(({ arn }) => arn),
        where,
      ).toContain(old);
      const healed = await ccb("apply --yes --keep-old");
      expect(healed.code, `${where}: ${healed.err}`).toBe(0);
      const opus = await opusProfiles(account);
      expect(
        opus.map(({ arn, retiring }) => [arn === old, retiring]),
        where,
      ).toEqual([
        [true, true],
        [false, false],
      ]);
      expect(await opusOf(place), where).toBe(opus[1]?.arn);
      expect(
        register().filter(({ retiredAt }) => retiredAt !== null),
        where,
      ).toEqual([]);
      expect((await ccb("plan --detailed-exitcode")).code, where).toBe(0);
      if (died.code === 0) {
        expect(at).toBeGreaterThan(4);
        return;
      }
    }
  },
);

test("an onboarding that would replace a profile asks first", async () => {
  const { ccb, rewrite, journal } = await applied();
  rewrite(change);
  const before = journal();
  const refused = await ccb("onboard-dev alice");
  expect(refused.code).toBe(5);
  expect(refused.err).toContain("they must refresh their settings");
  expect(journal()).toBe(before);
  // Somebody else's models are not its business.
  expect((await ccb("onboard-dev bob")).code).toBe(0);
});
