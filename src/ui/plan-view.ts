import type { FieldChange } from "../engine/compare.js";
import { PHASES } from "../engine/kind.js";
import type { Action, Change, Plan } from "../engine/plan.js";
import { type CanonicalPolicy, canonicalPolicy } from "../engine/policy.js";
import { describeRefs } from "../engine/refs.js";
import { withoutPasswords } from "../password.js";
import { summaryLine, summaryOf } from "./plan-document.js";
import type { Style } from "./style.js";

const GLYPHS: Record<Action, string> = { create: "+", update: "~", delete: "-", replace: "-/+", adopt: "<=" };
const COLORS = {
  create: "green",
  update: "yellow",
  delete: "red",
  replace: "magenta",
  adopt: "cyan",
} as const;
const KEPT = {
  data: "stays with what it holds; destroy --delete-data removes it",
  shared: "others may rely on it",
  retiring: "replaced and retiring; apply --drop-old removes it",
};
const LONGEST_VALUE = 90;
/** Kinds whose fields are bookkeeping: what their calls are for says more. */
const TOLD_BY_CALLS = new Set(["profile-register"]);

/**
 * The plan for people: grouped by phase, policies by changed statement.
 * @param verbose shows the fields of what is to be created, and of the profile register, too
 */
export function renderPlan(plan: Plan, paint: Style, verbose: boolean): string {
  const lines: string[] = [];
  for (const [i, phase] of PHASES.entries()) {
    const changes = plan.changes.filter((change) => change.phase === phase);
    if (changes.length === 0) continue;
    lines.push(paint("bold", `Phase ${i + 1}: ${phase}`));
    for (const change of changes) lines.push(...renderChange(change, paint, verbose));
    lines.push("");
  }
  for (const item of plan.kept) {
    const why = KEPT[item.why];
    lines.push(paint("dim", `  kept: ${item.kind} ${item.name} (${why})`));
  }
  lines.push(...plan.warnings.map((warning) => paint("yellow", `Warning: ${warning}`)));
  lines.push(paint("bold", summaryLine(summaryOf(plan))));
  return `${lines.join("\n")}\n`;
}

function renderChange(change: Change, paint: Style, verbose: boolean): string[] {
  const color = COLORS[change.action];
  const lines = [
    `  ${paint(color, GLYPHS[change.action].padStart(3))} ${change.kind} ${paint("bold", change.name)}`,
  ];
  if (change.action === "create" && !verbose) return lines;
  if (TOLD_BY_CALLS.has(change.kind) && !verbose) {
    return [...lines, ...change.steps.map(({ why }) => `        ${why}`)];
  }
  for (const field of change.fields) lines.push(...renderField(field, paint));
  if (change.action === "adopt" && change.fields.length === 0) lines.push("        already as wanted");
  return lines;
}

function renderField(field: FieldChange, paint: Style): string[] {
  const before = statements(field.before);
  const after = statements(field.after);
  if (after !== undefined) {
    const gone = [...(before ?? [])].filter((text) => !after.has(text));
    const added = [...after].filter((text) => before?.has(text) !== true);
    return [
      `        ${field.path}:`,
      ...gone.map((text) => paint("red", `          - ${text}`)),
      ...added.map((text) => paint("green", `          + ${text}`)),
    ];
  }
  const change =
    field.before === null || field.before === undefined
      ? value(field.after)
      : `${value(field.before)} ${paint("dim", "→")} ${value(field.after)}`;
  const forced =
    field.replaces === undefined ? "" : paint("magenta", `  # forces replacement: ${field.replaces}`);
  return [`        ${field.path}: ${change}${forced}`];
}

/** Statements of a policy, or of several by name, each as one line; undefined for anything else. */
function statements(document: unknown): Set<string> | undefined {
  if (typeof document !== "object" || document === null || Array.isArray(document)) return undefined;
  if ("Statement" in document) {
    const policy = canonicalPolicy(document) as CanonicalPolicy;
    return new Set(policy.Statement.map((statement) => JSON.stringify(describeRefs(statement))));
  }
  const all = Object.entries(document).map(([name, inner]) => ({ name, inner: statements(inner) }));
  if (all.length === 0 || all.some(({ inner }) => inner === undefined)) return undefined;
  return new Set(all.flatMap(({ name, inner }) => [...(inner ?? [])].map((text) => `${name}: ${text}`)));
}

function value(raw: unknown): string {
  const text = JSON.stringify(withoutPasswords(describeRefs(raw))) ?? "(none)";
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
