import type { Pending } from "../engine/kind.js";
import type { Style } from "./style.js";

/** Outputs as `name = value` lines; nested ones indented, documents left to `ccb outputs NAME`. */
export function renderOutputs(outputs: object, paint: Style): string {
  const lines = Object.entries(outputs).flatMap(([name, value]) => {
    if (name === "scp") return [`  scp = (ccb outputs scp)`];
    if (typeof value !== "object" || value === null) return [`  ${name} = ${String(value)}`];
    const inner = Object.entries(value as Record<string, Record<string, string>>);
    if (inner.length === 0) return [];
    if (inner.length > 10) return [`  ${name} = (${inner.length} developers: ccb outputs ${name})`];
    return [
      `  ${name}:`,
      ...inner.flatMap(([user, arns]) =>
        Object.entries(arns).map(([alias, arn]) => `    ${user} ${alias} = ${arn}`),
      ),
    ];
  });
  return lines.length === 0 ? "" : `${paint("bold", "Outputs")}\n${lines.join("\n")}\n\n`;
}

/** What waits on a person, one item a line. */
export function renderPending(pending: readonly Pending[], paint: Style): string {
  if (pending.length === 0) return "";
  const lines = pending.map((item) => `  ${item.what}: ${item.action}`);
  return `${paint("bold", "Waiting on a person")}\n${lines.join("\n")}\n\n`;
}
