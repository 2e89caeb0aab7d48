import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Wanted } from "../../src/engine/kind.js";
import { makePlan } from "../../src/engine/plan.js";
import { Cloud, STACK, type Thing, apply, changes, ownTags, planFor, thingKind, wantThing } from "./cloud.js";

const color = fc.constantFrom("red", "green");
const shape = fc.constantFrom("round", "square");
const spec = fc.record({ color, shape });
const key = fc.constantFrom("budgets/a", "budgets/b", "budgets/c", "budgets/d");
const wantedThings = fc.uniqueArray(fc.record({ key, spec, renamed: fc.boolean() }), {
  selector: (item) => item.key,
});
const liveThings = fc.array(fc.record({ key, spec, owner: fc.constantFrom("p", "q", undefined) }), {
  maxLength: 6,
});

function world(wanted: { key: string; spec: Thing; renamed: boolean }[]): Wanted<Thing>[] {
  return wanted.map((item) => wantThing(item.key, item.key.slice(-1) + (item.renamed ? "x" : ""), item.spec));
}

function populated(live: { key: string; spec: Thing; owner: string | undefined }[]): Cloud {
  const cloud = new Cloud();
  for (const [i, item] of live.entries()) {
    const tags: Record<string, string> =
      item.owner === undefined ? {} : { "ccb:stack": item.owner, "ccb:key": item.key };
    const name = item.key.slice(-1);
    const free = cloud.rows.every((row) => row.name !== name);
    cloud.add(free ? name : `${name}-${i + 10}`, item.spec, tags);
  }
  return cloud;
}

describe("makePlan", () => {
  test("the same state gives the same plan, and planning changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(wantedThings, liveThings, fc.boolean(), async (wanted, live, renames) => {
        const cloud = populated(live);
        const before = structuredClone(cloud.rows);
        const first = await planFor(cloud, world(wanted), { renames });
        expect(await planFor(cloud, world(wanted), { renames })).toEqual(first);
        expect(cloud.rows).toEqual(before);
        expect(cloud.calls).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("once it is carried out nothing is left to do, whatever was there before", async () => {
    await fc.assert(
      fc.asyncProperty(wantedThings, liveThings, fc.boolean(), async (wanted, live, renames) => {
        const cloud = populated(live);
        const theirs = cloud.rows.filter((row) => row.tags["ccb:stack"] === "q");
        const things = world(wanted);
        const { outcomes } = await apply(cloud, things, { adopt: true, renames });
        expect(outcomes.filter((outcome) => outcome.status !== "done")).toEqual([]);
        const again = await planFor(cloud, things, { adopt: true, renames });
        expect(changes(again)).toEqual([]);
        expect(cloud.rows).toEqual(expect.arrayContaining(theirs));
        const ours = cloud.rows.filter((row) => row.tags["ccb:stack"] === "p");
        const done = things.filter((want) => again.blocked.every((item) => item.key !== want.key));
        expect(ours.map((row) => row.spec).toSorted(byText)).toEqual(
          done.map((want) => want.spec).toSorted(byText),
        );
      }),
      { numRuns: 150 },
    );
  });

  test("destroy leaves nothing of ours, and everything of others", async () => {
    await fc.assert(
      fc.asyncProperty(wantedThings, liveThings, async (wanted, live) => {
        const cloud = populated(live);
        const others = cloud.rows.filter((row) => row.tags["ccb:stack"] !== "p");
        await apply(cloud, world(wanted), { destroy: true });
        expect(cloud.rows).toEqual(others);
      }),
      { numRuns: 60 },
    );
  });

  test("says every field of what is new, and only what differs of what is there", async () => {
    const cloud = new Cloud();
    cloud.add(
      "old",
      { color: "red", shape: "round" },
      { ...ownTags("budgets/old"), Owner: "x", theirs: "y" },
    );
    const wanted = [
      wantThing("budgets/new", "new", { color: "red" }),
      wantThing(
        "budgets/old",
        "old",
        { color: "green" },
        { tags: { ...ownTags("budgets/old"), Owner: "z" } },
      ),
    ];
    const plan = await planFor(cloud, wanted);
    expect(plan.changes.map(({ action, fields, phase }) => ({ action, fields, phase }))).toEqual([
      { action: "create", phase: "budgets", fields: [{ path: "color", before: null, after: "red" }] },
      {
        action: "update",
        phase: "budgets",
        fields: [
          { path: "color", before: "red", after: "green" },
          { path: "tags.Owner", before: "x", after: "z" },
        ],
      },
    ]);
    await apply(cloud, wanted);
    expect(cloud.rows[0]?.tags).toEqual({ ...ownTags("budgets/old"), Owner: "z", theirs: "y" });
  });

  test("an unowned namesake stops the plan and is adopted on request, tags first", async () => {
    const cloud = new Cloud();
    cloud.add("a", { color: "green" }, { Owner: "x" });
    const wanted = [wantThing("budgets/a", "a")];
    const refused = await planFor(cloud, wanted);
    expect(refused.blocked).toEqual([{ key: "budgets/a", kind: "thing", name: "a" }]);
    expect(refused.changes).toEqual([]);
    const adopting = await planFor(cloud, wanted, { adopt: true });
    expect(adopting.blocked).toEqual([]);
    expect(adopting.changes[0]?.steps.map((step) => step.operation)).toEqual(["Tag", "Paint"]);
    await apply(cloud, wanted, { adopt: true });
    expect(cloud.rows).toMatchObject([
      { spec: { color: "red" }, tags: { ...ownTags("budgets/a"), Owner: "x" } },
    ]);
  });

  test("a foreign namesake stops the plan, --adopt or not", async () => {
    const cloud = new Cloud();
    cloud.add("a", { color: "green" }, { "ccb:stack": "q" });
    for (const adopt of [false, true]) {
      const plan = await planFor(cloud, [wantThing("budgets/a", "a")], { adopt });
      expect(plan.blocked).toEqual([{ key: "budgets/a", kind: "thing", name: "a", owner: 'stack "q"' }]);
      expect(plan.changes).toEqual([]);
    }
  });

  test("a replacement takes a free name, is made first, and is referred to by its own id", async () => {
    const cloud = new Cloud();
    cloud.add("a", { color: "red", shape: "round" }, ownTags("budgets/a"));
    cloud.add("a-2", { color: "red" }, ownTags("budgets/gone"));
    const wanted = [wantThing("budgets/a", "a", { color: "red", shape: "square" })];
    const plan = await planFor(cloud, wanted, { renames: true });
    expect(plan.changes[0]).toMatchObject({
      action: "replace",
      name: "a-3",
      fields: [{ path: "shape", before: "round", after: "square", replaces: "a shape is for ever" }],
    });
    const { attributes } = await apply(cloud, wanted, { renames: true });
    expect(cloud.rows.map((row) => row.name)).toEqual(["a-3"]);
    expect(attributes.get("budgets/a")).toMatchObject({ id: cloud.rows[0]?.id, name: "a-3" });
  });

  test("two changes of one plan never choose the same free name", async () => {
    const cloud = new Cloud();
    cloud.add("a", { color: "red", shape: "round" }, ownTags("budgets/a"));
    const wanted = [
      wantThing("budgets/a", "a", { color: "red", shape: "square" }),
      wantThing("budgets/a2", "a-2"),
    ];
    const { outcomes } = await apply(cloud, wanted, { renames: true });
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["done", "done"]);
    expect(new Set(cloud.rows.map((row) => row.name)).size).toBe(2);
  });

  test("phases limit what is changed and deleted; what is missing elsewhere is made", async () => {
    const cloud = new Cloud();
    cloud.add("drifted", { color: "green" }, ownTags("logging/drifted"));
    cloud.add("orphan", { color: "green" }, ownTags("logging/orphan"));
    cloud.add("gone", { color: "green" }, ownTags("budgets/gone"));
    const wanted = [
      wantThing("logging/drifted", "drifted"),
      wantThing("logging/missing", "missing"),
      wantThing("budgets/new", "new"),
    ];
    const plan = await planFor(cloud, wanted, { phases: ["budgets"] });
    expect(changes(plan)).toEqual(["create missing", "create new", "delete gone"]);
    expect(plan.attributes.has("logging/drifted")).toBe(true);
    expect(plan.owned.get("thing")).toBe(1);
  });

  test.each([
    ["data", {}, ["a"]],
    ["data", { deleteData: true }, []],
    ["shared", { deleteData: true }, ["a"]],
  ] as const)("%s with %j leaves %j", async (keep, options, left) => {
    const cloud = new Cloud();
    cloud.add("a", { color: "red" }, ownTags("budgets/a"));
    const plan = await planFor(cloud, [], { keep, destroy: true, ...options });
    expect(plan.kept.map((item) => `${item.name} ${item.why}`)).toEqual(
      left.map((name) => `${name} ${keep}`),
    );
    await apply(cloud, [], { keep, destroy: true, ...options });
    expect(cloud.rows.map((row) => row.name)).toEqual(left);
  });

  test("what is kept gets its last calls", async () => {
    const cloud = new Cloud();
    cloud.add("a", { color: "red" }, ownTags("budgets/a"));
    const kind = {
      ...thingKind("thing", { cloud, keep: "data" }),
      whenKept: () => [{ service: "sns" as const, operation: "Close", input: {}, why: "close the books" }],
    };
    const live = await kind.read({} as never, []);
    const plan = makePlan({ stack: STACK, kinds: [kind], wanted: [], live, destroy: true });
    expect(plan.kept).toHaveLength(1);
    expect(plan.changes).toMatchObject([{ action: "update", steps: [{ operation: "Close" }] }]);
  });
});

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
