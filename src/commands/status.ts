import type { Change } from "../engine/plan.js";
import { guardVersion } from "../stack/guards.js";
import { pendingOf } from "../stack/pending.js";
import { planStack } from "../stack/plan.js";
import { planDocument } from "../ui/plan-document.js";
import { renderPending } from "../ui/result-view.js";
import type { Context } from "./context.js";
import { openSession, reading } from "./stack-session.js";

/** `ccb status`: what is there, what drifted, what waits on a person. Reads every detail and writes nothing. */
export async function status(cx: Context): Promise<void> {
  const { aws, stack, composition } = await openSession(cx);
  const { plan, wanted, live, bucket } = await reading(cx, stack.region, () =>
    planStack(aws, composition, { thorough: true }),
  );
  guardVersion(bucket);
  const changes = new Map(plan.changes.map((change) => [change.key, change]));
  const blocked = new Map(plan.blocked.map((item) => [item.key, item]));
  const resources = wanted.map((want) => {
    const item = blocked.get(want.key);
    const state =
      item === undefined ? stateOf(changes.get(want.key)) : item.owner === undefined ? "unowned" : "foreign";
    return { key: want.key, kind: want.kind, name: want.name, state };
  });
  const drift = planDocument({
    ...plan,
    changes: plan.changes.filter((change) => change.action !== "create"),
  }).changes;
  const pending = pendingOf(wanted, live, stack);
  const lines = resources.map((item) => {
    const color = item.state === "ok" ? "green" : item.state === "missing" ? "dim" : "yellow";
    return `${cx.paint(color, item.state.padEnd(8))} ${item.kind} ${item.name}`;
  });
  const surplus = plan.changes.filter((change) => change.action === "delete");
  lines.push(...surplus.map((change) => `${cx.paint("red", "surplus ")} ${change.kind} ${change.name}`));
  const ok = resources.filter((item) => item.state === "ok").length;
  const closing = `${ok} of ${resources.length} resources as configured, ${drift.length} drifted or surplus.`;
  const text = `${lines.join("\n")}\n\n${renderPending(pending, cx.paint)}${cx.paint("bold", closing)}\n`;
  cx.result({ resources, drift, pending, warnings: plan.warnings }, text);
}

function stateOf(change: Change | undefined): "ok" | "missing" | "drifted" {
  if (change === undefined) return "ok";
  return change.action === "create" ? "missing" : "drifted";
}
