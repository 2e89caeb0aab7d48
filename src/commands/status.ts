import { type Wanted, phaseOf } from "../engine/kind.js";
import type { Change } from "../engine/plan.js";
import { EXIT } from "../errors.js";
import { guardVersion } from "../stack/guards.js";
import { pendingOf } from "../stack/pending.js";
import { type StackPlan, planStack } from "../stack/plan.js";
import { renderPlace } from "../ui/place.js";
import { planDocument } from "../ui/plan-document.js";
import { renderPending } from "../ui/result-view.js";
import { type State, type StatusItem, renderStatus, statusLine, summaryOfStatus } from "../ui/status-view.js";
import type { Context } from "./context.js";
import { openSession, parsePhases, reading } from "./stack-session.js";

export interface StatusCommandOptions {
  phase?: string[];
  all?: boolean;
  detailedExitcode?: boolean;
}

/**
 * `ccb status`: what is there, what drifted, what waits on a person. Reads every detail and writes nothing.
 * @returns the exit code
 */
export async function status(cx: Context, options: StatusCommandOptions): Promise<number> {
  const phases = parsePhases(options.phase);
  const { aws, stack, composition, place } = await openSession(cx);
  const planOptions = { thorough: true, ...(phases === undefined ? {} : { phases }) };
  const found = await reading(cx, stack.region, () => planStack(aws, composition, planOptions));
  guardVersion(found.bucket);
  const inPhases = ({ phase }: { phase: string }) => phases?.some((one) => one === phase) !== false;
  const items = itemsOf(found).filter(inPhases);
  const { plan } = found;
  const drift = plan.changes.filter((change) => change.action !== "create").filter(inPhases);
  const wanted = found.wanted.filter((want) => inPhases({ phase: phaseOf(want.key, "foundation") }));
  const pending = pendingOf(wanted, found.live, stack);
  const summary = summaryOfStatus(items);
  const resources = items
    .filter((item) => item.state !== "surplus")
    .map(({ key, kind, name, state }) => ({ key, kind, name, state }));
  const document = {
    ...{ summary, resources, drift: planDocument({ ...plan, changes: drift }).changes },
    ...{ kept: plan.kept, pending, warnings: plan.warnings },
  };
  const text = [
    renderPlace(place, cx.paint),
    renderStatus(items, cx.paint, options.all === true),
    ...plan.kept.map(({ kind, name }) => `${cx.paint("dim", "kept")}     ${kind} ${name}\n`),
    plan.kept.length === 0 ? "" : "\n",
    renderPending(pending, cx.paint),
    ...plan.warnings.map((warning) => `${cx.paint("yellow", `Warning: ${warning}`)}\n`),
    `${cx.paint("bold", statusLine(summary))}\n`,
  ];
  cx.result(document, text.join(""));
  const inOrder = items.every(({ state }) => state === "ok" || state === "waiting");
  return options.detailedExitcode === true && !(inOrder && drift.length === 0)
    ? EXIT.changesPending
    : EXIT.done;
}

/** Every wanted resource with its state, and what is there in excess. */
function itemsOf({ plan, wanted, live }: StackPlan): StatusItem[] {
  const changes = new Map(plan.changes.map((change) => [change.key, change]));
  const blocked = new Map(plan.blocked.map((item) => [item.key, item]));
  const waiting = new Set(live.filter((item) => item.awaited === true).map(({ key }) => key));
  const stateOf = ({ key }: Wanted): State => {
    const stranger = blocked.get(key);
    if (stranger !== undefined) return stranger.owner === undefined ? "unowned" : "foreign";
    const change = changes.get(key);
    if (change === undefined) return waiting.has(key) ? "waiting" : "ok";
    return change.action === "create" ? "missing" : "drifted";
  };
  const items = wanted.map((want) => {
    const { key, kind, name } = want;
    const change: Change | undefined = changes.get(key);
    const item = { key, kind, name, phase: phaseOf(key, "foundation"), state: stateOf(want) };
    return change === undefined ? item : { ...item, change };
  });
  const keys = new Set(wanted.map(({ key }) => key));
  const others = plan.changes.filter((change) => !keys.has(change.key));
  const surplus = others.map((change): StatusItem => {
    const { key, kind, name, phase, action } = change;
    return { key, kind, name, phase, state: action === "delete" ? "surplus" : "drifted", change };
  });
  return [...items, ...surplus];
}
