import { createHash } from "node:crypto";
import { z } from "zod";
import { PHASES } from "../engine/kind.js";
import type { Plan } from "../engine/plan.js";
import { BadInput, GuardRefused, KnownError } from "../errors.js";
import { readRegular } from "../files/regular-file.js";
import { replaceFile } from "../files/replace-file.js";
import type { PlanOptions } from "./plan.js";

/** What a plan was made with besides the YAML and the account: it is applied with the same. */
export type SavedOptions = Pick<PlanOptions, "phases" | "adopt" | "keepOld" | "dropOld"> & {
  /** Another logs bucket is meant. */
  newHistory?: boolean;
};

const field = z.object({
  path: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  replaces: z.string().optional(),
});
const change = z.object({
  key: z.string(),
  kind: z.string(),
  phase: z.enum(PHASES),
  name: z.string(),
  action: z.enum(["create", "update", "replace", "delete", "adopt"]),
  fields: z.array(field),
  calls: z.array(
    z.object({ service: z.string(), operation: z.string(), why: z.string(), input: z.unknown() }),
  ),
});
const kept = z.object({ kind: z.string(), name: z.string(), why: z.enum(["data", "shared", "retiring"]) });
const count = z.int().nonnegative();
const actions = { create: count, update: count, replace: count, delete: count, adopt: count };
const document = z.object({
  account: z.string(),
  region: z.string(),
  stack: z.string(),
  summary: z.object({ ...actions, unchanged: count }),
  changes: z.array(change),
  warnings: z.array(z.string()),
});
const savedPlan = z.object({
  format: z.literal(2),
  account: z.string(),
  region: z.string(),
  stack: z.string(),
  digest: z.string(),
  simulated: z.boolean(),
  options: z.object({
    phases: z.array(z.enum(PHASES)).optional(),
    adopt: z.boolean().optional(),
    newHistory: z.boolean().optional(),
    keepOld: z.boolean().optional(),
    dropOld: z.boolean().optional(),
  }),
  kept: z.array(kept),
  plan: document,
});

export type SavedPlan = z.infer<typeof savedPlan>;

/** Stands for everything a plan would do: two plans with one digest make the same calls. */
export function planDigest(plan: Plan): string {
  const calls = plan.changes
    .map(({ key, action, fields, steps }) => ({
      key,
      action,
      fields,
      calls: steps.map(({ service, operation, input, region }) => ({
        service,
        operation,
        input,
        region,
      })),
    }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([plan.stack, calls]))
    .digest("hex");
}

/**
 * Writes a plan for a later `apply --plan`, whole or not at all; mode 600, since it quotes policies and addresses.
 * @param shown the plan as people and files may see it
 * @throws the file system's error
 */
export function savePlan(
  file: string,
  plan: Plan,
  shown: SavedPlan["plan"],
  options: SavedOptions,
  simulated: boolean,
): void {
  const { account, region, name } = plan.stack;
  const { phases, ...flags } = options;
  const saved: SavedPlan = {
    ...{ format: 2, account, region, stack: name, digest: planDigest(plan), simulated },
    options: { ...flags, ...(phases === undefined ? {} : { phases: [...phases] }) },
    kept: plan.kept.map(({ kind, name: held, why }) => ({ kind, name: held, why })),
    plan: shown,
  };
  replaceFile(file, `${JSON.stringify(saved, null, 2)}\n`, { mode: 0o600 });
}

/** @throws BadInput when the file is no saved plan */
export function loadPlan(file: string): SavedPlan {
  const hint = "make one with: ccb plan --out FILE";
  let text: string;
  try {
    text = readRegular(file).toString("utf8");
  } catch (error) {
    const { message } = error as Error;
    throw new BadInput("bad_plan_file", error instanceof KnownError ? message : `${file}: ${message}`, hint);
  }
  const saved = savedPlan.safeParse(parsed(text));
  if (saved.success) return saved.data;
  throw new BadInput("bad_plan_file", `${file} is not a saved plan of this version of ccb`, hint);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** @throws GuardRefused when the account or the YAML has changed since the plan was saved */
export function requireSame(saved: SavedPlan, fresh: Plan, file: string): void {
  const { account, region, name } = fresh.stack;
  const here = `${name} in ${account} ${region}`;
  const there = `${saved.stack} in ${saved.account} ${saved.region}`;
  if (here !== there) {
    throw new GuardRefused("stale_plan", `${file} was made for ${there}, not for ${here}`, "plan again");
  }
  if (saved.digest !== planDigest(fresh)) {
    throw new GuardRefused(
      "stale_plan",
      `${file} is no longer what would be done: the account or the configuration has changed since`,
      "plan again, look at it, and apply that",
    );
  }
}
