import type { Action, Change, Plan } from "../engine/plan.js";
import { describeRefs } from "../engine/refs.js";
import { withoutPasswords } from "../password.js";

export type Summary = Record<Action | "unchanged", number>;

/** How many changes of each kind a plan has. */
export function summaryOf(plan: Plan): Summary {
  const count = (action: Action) => plan.changes.filter((change) => change.action === action).length;
  return {
    create: count("create"),
    update: count("update"),
    replace: count("replace"),
    delete: count("delete"),
    adopt: count("adopt"),
    unchanged: plan.unchanged,
  };
}

/** `Plan: 31 to create, 0 to update, …`: the last line of every plan. */
export function summaryLine(summary: Summary): string {
  const adopt = summary.adopt > 0 ? `, ${summary.adopt} to adopt` : "";
  return (
    `Plan: ${summary.create} to create, ${summary.update} to update, ${summary.replace} to replace, ` +
    `${summary.delete} to delete${adopt}, ${summary.unchanged} unchanged.`
  );
}

/** The machine-readable plan; passwords in URLs are masked. */
export function planDocument(plan: Plan) {
  const { account, region, name } = plan.stack;
  return {
    account,
    region,
    stack: name,
    summary: summaryOf(plan),
    changes: plan.changes.map(changeDocument),
    warnings: plan.warnings,
  };
}

function changeDocument(change: Change) {
  const { key, kind, phase, name, action } = change;
  const fields = change.fields.map((field) => ({ ...field, before: field.before ?? null }));
  const calls = change.steps.map(({ service, operation, why, input }) => ({
    service,
    operation,
    why,
    input,
  }));
  return withoutPasswords(describeRefs({ key, kind, phase, name, action, fields, calls }));
}
