import { createHash } from "node:crypto";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import type { Plan } from "../engine/plan.js";
import { BadInput, GuardRefused } from "../errors.js";

interface SavedPlan {
  format: 1;
  account: string;
  region: string;
  stack: string;
  digest: string;
}

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

/** Writes a plan for a later `apply --plan`; mode 600, since it quotes policies and addresses. */
export function savePlan(file: string, plan: Plan, document: object): void {
  const { account, region, name } = plan.stack;
  const saved: SavedPlan = { format: 1, account, region, stack: name, digest: planDigest(plan) };
  writeFileSync(file, `${JSON.stringify({ ...saved, plan: document }, null, 2)}\n`, { mode: 0o600 });
  // The mode above is that of a new file only.
  chmodSync(file, 0o600);
}

/** @throws BadInput when the file is no saved plan */
export function loadPlan(file: string): SavedPlan {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new BadInput(
      "bad_plan_file",
      `${file}: ${(error as Error).message}`,
      "make one with: ccb plan --out FILE",
    );
  }
  try {
    const value = JSON.parse(text) as Partial<SavedPlan>;
    if (value.format === 1 && typeof value.digest === "string") return value as SavedPlan;
  } catch {
    // Falls through to the same message.
  }
  throw new BadInput("bad_plan_file", `${file} is not a saved plan`, "make one with: ccb plan --out FILE");
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
