import { describe, expect, test } from "vitest";
import { ref } from "../../src/engine/refs.js";
import { renderPlan } from "../../src/ui/plan-view.js";
import { forTerminal } from "../../src/ui/for-terminal.js";
import { style } from "../../src/ui/style.js";
import { changeOf, planOf } from "./plans.js";

const plain = style(false);
const allow = (Action: string) => ({ Effect: "Allow", Action: [Action], Resource: ["*"] });
const policy = (...actions: string[]) => ({ Version: "2012-10-17", Statement: actions.map(allow) });

function lines(text: string): string[] {
  return text.split("\n");
}

describe("renderPlan", () => {
  test("groups by phase, one line a resource, and ends with the count", () => {
    const plan = planOf(
      [
        changeOf("create", "topic", { phase: "budgets", kind: "sns-topic" }),
        changeOf("create", "new"),
        changeOf("update", "changed"),
        changeOf("replace", "moved"),
        changeOf("delete", "gone"),
      ],
      { unchanged: 7 },
    );
    expect(renderPlan(plan, plain, false)).toBe(
      [
        "Phase 1: foundation",
        "    + iam-role new",
        "    ~ iam-role changed",
        "  -/+ iam-role moved",
        "    - iam-role gone",
        "",
        "Phase 5: budgets",
        "    + sns-topic topic",
        "",
        "Plan: 2 to create, 1 to update, 1 to replace, 1 to delete, 7 unchanged.",
        "",
      ].join("\n"),
    );
  });

  test("adoptions are counted when there are any, and say when nothing has to change", () => {
    const text = renderPlan(planOf([changeOf("adopt", "found")]), plain, false);
    expect(lines(text)).toContain("   <= iam-role found");
    expect(lines(text)).toContain("        already as wanted");
    expect(lines(text).at(-2)).toBe(
      "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 1 to adopt, 0 unchanged.",
    );
  });

  test("says what changes, from what to what, and why it means a new resource", () => {
    const fields = [
      { path: "source", before: "us.old", after: "us.new", replaces: "a profile cannot be moved" },
      { path: "tags.Team", before: null, after: "research" },
    ];
    const text = renderPlan(planOf([changeOf("replace", "p", { fields })]), plain, false);
    expect(lines(text)).toContain(
      '        source: "us.old" → "us.new"  # forces replacement: a profile cannot be moved',
    );
    expect(lines(text)).toContain('        tags.Team: (not set) → "research"');
  });

  test("shows a policy by the statements that change, and no other", () => {
    const fields = [{ path: "trust", before: policy("a:Old", "a:Same"), after: policy("a:Same", "a:New") }];
    const text = renderPlan(planOf([changeOf("update", "r", { fields })]), plain, false);
    expect(lines(text).slice(2, 5)).toEqual([
      "        trust:",
      '          - {"Action":["a:Old"],"Effect":"Allow","Resource":["*"]}',
      '          + {"Action":["a:New"],"Effect":"Allow","Resource":["*"]}',
    ]);
    expect(text).not.toMatch(/a:same/i);
  });

  test("names the policy among several, and what is not known yet", () => {
    const after = { one: policy("a:B"), two: { Statement: { Effect: "Deny", Resource: ref("x", "arn") } } };
    const text = renderPlan(
      planOf([changeOf("update", "r", { fields: [{ path: "policies", before: {}, after }] })]),
      plain,
      false,
    );
    expect(lines(text).slice(2, 6)).toEqual([
      "        policies.one:",
      '          + {"Action":["a:B"],"Effect":"Allow","Resource":["*"]}',
      "        policies.two:",
      '          + {"Effect":"Deny","Resource":["(known after apply)"]}',
    ]);
  });

  test("fields of what is new are shown on request, long ones cut short", () => {
    const fields = [{ path: "query", before: null, after: "x".repeat(300) }];
    const plan = planOf([changeOf("create", "q", { fields })]);
    expect(renderPlan(plan, plain, false)).not.toContain("query");
    const shown = lines(renderPlan(plan, plain, true)).find((line) => line.includes("query")) ?? "";
    expect(shown).toMatch(/^ {8}query: "x+…$/);
    expect(shown.length).toBeLessThan(120);
  });

  test("the profile register's change is told in words; its fields are shown on request", () => {
    const fields = [{ path: "toRetire", before: ["arn:1", "arn:2"], after: [] }];
    const why = "mark 2 profiles as retired in the register";
    const steps = [{ service: "s3" as const, operation: "PutObject", input: {}, why }];
    const plan = planOf([changeOf("update", "profiles.jsonl", { kind: "profile-register", fields, steps })]);
    expect(lines(renderPlan(plan, plain, false)).slice(1, 3)).toEqual([
      "    ~ profile-register profiles.jsonl",
      `        ${why}`,
    ]);
    expect(renderPlan(plan, plain, false)).not.toContain("toRetire");
    expect(renderPlan(plan, plain, true)).toMatch(/toRetire:\n +- "arn:1"\n +- "arn:2"\n/);
  });

  test("no password of a URL is shown", () => {
    const fields = [{ path: "endpoint", before: "https://:old@a.example", after: "https://u:new@b.example" }];
    const plan = planOf([changeOf("replace", "hook", { fields })]);
    expect(lines(renderPlan(plan, plain, true))).toContain(
      '        endpoint: "https://:****@a.example" → "https://u:****@b.example"',
    );
  });

  test("says what is kept and why, and every warning, before the count", () => {
    const kept = [
      { key: "k", kind: "s3-bucket", name: "b", why: "data" as const },
      { key: "k", kind: "tags", name: "t", why: "shared" as const },
    ];
    const text = renderPlan(planOf([], { kept, warnings: ["the quota could not be read"] }), plain, false);
    expect(lines(text)).toEqual([
      "  kept: s3-bucket b (stays with what it holds; destroy --delete-data removes it)",
      "  kept: tags t (others may rely on it)",
      "Warning: the quota could not be read",
      "Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 0 unchanged.",
      "",
    ]);
  });

  test("colour changes the looks and no letter", () => {
    const plan = planOf([
      changeOf("update", "r", {
        fields: [{ path: "trust", before: policy("a:Old"), after: policy("a:New") }],
      }),
      changeOf("delete", "gone"),
    ]);
    const painted = forTerminal(renderPlan(plan, style(true), false));
    // oxlint-disable-next-line no-control-regex
    expect(painted).toMatch(/\u001b\[31m/);
    // oxlint-disable-next-line no-control-regex
    expect(painted.replace(/\u001b\[\d+m/g, "")).toBe(renderPlan(plan, plain, false));
  });
});
