import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/engine/plan.js";
import { GuardRefused } from "../../src/errors.js";
import { guardDeletions, guardOwnership, guardedDeletions } from "../../src/stack/guards.js";
import { changeOf, planOf } from "../ui/plans.js";

/** A plan over `owned` resources by kind, in which some are deleted or replaced. */
function planWith(
  owned: Record<string, number>,
  gone: Record<string, number>,
  action: "delete" | "replace" = "delete",
): Plan {
  const changes = Object.entries(gone).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, i) => changeOf(action, `${kind}-${i}`, { kind })),
  );
  return planOf([...changes, changeOf("create", "new")], { owned: new Map(Object.entries(owned)) });
}

function refusal(work: () => void): GuardRefused {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(GuardRefused);
    return error as GuardRefused;
  }
  throw new Error("expected a refusal");
}

describe("guardDeletions", () => {
  test.each<[string, Record<string, number>, Record<string, number>, "delete" | "replace", number]>([
    ["nothing goes", { profile: 100 }, {}, "delete", 0],
    ["3 of 10 go", { profile: 10 }, { profile: 3 }, "delete", 0],
    ["4 of 10 go", { profile: 10 }, { profile: 4 }, "delete", 4],
    ["4 of 10 are replaced", { profile: 10 }, { profile: 4 }, "replace", 4],
    ["4 of 9 go", { profile: 9 }, { profile: 4 }, "delete", 0],
    ["all of two go", { profile: 2 }, { profile: 2 }, "delete", 2],
    ["all of two are replaced", { profile: 2 }, { profile: 2 }, "replace", 0],
    ["the only one goes", { dashboard: 1, role: 3 }, { dashboard: 1 }, "delete", 0],
    ["the only profile goes", { "inference-profile": 1, role: 3 }, { "inference-profile": 1 }, "delete", 1],
    [
      "the only profile is replaced",
      { "inference-profile": 1, role: 3 },
      { "inference-profile": 1 },
      "replace",
      0,
    ],
    ["one of two profiles goes", { "inference-profile": 2 }, { "inference-profile": 1 }, "delete", 0],
    ["few of each kind but much in all", { a: 5, b: 5 }, { a: 2, b: 2 }, "delete", 4],
    ["few in all but much of one kind", { a: 10, b: 100 }, { a: 4 }, "delete", 4],
  ])("%s", (_what, owned, gone, action, count) => {
    const plan = planWith(owned, gone, action);
    expect(guardedDeletions(plan)).toBe(count);
    guardDeletions(plan, count);
    if (count > 0)
      for (const said of [undefined, 0, count - 1, count + 1]) refusal(() => guardDeletions(plan, said));
  });

  test("counts one as one", () => {
    const error = refusal(() =>
      guardDeletions(planWith({ "inference-profile": 1 }, { "inference-profile": 1 }), undefined),
    );
    expect(error.message).toBe("this plan deletes or replaces 1 resource");
  });

  test("says the number it wants, and the one it got", () => {
    const plan = planWith({ profile: 10 }, { profile: 4 });
    const error = refusal(() => guardDeletions(plan, 3));
    expect(error.message).toBe("this plan deletes or replaces 4 resources");
    expect(error.hint).toBe("if that is meant, run again with --allow-deletes 4, not 3");
    expect(error.exitCode).toBe(5);
    expect(error.details).toHaveLength(4);
  });
});

describe("guardOwnership", () => {
  const unowned = { key: "a", kind: "iam-role", name: "p-developer" };
  const foreign = { key: "b", kind: "s3-bucket", name: "logs", owner: 'stack "q"' };

  test("lets a plan pass that touches only what is ours", () => {
    expect(() => guardOwnership(planOf([]))).not.toThrow();
  });

  test("names what could be adopted", () => {
    const error = refusal(() => guardOwnership(planOf([], { blocked: [unowned] })));
    expect(error.code).toBe("unowned_resources");
    expect(error.message).toBe("iam-role p-developer exists and carries no ccb:stack tag");
    expect(error.hint).toContain("--adopt");
  });

  test("names the owner of what is foreign, and offers no adoption", () => {
    const error = refusal(() => guardOwnership(planOf([], { blocked: [unowned, foreign] })));
    expect(error.code).toBe("foreign_resources");
    expect(error.message).toContain('s3-bucket logs belongs to stack "q"');
    expect(error.message).toContain("p-developer");
    expect(error.hint).not.toContain("--adopt");
  });
});
