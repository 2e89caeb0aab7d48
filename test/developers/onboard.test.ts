import { join } from "node:path";
import { expect, test } from "vitest";
import { Aws } from "../../src/aws/aws.js";
import { addDeveloper } from "../../src/config/edit/developer.js";
import { parseConfig } from "../../src/config/load.js";
import { onboard } from "../../src/developers/onboard.js";
import { Account } from "../../src/sandbox/account.js";
import { applied } from "./company.js";

const DEVELOPERS = 300;
/** How much faster than real time passes in the account. */
const FASTER = 4;
/** Seconds of the account's time: its 60 profiles a second need 14. */
const MOST_SECONDS = 45;

test("three hundred developers with three models are onboarded in one run under the account's rate limits", async () => {
  const place = await applied();
  const users = Array.from({ length: DEVELOPERS }, (_, i) => `dev-${i}`);
  const text = users.reduce((edited, user) => addDeveloper(edited, user, {}), place.yaml());
  const parsed = parseConfig(text, "ccb.yaml");
  if (parsed.config === undefined) throw new Error(JSON.stringify(parsed.problems));

  const started = Date.now();
  const clock = () => new Date(started + (Date.now() - started) * FASTER);
  let throttled = 0;
  const retry = { delayScale: 1 / FASTER, onThrottle: () => (throttled += 1) };
  const aws = new Aws({
    region: "us-east-1",
    sandbox: new Account(place.account, { clock, faults: { throttle: 0.01 } }),
    retry,
  });
  const { results, outcomes } = await onboard(aws, { ...parsed, config: parsed.config }, new Set(users), {
    lockFile: () => join(place.cwd, "lock.json"),
    warn: () => {},
    onPlan: async () => {},
    clock,
  });
  const seconds = Math.round((clock().getTime() - started) / 1000);
  console.info(
    `${DEVELOPERS} developers: ${outcomes.length} changes, ${throttled} calls throttled, ${seconds} s`,
  );

  expect(throttled).toBeGreaterThan(0);
  expect(seconds).toBeLessThan(MOST_SECONDS);
  expect(results.map(({ status }) => status)).toEqual(users.map(() => "created"));
  const arns = results.flatMap(({ profiles }) => Object.values(profiles));
  expect(new Set(arns).size).toBe(DEVELOPERS * 3);
  const current = new Set(place.register().map(({ arn }) => arn));
  expect(arns.filter((arn) => !current.has(arn))).toEqual([]);
  place.rewrite(() => text);
  expect((await place.ccb("plan --detailed-exitcode")).code).toBe(0);
});
