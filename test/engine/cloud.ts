import type { Aws } from "../../src/aws/aws.js";
import { type ExecuteOptions, execute } from "../../src/engine/execute.js";
import type { Kind, Live, ReadContext, Stack, Tags, Wanted } from "../../src/engine/kind.js";
import { ownerTags } from "../../src/engine/ownership.js";
import { type Plan, type PlanInput, makePlan } from "../../src/engine/plan.js";
import type { Step } from "../../src/engine/step.js";

export const STACK: Stack = { name: "p", account: "123456789012", region: "us-east-1", partition: "aws" };

/** A made-up resource: its colour can change, its shape cannot, and it may name another thing. */
export interface Thing {
  color: string;
  shape?: string;
  parent?: string;
}

interface Row {
  id: string;
  name: string;
  spec: Thing;
  tags: Tags;
  made: number;
}

type Call = { operation: string; input: Record<string, unknown> };

/** A service with one kind of resource in memory. Errors put under an operation are thrown before its effect. */
export class Cloud {
  rows: Row[] = [];
  readonly calls: Call[] = [];
  /** Thrown at the next calls of an operation, or of an operation on a name (`Make x`). */
  readonly errors = new Map<string, Error[]>();
  /** Thrown after the effect of the next calls. */
  readonly lost = new Map<string, Error[]>();
  private made = 0;

  add(name: string, spec: Thing, tags: Tags = {}): Row {
    this.made += 1;
    const row = { id: `id-${this.made}`, name, spec, tags, made: this.made };
    this.rows.push(row);
    return row;
  }

  readonly aws = {
    call: async (_service: string, operation: string, input: Record<string, unknown>) => {
      this.calls.push({ operation, input });
      const about = [operation, `${operation} ${String(input["name"])}`];
      for (const key of about) throwNext(this.errors, key);
      const answer = this.effect(operation, input);
      for (const key of about) throwNext(this.lost, key);
      return answer;
    },
  } as unknown as Aws;

  /** Operations in the order they were called, with the name they were about. */
  get log(): string[] {
    return this.calls.map(({ operation, input }) => `${operation} ${String(input["name"])}`);
  }

  private effect(operation: string, input: Record<string, unknown>): Record<string, unknown> {
    const { name, spec, tags, id } = input as unknown as Row;
    const row = this.rows.find((one) => (id === undefined ? one.name === name : one.id === id));
    if (operation === "Make") {
      if (row !== undefined) throw Object.assign(new Error(`${name} exists`), { name: "Exists" });
      return { thing: { id: this.add(name, { ...spec }, { ...tags }).id } };
    }
    if (row === undefined) throw Object.assign(new Error(`no ${name}`), { name: "Gone" });
    if (operation === "Paint") row.spec = { ...row.spec, color: spec.color, ...parentOf(spec) };
    if (operation === "Tag") row.tags = { ...row.tags, ...tags };
    if (operation === "Remove") this.rows = this.rows.filter((one) => one !== row);
    return { status: "done" };
  }
}

function throwNext(errors: Map<string, Error[]>, key: string): void {
  const next = errors.get(key)?.shift();
  if (next !== undefined) throw next;
}

function parentOf({ parent }: Thing): { parent?: string } {
  return parent === undefined ? {} : { parent };
}

function call(operation: string, input: object, more: Partial<Step> = {}): Step {
  return { service: "sns", operation, input, why: operation, ...more };
}

interface KindOptions {
  cloud?: Cloud;
  needs?: readonly string[];
  keep?: "data" | "shared";
  /** Names are free to choose. */
  renames?: boolean;
}

/** The kind of a cloud's things. */
export function thingKind(name: string, options: KindOptions = {}): Kind<Thing> {
  const { cloud } = options;
  return {
    name,
    phase: "budgets",
    ...(options.needs === undefined ? {} : { needs: options.needs }),
    fields: {
      color: { compare: "value" },
      shape: { compare: "value", replaces: "a shape is for ever" },
      parent: { compare: "ignore" },
    },
    read: async () => (cloud?.rows ?? []).map((row) => liveThing(name, row, options.keep)),
    create: (want) => [
      call(
        "Make",
        { name: want.name, spec: want.spec, tags: want.tags },
        { exists: ["Exists"], produces: { id: "thing.id" } },
      ),
    ],
    update: (want, live) => [call("Paint", { id: live.attributes["id"], name: want.name, spec: want.spec })],
    tag: (live, tags) => [call("Tag", { id: live.attributes["id"], name: live.name, tags })],
    remove: (live) => [call("Remove", { id: live.attributes["id"], name: live.name }, { doneIf: ["Gone"] })],
    ...(options.renames === true
      ? {
          rename: (want: Wanted<Thing>, taken: ReadonlySet<string>) => {
            let n = 2;
            while (taken.has(`${want.name}-${n}`)) n += 1;
            return `${want.name}-${n}`;
          },
        }
      : {}),
  };
}

function liveThing(kind: string, row: Row, keep: Live["keep"]): Live<Thing> {
  return {
    kind,
    name: row.name,
    spec: row.spec,
    tags: row.tags,
    attributes: { id: row.id, name: row.name, createdAt: new Date(row.made * 1000).toISOString() },
    ...(keep === undefined ? {} : { keep }),
  };
}

/** A wanted thing with the tags of the stack. */
export function wantThing(
  key: string,
  name: string,
  spec: Thing = { color: "red" },
  more: Partial<Wanted<Thing>> = {},
): Wanted<Thing> {
  return { key, kind: "thing", name, spec, tags: ownTags(key), ...more };
}

/** The tags of the stack's own resource with this key. */
export function ownTags(key: string): Tags {
  return ownerTags(STACK, key, false);
}

export const CONTEXT = { stack: STACK } as ReadContext;

/** Reads a cloud and plans. */
export async function planFor(
  cloud: Cloud,
  wanted: readonly Wanted<Thing>[],
  options: Partial<PlanInput> & KindOptions = {},
): Promise<Plan> {
  const kind = thingKind("thing", { ...options, cloud });
  const live = (await kind.read(CONTEXT, [])) as Live[];
  return makePlan({ stack: STACK, kinds: [kind], wanted, live, ...options });
}

/** Carries a plan out on a cloud without real pauses. */
export function carryOut(cloud: Cloud, plan: Plan, options: Partial<ExecuteOptions> & KindOptions = {}) {
  return execute(plan, {
    aws: cloud.aws,
    kinds: [thingKind("thing", { ...options, cloud })],
    read: CONTEXT,
    delayScale: 0,
    clock: () => new Date("2026-11-20T08:00:00.500Z"),
    ...options,
  });
}

/** Plans and carries out. */
export async function apply(
  cloud: Cloud,
  wanted: readonly Wanted<Thing>[],
  options: Partial<PlanInput> & KindOptions & { execute?: Partial<ExecuteOptions> } = {},
) {
  const plan = await planFor(cloud, wanted, options);
  return carryOut(cloud, plan, { ...options, ...options.execute });
}

/** A plan's changes in short. */
export function changes(plan: Plan): string[] {
  return plan.changes.map(({ action, name }) => `${action} ${name}`);
}
