import type { Action, Change, Plan } from "../engine/plan.js";
import { describeRefs } from "../engine/refs.js";
import type { FieldChange } from "../engine/compare.js";
import type { Step } from "../engine/step.js";
import { hostOnly, withoutPasswords } from "../password.js";

export type Summary = Record<Action | "unchanged", number>;

/** How many changes of each kind a plan has. */
export function summaryOf(plan: { changes: readonly { action: Action }[]; unchanged: number }): Summary {
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

/** The machine-readable plan; passwords in URLs and the secrets of webhooks are left out. */
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
  const fields = change.fields.map(fieldDocument);
  const calls = change.steps.map((step) => {
    const { service, operation, why } = step;
    return { service, operation, why, input: inputWithoutSecrets(step) };
  });
  return withoutPasswords(describeRefs({ key, kind, phase, name, action, fields, calls }));
}

/** A field's change as people and files may see it. */
export function fieldDocument({ secret, ...field }: FieldChange): FieldChange {
  const before = field.before ?? null;
  if (secret !== true) return { ...field, before };
  return { ...field, before: withoutSecret(before), after: withoutSecret(field.after) };
}

function inputWithoutSecrets({ input, secret = [] }: Step): object {
  const hidden = Object.entries(input)
    .filter(([member]) => secret.includes(member))
    .map(([member, value]) => [member, withoutSecret(value)]);
  return { ...input, ...Object.fromEntries(hidden) };
}

function withoutSecret(value: unknown): unknown {
  return typeof value === "string" ? hostOnly(value) : value;
}
