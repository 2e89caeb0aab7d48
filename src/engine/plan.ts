import { type Field, type FieldChange, compareFields, marksOf } from "./compare.js";
import { type AnyKind, type Live, type Phase, type Stack, type Tags, type Wanted, phaseOf } from "./kind.js";
import { isReplaced, matchLive } from "./match.js";
import { RETIRING_TAG, isRetiring } from "./ownership.js";
import { referencedKeys } from "./refs.js";
import type { Step } from "./step.js";

export type Action = "create" | "update" | "replace" | "delete" | "adopt";

/** One resource's way from what it is to what is wanted. */
export interface Change {
  key: string;
  kind: string;
  phase: Phase;
  name: string;
  action: Action;
  fields: FieldChange[];
  steps: Step[];
  /** Keys that have to succeed first. */
  needs: string[];
  /** Keys that have to be settled first. */
  after: string[];
  /** Of a replacement: what is replaced stays, marked as retiring. */
  keepsOld?: true;
  want?: Wanted;
  live?: Live;
}

/** A resource that stops the plan because it is not ours. */
interface Blocked {
  key: string;
  kind: string;
  name: string;
  /** undefined: nobody's, could be adopted. */
  owner?: string;
}

export interface Plan {
  stack: Stack;
  changes: Change[];
  unchanged: number;
  blocked: Blocked[];
  /** No longer wanted, but left in place: it holds data, or others may rely on it. */
  kept: { key: string; kind: string; name: string; why: "data" | "shared" | "retiring" }[];
  /** Attributes of everything that exists, by key. */
  attributes: Map<string, Record<string, string>>;
  warnings: string[];
  /** Live resources of ours in scope by kind, for the guards. */
  owned: Map<string, number>;
}

export interface PlanInput {
  stack: Stack;
  kinds: readonly AnyKind[];
  wanted: readonly Wanted[];
  live: readonly Live[];
  /** Take over unowned resources that have our names. */
  adopt?: boolean;
  /** Changes are made in these phases only; what they need from others is created when missing. */
  phases?: readonly Phase[];
  /** Only resources whose key this accepts are changed or deleted. */
  scope?: (key: string) => boolean;
  /** A replaced resource stays beside its replacement, marked as retiring. */
  keepOld?: boolean;
  /** Retiring resources go now. */
  dropOld?: boolean;
  /** Nothing is wanted any more. */
  destroy?: boolean;
  /** With `destroy`: data goes too. */
  deleteData?: boolean;
  warnings?: readonly string[];
}

const RETIRING: Tags = { [RETIRING_TAG]: "true" };
const RETIRING_FIELD: FieldChange = { path: `tags.${RETIRING_TAG}`, before: null, after: "true" };

/** Compares the wanted with the live and says which steps make the difference go away. Pure: no clock, no call. */
export function makePlan(input: PlanInput): Plan {
  const plan: Plan = {
    stack: input.stack,
    changes: [],
    unchanged: 0,
    blocked: [],
    kept: [],
    attributes: new Map(),
    warnings: [...(input.warnings ?? [])],
    owned: new Map(),
  };
  for (const kind of input.kinds) planKind(kind, input, plan);
  return plan;
}

function planKind(kind: AnyKind, input: PlanInput, plan: Plan): void {
  const inScope = (key: string) =>
    (input.phases === undefined || input.phases.includes(phaseOf(key, kind.phase))) &&
    (input.scope === undefined || input.scope(key));
  const wanted = input.wanted.filter((want) => want.kind === kind.name);
  const match = matchLive(
    kind,
    wanted,
    input.live.filter((live) => live.kind === kind.name),
    input.stack,
  );
  for (const [key, live] of match.byKey) plan.attributes.set(key, live.attributes);
  const owned = [...match.byKey.keys(), ...match.orphans.map((orphan) => orphan.key)].filter(inScope);
  plan.owned.set(kind.name, owned.length);
  if (input.destroy === true) {
    const all = [...[...match.byKey].map(([key, live]) => ({ key, live })), ...match.orphans];
    for (const { key, live } of all) if (inScope(key)) planRemoval(kind, key, live, input, plan);
    return;
  }
  for (const want of wanted) {
    const live = match.byKey.get(want.key);
    const stranger = match.strangers.get(want.key);
    if (live !== undefined) {
      if (inScope(want.key)) planExisting(kind, want, live, match.names, input, plan, "update");
    } else if (stranger === undefined) {
      planCreation(kind, want, match.names, input.stack, plan);
    } else if (stranger.owner === undefined && input.adopt === true) {
      plan.attributes.set(want.key, stranger.live.attributes);
      planExisting(kind, want, stranger.live, match.names, input, plan, "adopt");
    } else {
      const owner = stranger.owner === undefined ? {} : { owner: stranger.owner };
      plan.blocked.push({ key: want.key, kind: kind.name, name: want.name, ...owner });
    }
  }
  for (const { key, live } of match.orphans) {
    if (!inScope(key)) continue;
    const mark =
      input.keepOld === true && live.keep === undefined && isReplaced(match, key) && !isRetiring(live);
    const steps = mark ? kind.tag?.(live, RETIRING, input.stack) : undefined;
    // Its replacement was made by a run that was cut short before it could mark this one.
    if (steps === undefined) planRemoval(kind, key, live, input, plan);
    else removal(plan, kind, key, live, "update", steps, [RETIRING_FIELD]);
  }
}

function planCreation(kind: AnyKind, want: Wanted, taken: Set<string>, stack: Stack, plan: Plan): void {
  const named = freeName(kind, want, taken);
  const fields = Object.entries(kind.fields as Record<string, Field>).flatMap(([path, field]) => {
    const after = (want.spec as Record<string, unknown>)[path];
    const { secret } = marksOf(field);
    return after === undefined ? [] : [{ path, before: null, after, ...(secret && { secret }) }];
  });
  push(plan, kind, named, "create", fields, kind.create(named, stack));
}

function planExisting(
  kind: AnyKind,
  want: Wanted,
  live: Live,
  taken: Set<string>,
  input: PlanInput,
  plan: Plan,
  action: "update" | "adopt",
): void {
  const { stack } = input;
  const fields = compareFields(
    kind.fields,
    want.spec as Record<string, unknown>,
    live.spec as Record<string, unknown>,
  );
  const tags = missingTags(want.tags, live.tags);
  const tagFields = Object.entries(tags).map(([key, after]) => ({
    path: `tags.${key}`,
    before: live.tags?.[key] ?? null,
    after,
  }));
  const all = [...fields, ...tagFields];
  if (all.length === 0 && action === "update") {
    if (live.awaited !== true) plan.unchanged += 1;
    return;
  }
  if (fields.some((field) => field.replaces !== undefined)) {
    const named = freeName(kind, want, taken);
    const made = kind.create(named, stack);
    // A name that cannot change has to be free first; elsewhere the new one is made beside the old one.
    const mark = input.keepOld === true ? kind.tag?.(live, RETIRING, stack) : undefined;
    const steps =
      kind.rename === undefined
        ? [...kind.remove(live, stack), ...made]
        : [...made, ...(mark ?? kind.remove(live, stack))];
    const keepsOld = kind.rename !== undefined && mark !== undefined;
    push(plan, kind, named, "replace", all, steps, { live, ...(keepsOld ? { keepsOld } : {}) });
    return;
  }
  // Tags first: an adopted resource must be ours before it is changed.
  const tagSteps = tagFields.length > 0 && kind.tag !== undefined ? kind.tag(live, tags, stack) : [];
  const changed = new Set(fields.map((field) => field.path));
  const updates = changed.size > 0 ? kind.update(want, live, changed, stack) : [];
  push(plan, kind, want, action, all, [...tagSteps, ...updates], { live });
}

function planRemoval(kind: AnyKind, key: string, live: Live, input: PlanInput, plan: Plan): void {
  if (live.awaited === true) return;
  if (isRetiring(live) && input.dropOld !== true && input.destroy !== true) {
    plan.kept.push({ key, kind: kind.name, name: live.name, why: "retiring" });
    return;
  }
  if (live.keep === "shared" || (live.keep === "data" && input.deleteData !== true)) {
    plan.kept.push({ key, kind: kind.name, name: live.name, why: live.keep });
    const last = kind.whenKept?.(live, input.stack) ?? [];
    if (last.length > 0) removal(plan, kind, key, live, "update", last);
    return;
  }
  removal(plan, kind, key, live, "delete", kind.remove(live, input.stack));
}

function removal(
  plan: Plan,
  kind: AnyKind,
  key: string,
  live: Live,
  action: Action,
  steps: Step[],
  fields: FieldChange[] = [],
): void {
  plan.changes.push({
    key,
    kind: kind.name,
    phase: phaseOf(key, kind.phase),
    name: live.name,
    action,
    fields,
    steps,
    needs: [],
    after: [],
    live,
  });
}

function push(
  plan: Plan,
  kind: AnyKind,
  want: Wanted,
  action: Action,
  fields: FieldChange[],
  steps: Step[],
  more: Pick<Change, "live" | "keepsOld"> = {},
): void {
  const soft = steps.filter((s) => s.dropUnresolvedLinesOf !== undefined);
  const hard = steps.filter((s) => s.dropUnresolvedLinesOf === undefined);
  const own = (key: string) => key !== want.key;
  const needs = new Set([...(want.needs ?? []), ...referencedKeys(hard.map((s) => s.input))].filter(own));
  const after = new Set([...(want.after ?? []), ...referencedKeys(soft.map((s) => s.input))].filter(own));
  plan.changes.push({
    key: want.key,
    kind: kind.name,
    phase: phaseOf(want.key, kind.phase),
    name: want.name,
    action,
    fields,
    steps,
    needs: [...needs],
    after: [...after],
    want,
    ...more,
  });
}

/**
 * The wanted name, or another one when a resource of ours holds it (its replacement must exist beside it) or another
 * change of this plan takes it. The name counts as taken from then on.
 */
function freeName(kind: AnyKind, want: Wanted, taken: Set<string>): Wanted {
  if (kind.rename === undefined) return want;
  const name = taken.has(want.name) ? kind.rename(want, taken) : want.name;
  taken.add(name);
  return name === want.name ? want : { ...want, name };
}

/** Tags to add or overwrite; what else a resource carries is nobody's business. */
function missingTags(wanted: Tags | undefined, live: Tags | undefined): Tags {
  return Object.fromEntries(Object.entries(wanted ?? {}).filter(([key, value]) => live?.[key] !== value));
}
