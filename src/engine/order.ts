import type { AnyKind } from "./kind.js";
import type { Change } from "./plan.js";

/** What a change waits for: `hard` must have succeeded, `soft` must only be settled. Keys of changes of the plan. */
export interface Waits {
  hard: Set<string>;
  soft: Set<string>;
}

/**
 * The order of a plan's changes. Things are made after what they refer to; a deletion waits, softly for what is merely
 * changed and hard for what is deleted, for everything of the kinds that need its kind.
 * @throws Error when the changes wait for each other in a circle, which is a mistake in a kind
 */
export function orderOf(changes: readonly Change[], kinds: readonly AnyKind[]): Map<string, Waits> {
  const present = new Set(changes.map((change) => change.key));
  const needersOf = new Map<string, Set<string>>();
  for (const kind of kinds) {
    for (const needed of kind.needs ?? []) {
      needersOf.set(needed, new Set([...(needersOf.get(needed) ?? []), kind.name]));
    }
  }
  const byKind = new Map<string, Change[]>();
  for (const change of changes) byKind.set(change.kind, [...(byKind.get(change.kind) ?? []), change]);
  const order = new Map<string, Waits>();
  for (const change of changes) {
    const waits: Waits = { hard: new Set(), soft: new Set() };
    if (change.action === "delete") {
      for (const needer of needersOf.get(change.kind) ?? []) {
        for (const other of byKind.get(needer) ?? []) {
          (other.action === "delete" ? waits.hard : waits.soft).add(other.key);
        }
      }
    }
    for (const key of change.needs) if (present.has(key)) waits.hard.add(key);
    for (const key of change.after) if (present.has(key)) waits.soft.add(key);
    waits.hard.delete(change.key);
    waits.soft.delete(change.key);
    order.set(change.key, waits);
  }
  refuseCircles(order);
  return order;
}

function refuseCircles(order: ReadonlyMap<string, Waits>): void {
  const settled = new Set<string>();
  let progress = true;
  while (progress && settled.size < order.size) {
    progress = false;
    for (const [key, waits] of order) {
      if (settled.has(key)) continue;
      if ([...waits.hard, ...waits.soft].every((other) => settled.has(other))) {
        settled.add(key);
        progress = true;
      }
    }
  }
  if (settled.size < order.size) {
    const stuck = [...order.keys()].filter((key) => !settled.has(key));
    throw new Error(`these changes wait for each other: ${stuck.join(", ")}`);
  }
}
