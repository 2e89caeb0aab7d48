import { expect, test } from "vitest";
import { GuardRefused } from "../../src/errors.js";
import { differences } from "./state.js";
import { type Dump, applied, changesOf, world, yamlOf } from "./stack.js";

/** The configuration in another region, where the same models have another prefix. */
function elsewhere(project: string, bucketPrefix: string): string {
  return yamlOf((c) => {
    c.project = project;
    c.region = "eu-west-1";
    c.logging.bucketPrefix = bucketPrefix;
    for (const model of Object.values(c.models)) model.copyFrom = model.copyFrom.replace(/^us/, "eu");
  });
}

const HERE = yamlOf();
const THERE = elsewhere("globex-claude", "globex-claude");

/** Cost allocation tags, tokens and finished requests belong to the account. */
function rowsOf(dump: Dump): Dump {
  return Object.fromEntries(
    Object.entries(dump).filter(([table]) => !/\/(tokens|requests|ghosts)$|^ce\//.test(table)),
  );
}

test.each([
  ["another bucket prefix", "globex-claude"],
  ["the same bucket prefix", "acme-corp-claude"],
])(
  "one project in two regions, with %s, clashes where things exist once an account",
  async (_name, prefix) => {
    const account = await applied(HERE);
    const before = account.dump();
    for (const adopt of [false, true]) {
      const error: unknown = await account
        .apply(elsewhere("acme-claude", prefix), { adopt })
        .catch((e: unknown) => e);
      expect(error).toBeInstanceOf(GuardRefused);
      const { exitCode, message } = error as GuardRefused;
      expect(exitCode).toBe(5);
      const owner = 'belongs to stack "acme-claude" of us-east-1';
      if (prefix === "acme-corp-claude") {
        const bucket = "s3-bucket acme-corp-claude-bedrock-invocation-logs";
        expect(message).toContain(`${bucket} belongs to another region of this account`);
      }
      for (const name of [
        "iam-role acme-claude-developer",
        "iam-role acme-claude-admin",
        "dashboard acme-claude-usage",
      ]) {
        expect(message).toContain(`${name} ${owner}`);
      }
    }
    expect(account.dump()).toEqual(before);
  },
);

test("a second stack in one region is told whose the logging is, and not to adopt it", async () => {
  const account = await applied(HERE);
  const before = account.dump();
  const second = yamlOf((c) => {
    c.project = "globex-claude";
    c.logging.bucketPrefix = "globex-claude";
    c.guardrail.enforce = "none";
  });
  for (const adopt of [false, true]) {
    const error: unknown = await account.apply(second, { adopt }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(GuardRefused);
    const { code, message, hint } = error as GuardRefused;
    expect(code).toBe("foreign_resources");
    expect(message).toBe('invocation-logging model-invocation-logging belongs to stack "acme-claude"');
    expect(hint).toContain("one logging configuration an account and Region");
    expect(hint).not.toContain("--adopt");
  }
  await account.destroy(second, { deleteData: true });
  expect(account.dump()).toEqual(before);
});

test.each(["globex-claude", "acme-corp-claude"])(
  "destroying what is not there leaves the other region's, with bucket prefix %s",
  async (prefix) => {
    const account = await applied(HERE);
    const before = account.dump();
    await account.destroy(elsewhere("acme-claude", prefix), { deleteData: true });
    expect(account.dump()).toEqual(before);
  },
);

test("two projects in two regions live side by side, and one goes without the other", async () => {
  const account = world();
  await account.apply(HERE);
  const first = rowsOf(account.dump());
  await account.apply(THERE);
  expect(changesOf(await account.plan(HERE))).toEqual([]);
  expect(changesOf(await account.plan(THERE))).toEqual([]);
  await account.destroy(THERE, { deleteData: true });
  expect(rowsOf(account.dump())).toEqual(first);
  const { length } = account.writes();
  expect(changesOf((await account.apply(HERE)).shown)).toEqual([]);
  expect(account.writes().slice(length)).toEqual([]);
});

test("two projects in one region live side by side as far as an account has room for two", async () => {
  const account = await applied(HERE);
  const neighbour = yamlOf((c) => {
    c.project = "acme-claude-2";
    c.logging.bucketPrefix = "acme-second";
    c.guardrail.enforce = "none";
    c.foundation.scp.attach = [];
  });
  const first = rowsOf(account.dump());
  // There is one invocation logging configuration a region.
  const error: unknown = await account.apply(neighbour).catch((e: unknown) => e);
  expect((error as GuardRefused).message).toContain(
    'invocation-logging model-invocation-logging belongs to stack "acme-claude"',
  );
  expect(rowsOf(account.dump())).toEqual(first);
  const phases = ["foundation", "allocation", "attribution"] as const;
  await account.apply(neighbour, { phases });
  expect(changesOf(await account.plan(HERE))).toEqual([]);
  expect(changesOf(await account.plan(neighbour, { phases }))).toEqual([]);
  await account.destroy(neighbour, { deleteData: true });
  expect(differences(first, rowsOf(account.dump()))).toEqual([]);
});
