import { describe, expect, test } from "vitest";
import { PHASES } from "../../src/engine/kind.js";
import { applied, changesOf, everything, world, yamlOf } from "./stack.js";

/** What each phase takes along from others in an empty account. */
const NEEDED: Record<(typeof PHASES)[number], string[]> = {
  foundation: [],
  logging: [],
  allocation: ["logging/logs-bucket"],
  attribution: [],
  budgets: ["logging/log-group"],
};

describe.each(["us-east-1", "eu-west-1"])("in %s", (region) => {
  const yaml = yamlOf((c) => {
    c.region = region;
    const geography = region === "us-east-1" ? "us" : "eu";
    for (const model of Object.values(c.models)) model.copyFrom = model.copyFrom.replace(/^us/, geography);
  });

  test.each(PHASES)("phase %s alone, in an empty account, takes along what it needs", async (phase) => {
    const account = world();
    const { shown } = await account.apply(yaml, { phases: [phase] });
    const others = shown.plan.changes.filter((change) => change.phase !== phase).map((change) => change.key);
    expect(others).toEqual(NEEDED[phase]);
    expect(shown.plan.changes.length).toBeGreaterThan(others.length);
    const before = { writes: account.writes().length, dump: account.dump() };
    expect(changesOf((await account.apply(yaml, { phases: [phase] })).shown)).toEqual([]);
    expect(account.writes().slice(before.writes)).toEqual([]);
    expect(account.dump()).toEqual(before.dump);
  });

  test("phase by phase comes to the same as all at once", async () => {
    const account = world();
    for (const phase of PHASES.toReversed()) await account.apply(yaml, { phases: [phase] });
    const { length } = account.writes();
    expect(changesOf((await account.apply(yaml)).shown)).toEqual([]);
    expect(account.writes().slice(length)).toEqual([]);
    const whole = await applied(yaml);
    const names = (keys: object) => Object.keys(keys).toSorted();
    expect(names(account.dump())).toEqual(names(whole.dump()));
  });
});

test("a phase changes and deletes nothing of another phase", async () => {
  const account = await applied(yamlOf());
  const changed = yamlOf((c) => {
    c.dashboard.enabled = false;
    delete c.budgets.teams["research"];
    delete c.developers["alice"];
    c.foundation.scp.attach = [];
    c.logging.deliverText = true;
    c.attribution.sso.users = [];
  });
  const of = async (phase: (typeof PHASES)[number]) =>
    changesOf(await account.plan(changed, { phases: [phase] }));
  expect(await of("foundation")).toEqual(["delete foundation/scp"]);
  expect(await of("logging")).toEqual(["update logging/invocation-logging deliverText"]);
  expect(await of("allocation")).toEqual([
    "delete allocation/profile/alice/opus",
    "delete allocation/profile/alice/sonnet",
    "update allocation/register toRetire",
  ]);
  expect(await of("attribution")).toEqual([
    expect.stringMatching(/^delete attribution\/assignment\/user\//),
    // They name the developers' principals.
    "update attribution/query/daily-cost-trend queryString",
    "update attribution/query/per-developer-monthly-cost queryString",
    "update attribution/query/per-developer-weekly-cost queryString",
  ]);
  expect(await of("budgets")).toEqual(["delete budgets/dashboard", "delete budgets/team/research"]);
  for (const phase of PHASES) await account.apply(changed, { phases: [phase] });
  expect(changesOf(await account.plan(changed))).toEqual([]);
});

test("phases that were not asked for are not needed to be readable", async () => {
  const account = world();
  const yaml = yamlOf((c) => {
    c.foundation.scp.attach = [];
    c.attribution.sso = { ...everything().attribution.sso, enabled: false };
  });
  await account.apply(yaml, { phases: ["logging", "allocation"] });
  expect(
    Object.keys(account.dump()).filter((table) => /^(sso|budgets|athena|glue|sns)\//.test(table)),
  ).toEqual([]);
});
