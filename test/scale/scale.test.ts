import { stringify } from "yaml";
import { expect, test } from "vitest";
import type { CallRecord } from "../../src/aws/aws.js";
import { isRead } from "../../src/aws/services.js";
import { accountFolder, changesOf, machine, undone } from "../support/machine.js";

const DEVELOPERS = 1000;
const MODELS = ["opus", "sonnet", "haiku"];
const PROFILES = DEVELOPERS * MODELS.length;
/** Read calls a plan may make, however many developers there are. */
const MOST_READS = 66;

/** How much faster than real time passes in the account; a thousand developers take a minute of its time. */
const FASTER = 4;

/** A company of this many developers with three models each; with `all`, everything that can be switched on is. */
function yaml(developers: number, all: boolean): string {
  const people = Array.from({ length: developers }, (_, i) => [
    `dev-${String(i).padStart(4, "0")}`,
    { team: `team-${i % 25}`, costCenter: `CC-${i % 25}` },
  ]);
  const everything = {
    attribution: { sso: { enabled: true, groups: ["claude-code-engineering"] } },
    guardrail: { enabled: true, topics: [{ name: "Advice", definition: "Advice on what to buy." }] },
  };
  return stringify({
    version: 1,
    project: "acme-claude",
    region: "us-east-1",
    models: {
      opus: { copyFrom: "us.anthropic.claude-opus-4-6-v1" },
      sonnet: { copyFrom: "us.anthropic.claude-sonnet-4-6" },
      haiku: { copyFrom: "us.anthropic.claude-haiku-4-5-20251001-v1:0" },
    },
    foundation: {
      developerTrustedArns: ["arn:aws:iam::123456789012:root"],
      adminTrustedArns: ["arn:aws:iam::123456789012:root"],
    },
    logging: { bucketPrefix: "acme-corp-claude" },
    defaults: { team: "engineering", project: "platform", costCenter: "CC-1", models: MODELS },
    developers: Object.fromEntries(people),
    budgets: {
      monthly: 200_000,
      emails: ["platform-team@example.com"],
      teams: {
        engineering: { amount: 80_000, costCenter: "CC-1" },
        research: { amount: 80_000, costCenter: "CC-2" },
      },
    },
    ...(all ? everything : {}),
  });
}

const readsOf = (calls: readonly CallRecord[]) => calls.filter((call) => isRead(call.operation)).length;

function company(all: boolean) {
  const dir = accountFolder();
  const started = Date.now();
  const time = { now: () => new Date(started + (Date.now() - started) * FASTER) };
  return {
    raiseQuota: (value: number) =>
      machine(dir, { time }).aws.call("quotas", "RequestServiceQuotaIncrease", {
        ServiceCode: "bedrock",
        QuotaCode: "L-40EC9882",
        DesiredValue: value,
      }),
    open: (developers: number) => machine(dir, { time, config: yaml(developers, all), paceOf: FASTER }),
    now: () => time.now().getTime(),
  };
}

test("a thousand developers are set up completely under the account's rate limits, with few reads", async () => {
  const { open, raiseQuota, now } = company(false);
  await raiseQuota(PROFILES);

  const first = open(DEVELOPERS);
  const { shown, carryOut } = await first.plan();
  const reads = readsOf(first.calls);
  expect(reads).toBe(first.calls.length);
  expect(reads).toBeLessThanOrEqual(MOST_READS);

  const begun = now();
  const execution = await carryOut();
  const seconds = Math.round((now() - begun) / 1000);
  expect(undone(execution)).toEqual([]);
  expect(execution.outcomes.length).toBe(shown.plan.changes.length);
  expect(execution.outcomes.length).toBeGreaterThan(PROFILES);
  expect(seconds).toBeLessThan(180);

  const second = open(DEVELOPERS);
  expect(changesOf((await second.plan()).shown)).toEqual([]);
  expect(readsOf(second.calls)).toBeLessThanOrEqual(MOST_READS);
  console.info(
    `${PROFILES} profiles: ${reads} reads, ${seconds} s to apply, then ${readsOf(second.calls)} reads`,
  );
}, 300_000);

test("with everything switched on, four hundred developers take hardly more reads than one", async () => {
  const readsWhenApplied = async (developers: number) => {
    const { open, raiseQuota } = company(true);
    await raiseQuota(400 * MODELS.length);
    expect(undone(await (await open(developers).plan()).carryOut())).toEqual([]);
    const again = open(developers);
    expect(changesOf((await again.plan()).shown)).toEqual([]);
    return readsOf(again.calls);
  };
  const [one, many] = [await readsWhenApplied(1), await readsWhenApplied(400)];
  // One more page of profiles, and their tags by the hundred.
  expect(many - one).toBeLessThanOrEqual(4);
}, 300_000);

test("without a raised quota nothing is touched, and the message names the quota", async () => {
  const account = company(false).open(DEVELOPERS);
  await expect(account.plan()).rejects.toMatchObject({
    code: "quota_exceeded",
    exitCode: 5,
    hint: expect.stringContaining("L-40EC9882") as string,
  });
  expect(readsOf(account.calls)).toBe(account.calls.length);
});
