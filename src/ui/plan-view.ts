import { PHASES } from "../engine/kind.js";
import type { FieldChange } from "../engine/compare.js";
import type { Action, Change } from "../engine/plan.js";
import { renderField, renderNewField } from "./field-view.js";
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
/** Kinds whose fields are bookkeeping: what their calls are for says more. */
const TOLD_BY_CALLS = new Set(["profile-register"]);

/** What is shown of a plan, fresh or saved. */
interface ShownPlan {
  changes: readonly ShownChange[];
  unchanged: number;
  kept: readonly { kind: string; name: string; why: keyof typeof KEPT }[];
  warnings: readonly string[];
}

type ShownChange = Pick<Change, "kind" | "phase" | "name" | "action"> & {
  fields: readonly FieldChange[];
  steps: readonly { why: string }[];
};

/**
 * The plan for people: grouped by phase, policies by changed statement.
 * @param verbose shows the fields of what is to be created, and of the profile register, too
 */
export function renderPlan(plan: ShownPlan, paint: Style, verbose: boolean): string {
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

function renderChange(change: ShownChange, paint: Style, verbose: boolean): string[] {
  const color = COLORS[change.action];
  const glyph = paint(color, GLYPHS[change.action].padStart(3));
  const head = `  ${glyph} ${change.kind} ${paint("bold", change.name)}`;
  return [head, ...changeDetails(change, paint, verbose)];
}

/** The fields of a change that differ, one or more lines each; of a creation only with `verbose`. */
export function changeDetails(change: ShownChange, paint: Style, verbose: boolean): string[] {
  if (change.action === "create" && !verbose) return [];
  if (TOLD_BY_CALLS.has(change.kind) && !verbose) return change.steps.map(({ why }) => `        ${why}`);
  if (change.action === "adopt" && change.fields.length === 0) return ["        already as wanted"];
  const render = change.action === "create" ? renderNewField : renderField;
  return change.fields.flatMap((field) => render(field, paint));
}
