import { beforeAll, describe, expect, test } from "vitest";
import { kinds } from "../../reconcilers/index.js";
import { applied, changesOf, world, yamlOf } from "./stack.js";
import type { StackPlan } from "../../src/stack/plan.js";
import { differences } from "./state.js";
import { DELETE } from "./tamper/deletions.js";
import { DRIFT } from "./tamper/fields.js";
import { RETAG } from "./tamper/tags.js";

const YAML = yamlOf();
let origin: Awaited<ReturnType<typeof applied>>;
/** The plan of the untouched stack. */
let shown: StackPlan;

beforeAll(async () => {
  origin = await applied(YAML);
  origin.later(25);
  await origin.apply(YAML);
  shown = await origin.plan(YAML);
});

const fields = kinds.flatMap((kind) =>
  Object.entries(kind.fields)
    .filter(([, field]) => field.compare !== "ignore")
    .map(([field]) => [kind.name, field] as const),
);

test("the table has a row for every field of every kind, and no other", () => {
  const rows = Object.entries(DRIFT).flatMap(([kind, row]) =>
    Object.keys(row).map((field) => `${kind} ${field}`),
  );
  expect(rows.toSorted()).toEqual(fields.map((field) => field.join(" ")).toSorted());
});

describe.each(fields)("%s: %s changed by somebody else", (kind, field) => {
  test("is seen, named and put right", async () => {
    const row = DRIFT[kind]?.[field];
    if (row === undefined) throw new Error("no row");
    const account = world(origin);
    const before = account.dump();
    await row.tamper(account.aws());
    const seen = (await account.apply(YAML)).shown;
    const change = seen.plan.changes.find((candidate) => candidate.key === row.key);
    expect({
      kind: change?.kind,
      action: change?.action,
      paths: change?.fields.map(({ path }) => path),
    }).toEqual({
      kind,
      action: row.action ?? "update",
      paths: expect.arrayContaining([field]),
    });
    expect(differences(before, account.dump(), row.action !== undefined)).toEqual([]);
    expect(changesOf(await account.plan(YAML))).toEqual([]);
  });
});

const taggable = kinds.filter((kind) => kind.tag !== undefined);
const tags = taggable.flatMap((kind) => {
  const ours = ["ccb:key", ...(kind.global === true ? ["ccb:region"] : [])];
  const costs = kind.name === "inference-profile" ? ["Team", "CostCenter"] : [];
  return [
    ...["Owner", ...ours, ...costs].map((key) => [kind.name, key, "by hand"] as const),
    ...["Owner", ...ours, ...costs].map((key) => [kind.name, key, undefined] as const),
  ].filter(([, key, value]) => !(key.startsWith("ccb:") && value !== undefined));
});

test("every kind with tags has a row in the table of tags", () => {
  expect(Object.keys(RETAG).toSorted()).toEqual(taggable.map((kind) => kind.name).toSorted());
});

test.each(tags)(
  "%s: tag %s set to %s by somebody else is seen, named and put right",
  async (kind, key, value) => {
    const account = world(origin);
    const found = shown.live.find((item) => item.kind === kind && item.tags?.["ccb:stack"] === "acme-claude");
    const resource = found?.tags?.["ccb:key"] ?? "";
    if (found === undefined) throw new Error(`no ${kind}`);
    const before = account.dump();
    await RETAG[kind]?.(account.aws(), found, key, value);
    expect(differences(before, account.dump())).not.toEqual([]);
    expect(changesOf((await account.apply(YAML)).shown)).toEqual([`update ${resource} tags.${key}`]);
    expect(differences(before, account.dump())).toEqual([]);
    expect(changesOf(await account.plan(YAML))).toEqual([]);
  },
);

/** Cost allocation tags cannot be deleted. */
const deletable = kinds.map((kind) => kind.name).filter((name) => name !== "cost-allocation-tags");

test.each(deletable)("%s deleted by somebody else is made again", async (kind) => {
  const row = DELETE[kind];
  if (row === undefined) throw new Error("no row");
  const account = world(origin);
  const before = account.dump();
  await row.tamper(account.aws());
  const { plan } = (await account.apply(YAML)).shown;
  const change = plan.changes.find((candidate) => candidate.key === row.key);
  expect(change?.action).toBe(kind === "profile-register" ? "update" : "create");
  expect(differences(before, account.dump(), true)).toEqual([]);
  expect(changesOf(await account.plan(YAML))).toEqual([]);
});
