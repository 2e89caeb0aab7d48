import { expect, test } from "vitest";
import { machine, time, undone } from "../support/machine.js";
import { workspace } from "../support/cli.js";
import { MODELS, countAttempts } from "./company.js";

/** Calls that onboarding one developer may make, retries included, whatever the size of the company. */
const MOST = 25;

function yaml(developers: number): string {
  const people = Array.from({ length: developers }, (_, i) => `  dev-${i}: {}\n`).join("");
  return `version: 1
region: us-east-1
${MODELS}logging: { bucketPrefix: acme-corp }
defaults: { models: [opus, sonnet, haiku] }
developers:
${people}`;
}

/** A workspace with this many developers, set up without the account's rate limits. */
async function companyOf(developers: number) {
  const place = workspace(yaml(developers));
  const { aws, run } = machine(place.account, { time: time(), config: yaml(developers) });
  if (developers * 3 > 1000) {
    const raise = { ServiceCode: "bedrock", QuotaCode: "L-40EC9882", DesiredValue: 5000 };
    await aws.call("quotas", "RequestServiceQuotaIncrease", raise);
  }
  expect(undone(await run())).toEqual([]);
  return place;
}

async function callsOf(developers: number): Promise<Record<string, number>> {
  const { ccb } = await companyOf(developers);
  const attempts = countAttempts();
  const count = async (command: string): Promise<number> => {
    attempts.reset();
    const { code, err } = await ccb(command);
    expect(code, err).toBe(0);
    return attempts.all();
  };
  return {
    onboard: await count("onboard-dev zoe"),
    again: await count("onboard-dev zoe"),
    print: await count("print-env zoe"),
    offboard: await count("offboard-dev zoe --yes"),
    list: await count("list-devs --json"),
  };
}

test("onboarding one developer takes few calls, and hardly more among a thousand than among five", async () => {
  const few = await callsOf(5);
  const many = await callsOf(1000);
  console.info(`calls among 5: ${JSON.stringify(few)}, among 1,000: ${JSON.stringify(many)}`);
  expect(many["onboard"]).toBeLessThanOrEqual(MOST);
  // Two more pages of profiles, each time they are listed: for the plan shown and for the one under the lock.
  expect(many["onboard"]).toBeLessThanOrEqual((few["onboard"] ?? 0) + 6);
  expect(many["again"]).toBeLessThanOrEqual(12);
  // What is about to be deleted is asked itself, in both plans.
  expect(many["offboard"]).toBeLessThanOrEqual(MOST + 2 * 3);
  expect(few["print"]).toBe(1);
  expect(many["print"]).toBeLessThanOrEqual(4);
  expect(many["list"]).toBeLessThanOrEqual(60);
}, 120_000);
