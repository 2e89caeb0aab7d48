import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Change, Plan } from "../../src/engine/plan.js";
import { BadInput, GuardRefused } from "../../src/errors.js";
import { loadPlan, planDigest, requireSame, savePlan } from "../../src/stack/saved-plan.js";
import { planDocument } from "../../src/ui/plan-document.js";
import { temporaryFolder } from "../support/sandbox.js";
import { changeOf, planOf } from "../ui/plans.js";

const call = (input: object, more = {}) => ({
  ...{ service: "iam" as const, operation: "CreateRole", why: "create", input },
  ...more,
});
const CHANGE = changeOf("create", "a", { steps: [call({ RoleName: "a" })] });
const OTHER = changeOf("create", "b", { steps: [call({ RoleName: "b" })] });

function saved(plan: Plan): string {
  const file = join(temporaryFolder(), "plan.json");
  savePlan(file, plan, planDocument(plan), {}, false);
  return file;
}

describe("a saved plan", () => {
  test("is the same as a fresh plan that makes the same calls, in whatever order they were found", () => {
    const file = saved(planOf([CHANGE, OTHER]));
    requireSame(loadPlan(file), planOf([OTHER, CHANGE], { unchanged: 5, warnings: ["new"] }), file);
  });

  test.each<[string, Change[]]>([
    ["another input", [changeOf("create", "a", { steps: [call({ RoleName: "z" })] })]],
    [
      "another region",
      [changeOf("create", "a", { steps: [call({ RoleName: "a" }, { region: "eu-west-1" })] })],
    ],
    ["one call more", [changeOf("create", "a", { steps: [call({ RoleName: "a" }), call({})] })]],
    ["another action", [changeOf("replace", "a", { steps: [call({ RoleName: "a" })] })]],
    ["one change more", [CHANGE, OTHER]],
    [
      "another live value",
      [changeOf("create", "a", { steps: CHANGE.steps, fields: [{ path: "x", before: 1, after: 2 }] })],
    ],
    ["nothing to do", []],
  ])("is stale once a fresh plan has %s", (_what, changes) => {
    const file = saved(planOf([CHANGE]));
    expect(() => requireSame(loadPlan(file), planOf(changes), file)).toThrow(GuardRefused);
    expect(planDigest(planOf(changes))).not.toBe(planDigest(planOf([CHANGE])));
  });

  test.each([{ account: "210987654321" }, { region: "eu-west-1" }, { name: "other" }])(
    "is for one place only: not for %j",
    (change) => {
      const plan = planOf([CHANGE]);
      const file = saved(plan);
      const elsewhere = { ...plan, stack: { ...plan.stack, ...change } };
      expect(() => requireSame(loadPlan(file), elsewhere, file)).toThrow(
        /was made for claude-code in 123456789012/,
      );
    },
  );

  test("holds the plan for people, and only its owner reads it, even over an old file", () => {
    const file = join(temporaryFolder(), "plan.json");
    writeFileSync(file, "old", { mode: 0o644 });
    savePlan(
      file,
      planOf([CHANGE]),
      planDocument(planOf([CHANGE])),
      { keepOld: true, phases: ["budgets"] },
      true,
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      ...{ format: 2, simulated: true, options: { keepOld: true, phases: ["budgets"] } },
      plan: { summary: { create: 1 }, changes: [{ key: "foundation/a" }] },
    });
  });

  test.each([
    ["no JSON", "{"],
    ["another document", '{"summary":{}}'],
    ["a later format", '{"format":3,"digest":"x"}'],
    ["cut short", '{"format":2,"digest":"x"}'],
  ])("%s is refused", (_what, text) => {
    const file = join(temporaryFolder(), "plan.json");
    writeFileSync(file, text);
    expect(() => loadPlan(file)).toThrow(BadInput);
    expect(() => loadPlan(file)).toThrow(`${file} is not a saved plan`);
  });

  test("anything but a regular file is refused", () => {
    const folder = temporaryFolder();
    const kinds = { [folder]: "a folder", "/dev/null": "a device" };
    for (const [file, kind] of Object.entries(kinds)) {
      const message = `${file} is ${kind}, not a file`;
      expect(() => loadPlan(file)).toThrow(
        expect.objectContaining({ code: "bad_plan_file", exitCode: 3, message }),
      );
    }
  });

  test("a file that is not there is named", () => {
    const file = join(temporaryFolder(), "none.json");
    expect(() => loadPlan(file)).toThrow(BadInput);
    expect(() => loadPlan(file)).toThrow(/none\.json.*ENOENT/);
  });
});
