import { beforeAll, describe, expect, test } from "vitest";
import { GuardRefused } from "../../src/errors.js";
import { parseRegister } from "../../src/register/register.js";
import { type Dump, REGISTER_KEY, applied, changesOf, everything, world, yamlOf } from "./stack.js";

type Change = Parameters<typeof yamlOf>[0];

const YAML = yamlOf();
const TOPIC = "arn:aws:sns:us-east-1:123456789012:acme-claude-budget-alerts";
let origin: Awaited<ReturnType<typeof applied>>;

beforeAll(async () => {
  origin = await applied(YAML);
  const aws = origin.aws();
  await aws.call("sns", "ConfirmSubscription", { TopicArn: TOPIC, Token: "confirm:finops@example.com" });
});

const REMOVALS: [what: string, change: Change, plan: unknown[]][] = [
  [
    "a developer",
    (c) => delete c.developers["build-bot"],
    ["delete allocation/profile/build-bot/haiku", "update allocation/register toRetire"],
  ],
  [
    "a model of a developer",
    (c) => (c.developers["bob"] = { ...c.developers["bob"], models: ["sonnet"] }),
    ["delete allocation/profile/bob/haiku", "update allocation/register toRetire"],
  ],
  ["a team's budget", (c) => delete c.budgets.teams["research"], ["delete budgets/team/research"]],
  [
    "an e-mail address",
    (c) => (c.budgets.emails = ["platform-team@example.com"]),
    ["delete budgets/subscription/finops@example.com"],
  ],
  [
    "the guardrail",
    (c) => (c.guardrail = { ...c.guardrail, enabled: false, enforce: "none" }),
    [
      "delete budgets/enforced-guardrail",
      "delete budgets/guardrail",
      "update foundation/developer-role policies",
      "update attribution/permission-set inlinePolicy",
    ],
  ],
  [
    "the guardrail's enforcement",
    (c) => (c.guardrail.enforce = "none"),
    ["delete budgets/enforced-guardrail"],
  ],
  [
    "Identity Center",
    (c) => (c.attribution.sso.enabled = false),
    [
      expect.stringMatching(/^delete attribution\/assignment\/group\//),
      expect.stringMatching(/^delete attribution\/assignment\/user\//),
      "delete attribution/permission-set",
    ],
  ],
  [
    "an assignment",
    (c) => (c.attribution.sso.users = []),
    [expect.stringMatching(/^delete attribution\/assignment\/user\//)],
  ],
  ["the dashboard", (c) => (c.dashboard.enabled = false), ["delete budgets/dashboard"]],
  ["the service control policy", (c) => (c.foundation.scp.attach = []), ["delete foundation/scp"]],
];

test.each(REMOVALS)("%s removed from the YAML is deleted, and nothing else", async (_what, change, plan) => {
  const account = world(origin);
  const yaml = yamlOf(change);
  const expected = await applied(yaml);
  const names = (dump: Dump) =>
    Object.entries(dump)
      .filter(([table]) => !/\/(tokens|requests|ghosts|objects\/.*)$|^ce\//.test(table))
      .map(([table, rows]) => `${table} ${Object.keys(rows).length}`);
  const count = plan.filter((line) => typeof line !== "string" || line.startsWith("delete")).length;
  const { shown } = await account.apply(yaml, { allowDeletes: count });
  expect(changesOf(shown)).toEqual(expect.arrayContaining(plan));
  expect(changesOf(shown)).toHaveLength(plan.length);
  expect(names(account.dump()).toSorted()).toEqual(names(expected.dump()).toSorted());
  const { length } = account.writes();
  expect(changesOf((await account.apply(yaml)).shown)).toEqual([]);
  expect(account.writes().slice(length)).toEqual([]);
});

test("an e-mail address that was never confirmed cannot be taken back, and stops nothing", async () => {
  const account = world(origin);
  const yaml = yamlOf((c) => (c.budgets.emails = ["finops@example.com"]));
  expect(changesOf((await account.apply(yaml)).shown)).toEqual([]);
});

describe("guards against deleting too much", () => {
  const many = yamlOf((c) => {
    for (let i = 0; i < 8; i += 1) c.developers[`dev${i}`] = { models: ["sonnet"] };
  });
  const without = (gone: number) =>
    yamlOf((c) => {
      for (let i = gone; i < 8; i += 1) c.developers[`dev${i}`] = { models: ["sonnet"] };
    });

  test.each([undefined, 3, 5, 0])(
    "more than 30 %% of ten or more need the number; %s is refused",
    async (given) => {
      const account = await applied(many);
      const before = account.dump();
      // Thirteen profiles: four are more than 30 %.
      const options = given === undefined ? {} : { allowDeletes: given };
      const error: unknown = await account.apply(without(4), options).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(GuardRefused);
      expect((error as GuardRefused).exitCode).toBe(5);
      expect((error as GuardRefused).hint).toContain("--allow-deletes 4");
      expect(account.dump()).toEqual(before);
      await account.apply(without(4), { allowDeletes: 4 });
      expect(changesOf(await account.plan(without(4)))).toEqual([]);
    },
  );

  test("less than that needs no word", async () => {
    const account = await applied(many);
    await account.apply(without(3));
    expect(changesOf(await account.plan(without(3)))).toEqual([]);
  });

  test("no developer left needs the number", async () => {
    const account = world(origin);
    const nobody = yamlOf((c) => (c.developers = {}));
    const before = account.dump();
    const error: unknown = await account.apply(nobody).catch((e: unknown) => e);
    expect((error as GuardRefused).exitCode).toBe(5);
    expect((error as GuardRefused).hint).toContain("--allow-deletes 5");
    expect(account.dump()).toEqual(before);
    await account.apply(nobody, { allowDeletes: 5 });
    expect(Object.keys(account.dump())).not.toContain("bedrock/us-east-1/profiles");
    expect(changesOf(await account.plan(nobody))).toEqual([]);
  });
});

test("the last profile of the last developer needs the number too", async () => {
  const one = (c: ReturnType<typeof everything>) => (c.developers = { alice: { models: ["sonnet"] } });
  const account = await applied(yamlOf(one));
  const before = account.dump();
  const nobody = yamlOf((c) => (c.developers = {}));
  const error: unknown = await account.apply(nobody).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(GuardRefused);
  expect((error as GuardRefused).hint).toContain("--allow-deletes 1");
  expect(account.dump()).toEqual(before);
  await account.apply(nobody, { allowDeletes: 1 });
  expect(Object.keys(account.dump())).not.toContain("bedrock/us-east-1/profiles");
});

describe("models of a developer", () => {
  const register = (account: ReturnType<typeof world>) => {
    const row = account.dump()["s3/global/objects/acme-corp-claude-bedrock-invocation-logs"]?.[REGISTER_KEY];
    return parseRegister((row as { versions: { text?: string }[] }).versions[0]?.text ?? "");
  };
  const profileOf = (account: ReturnType<typeof world>, key: string) =>
    (
      Object.values(account.dump()["bedrock/us-east-1/profiles"] ?? {}) as {
        arn: string;
        name: string;
        tags: { Key: string; Value: string }[];
      }[]
    ).filter((row) => row.tags.some((tag) => tag.Key === "ccb:key" && tag.Value === key));

  test("an alias that leads to another model replaces its profiles, the new one first", async () => {
    const account = world(origin);
    const yaml = yamlOf((c) => (c.models["opus"] = { copyFrom: "us.anthropic.claude-opus-4-8" }));
    const [old] = profileOf(account, "allocation/profile/alice/opus");
    const { shown } = await account.apply(yaml);
    const change = shown.plan.changes.find(({ key }) => key === "allocation/profile/alice/opus");
    expect(change?.action).toBe("replace");
    expect(change?.fields).toEqual([
      {
        path: "source",
        before: "us.anthropic.claude-opus-4-6-v1",
        after: "us.anthropic.claude-opus-4-8",
        replaces: expect.stringContaining("new ARN") as string,
      },
    ]);
    const writes = account.writes();
    expect(writes.indexOf("bedrock:CreateInferenceProfile")).toBeLessThan(
      writes.indexOf("bedrock:DeleteInferenceProfile"),
    );
    const [fresh, ...more] = profileOf(account, "allocation/profile/alice/opus");
    expect(more).toEqual([]);
    expect(fresh?.arn).not.toBe(old?.arn);
    const lines = register(account).filter((line) => line.developer === "alice" && line.alias === "opus");
    expect(lines.map((line) => [line.arn, line.modelId, line.retiredAt === null])).toEqual([
      [old?.arn, "anthropic.claude-opus-4-6-v1", true],
      [fresh?.arn, "anthropic.claude-opus-4-8", true],
      [old?.arn, "anthropic.claude-opus-4-6-v1", false],
    ]);
    const { length } = account.writes();
    expect(changesOf((await account.apply(yaml)).shown)).toEqual([]);
    expect(account.writes().slice(length)).toEqual([]);
    // And back again.
    await account.apply(YAML);
    expect(changesOf(await account.plan(YAML))).toEqual([]);
    expect(profileOf(account, "allocation/profile/alice/opus")).toHaveLength(1);
  });

  test("another order makes no call: a profile is what its tag says, whatever its name", async () => {
    const account = world(origin);
    const yaml = yamlOf(
      (c) => (c.developers["bob"] = { ...c.developers["bob"], models: ["haiku", "sonnet"] }),
    );
    expect(changesOf((await account.apply(yaml)).shown)).toEqual([]);
    expect(account.writes()).toEqual([]);
  });

  test("a developer whose main model is removed keeps the other profile as it is", async () => {
    const account = world(origin);
    const before = profileOf(account, "allocation/profile/bob/haiku");
    const yaml = yamlOf((c) => (c.developers["bob"] = { ...c.developers["bob"], models: ["haiku"] }));
    const { shown } = await account.apply(yaml);
    expect(changesOf(shown)).toEqual([
      "delete allocation/profile/bob/sonnet",
      "update allocation/register toRetire",
    ]);
    expect(profileOf(account, "allocation/profile/bob/haiku")).toEqual(before);
    expect(changesOf((await account.apply(yaml)).shown)).toEqual([]);
    // The main model comes back: the free name is taken again.
    await account.apply(YAML);
    expect(profileOf(account, "allocation/profile/bob/sonnet").map((row) => row.name)).toEqual([
      "acme-claude-bob",
    ]);
  });

  test("a new main model beside the old one gets a name of its own", async () => {
    const account = world(origin);
    const models = ["opus", ...["sonnet", "haiku"]];
    const yaml = yamlOf((c) => (c.developers["bob"] = { ...c.developers["bob"], models }));
    expect(changesOf((await account.apply(yaml)).shown)).toEqual([
      "create allocation/profile/bob/opus",
      "update allocation/register assignments",
    ]);
    expect(profileOf(account, "allocation/profile/bob/opus").map((row) => row.name)).toEqual([
      "acme-claude-bob-opus",
    ]);
    expect(changesOf((await account.apply(yaml)).shown)).toEqual([]);
  });

  test("another team changes tags and a line of the register, and keeps the ARN", async () => {
    const account = world(origin);
    const [before] = profileOf(account, "allocation/profile/build-bot/haiku");
    const yaml = yamlOf(
      (c) => (c.developers["build-bot"] = { ...everything().developers["build-bot"], team: "ci" }),
    );
    expect(changesOf((await account.apply(yaml)).shown)).toEqual([
      "update allocation/profile/build-bot/haiku tags.Team",
      "update allocation/register assignments",
    ]);
    const lines = register(account).filter((line) => line.developer === "build-bot");
    expect(lines.map((line) => [line.arn, line.team])).toEqual([
      [before?.arn, "engineering"],
      [before?.arn, "ci"],
    ]);
  });
});
