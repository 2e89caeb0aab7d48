import { describe, expect, test } from "vitest";
import { type ExecuteEvent, execute } from "../../src/engine/execute.js";
import type { Plan } from "../../src/engine/plan.js";
import { ref } from "../../src/engine/refs.js";
import { CONTEXT, Cloud, STACK, apply, carryOut, ownTags, planFor, thingKind, wantThing } from "./cloud.js";

/** `a` and `b` apart, `c` needs `a`, `d` needs `c`, `e` only follows `a`. */
const FAMILY = [
  wantThing("budgets/d", "d", { color: "red", parent: ref("budgets/c", "id") }),
  wantThing("budgets/c", "c", { color: "red", parent: ref("budgets/a", "id") }),
  wantThing("budgets/a", "a"),
  wantThing("budgets/b", "b"),
  wantThing("budgets/e", "e", { color: "red" }, { after: ["budgets/a"] }),
];

async function statuses(run: ReturnType<typeof carryOut>): Promise<Record<string, string>> {
  const { outcomes } = await run;
  return Object.fromEntries(
    outcomes.map(({ key, status, error }) => [
      key.slice(-1),
      `${status}${error === undefined ? "" : `: ${error}`}`,
    ]),
  );
}

describe("execute", () => {
  test("makes each thing after what it refers to, with the value it was given", async () => {
    const cloud = new Cloud();
    const { outcomes, attributes } = await apply(cloud, FAMILY);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(Array(5).fill("done"));
    const id = (name: string) => cloud.rows.find((row) => row.name === name)?.id;
    const parent = (name: string) => cloud.rows.find((row) => row.name === name)?.spec.parent;
    expect([parent("c"), parent("d")]).toEqual([id("a"), id("c")]);
    expect(attributes.get("budgets/d")).toEqual({ id: id("d"), name: "d" });
    expect(attributes.has("run")).toBe(false);
  });

  test("a failure skips what depends on it, nothing else, and everything gets an outcome", async () => {
    const cloud = new Cloud();
    cloud.errors.set("Make a", [new Error("no room")]);
    expect(await statuses(apply(cloud, FAMILY))).toEqual({
      a: "failed: no room",
      b: "done",
      c: "skipped: thing a was not done",
      d: "skipped: thing c was not done",
      e: "done",
    });
    expect(cloud.rows.map((row) => row.name).toSorted()).toEqual(["b", "e"]);
  });

  test("the error itself is handed on", async () => {
    const cloud = new Cloud();
    const error = Object.assign(new Error("not allowed"), { name: "AccessDenied" });
    cloud.errors.set("Make b", [error]);
    const { outcomes } = await apply(cloud, FAMILY);
    expect(outcomes.find((outcome) => outcome.status === "failed")?.cause).toBe(error);
  });

  test("an interrupted run finishes the calls under way, begins no other, and says so", async () => {
    const cloud = new Cloud();
    const stop = new AbortController();
    const onEvent = (event: ExecuteEvent) => {
      if (event.type === "settled" && event.change.name === "a") stop.abort();
    };
    const said = await statuses(apply(cloud, FAMILY, { execute: { signal: stop.signal, onEvent } }));
    expect(said).toMatchObject({ a: "done", b: "done", c: "skipped: interrupted" });
    expect(said["d"]).toMatch(/^skipped/);
    expect(cloud.rows.map((row) => row.name)).not.toContain("c");
  });

  test("a change of several calls stops between them when interrupted", async () => {
    const cloud = new Cloud();
    cloud.add("a", { color: "green" }, {});
    const plan = await planFor(cloud, [wantThing("budgets/a", "a")], { adopt: true });
    const stop = new AbortController();
    const onEvent = (event: ExecuteEvent) => {
      if (event.type === "step") stop.abort();
    };
    expect(await statuses(carryOut(cloud, plan, { signal: stop.signal, onEvent }))).toEqual({
      a: "failed: interrupted before it was complete",
    });
    expect(cloud.rows[0]?.tags).toEqual(ownTags("budgets/a"));
    expect(cloud.rows[0]?.spec.color).toBe("green");
  });

  test("the hooks come around a change, and what they throw fails it", async () => {
    const cloud = new Cloud();
    const seen: string[] = [];
    const made = () => cloud.rows.map((row) => row.name).toSorted();
    const said = await statuses(
      apply(cloud, [...FAMILY.slice(1, 4)], {
        execute: {
          before: async ({ name }) => {
            seen.push(`before ${name}: ${made().includes(name)}`);
            if (name === "b") throw new Error("not b");
          },
          after: async ({ name }) => {
            seen.push(`after ${name}: ${made().includes(name)}`);
            if (name === "a") throw new Error("a is not enough");
          },
        },
      }),
    );
    expect(said).toEqual({
      a: "failed: a is not enough",
      b: "failed: not b",
      c: "skipped: thing a was not done",
    });
    expect(seen.toSorted()).toEqual(["after a: true", "before a: false", "before b: false"]);
  });

  test("a reference to a replaced resource means the new one, never the old one", async () => {
    const cloud = new Cloud();
    const old = cloud.add("a", { color: "red", shape: "round" }, ownTags("budgets/a"));
    const wanted = [
      wantThing("budgets/a", "a", { color: "red", shape: "square" }),
      wantThing("budgets/c", "c", { color: "red" }, { after: ["budgets/a"] }),
    ];
    cloud.errors.set("Make", [new Error("no room")]);
    const plan = await planFor(cloud, wanted, { renames: true });
    // Text that drops what cannot be filled in waits softly: it is written whether the replacement succeeds or not.
    const lines = { name: "c", spec: { color: "red" }, text: `first\n${ref("budgets/a", "id")}` };
    plan.changes[1]?.steps.splice(0, 1, {
      service: "sns",
      operation: "Make",
      input: lines,
      why: "write",
      dropUnresolvedLinesOf: "text",
    });
    const { outcomes, attributes } = await carryOut(cloud, plan, { renames: true });
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["failed", "done"]);
    expect(cloud.calls.at(-1)?.input).toMatchObject({ text: "first" });
    expect(attributes.get("budgets/a")?.["id"]).toBe(old.id);
  });

  test("the time of the run is known to every change, in whole seconds", async () => {
    const cloud = new Cloud();
    await apply(cloud, [wantThing("budgets/a", "a", { color: ref("run", "now") })]);
    expect(cloud.rows[0]?.spec.color).toBe("2026-11-20T08:00:00Z");
  });

  test("works on sixteen changes at once, and no more", async () => {
    let now = 0;
    let most = 0;
    const wanted = Array.from({ length: 40 }, (_, i) => wantThing(`budgets/${i}`, `n${i}`));
    const before = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
    };
    await apply(new Cloud(), wanted, { execute: { before } });
    expect(most).toBe(16);
  });

  test("deletions come in reverse and forget their attributes", async () => {
    const cloud = new Cloud();
    cloud.add("t", { color: "red" }, ownTags("budgets/t"));
    const a = cloud.add("a", { color: "red" }, ownTags("budgets/a"));
    const kinds = [thingKind("thing"), thingKind("user", { needs: ["thing"] })];
    const removal = (kind: string, name: string, id: string): Plan["changes"][number] => ({
      ...{ key: `budgets/${name}`, kind, name, phase: "budgets", action: "delete", fields: [] },
      steps: [{ service: "sns", operation: "Remove", input: { id, name }, why: "remove" }],
      ...{ needs: [], after: [] },
    });
    const base = await planFor(cloud, []);
    const plan: Plan = {
      ...base,
      changes: [removal("thing", "t", "id-1"), removal("user", "a", a.id)],
      attributes: new Map([["budgets/t", { id: "id-1" }]]),
    };
    const options = { aws: cloud.aws, kinds, read: CONTEXT, clock: () => new Date() };
    const { attributes } = await execute(plan, options);
    expect(cloud.log).toEqual(["Remove a", "Remove t"]);
    expect(attributes.size).toBe(0);
    expect(plan.stack).toEqual(STACK);
  });

  test("a crash of the process ends the run instead of becoming an outcome", async () => {
    const cloud = new Cloud();
    cloud.errors.set("Make a", [Object.assign(new Error("dead"), { name: "SimulatedCrash" })]);
    await expect(apply(cloud, FAMILY)).rejects.toThrow("dead");
  });
});
