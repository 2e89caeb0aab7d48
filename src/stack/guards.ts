import type { Change, Plan } from "../engine/plan.js";
import { counted } from "../counted.js";
import { GuardRefused } from "../errors.js";

/** From how many resources on the share of deletions is looked at, and the share that needs a word. */
const MANY = 10;
const SHARE = 0.3;
/** What single settings switch on and off may go with its last one; these stand for all the people of the YAML. */
const NEVER_EMPTIED = new Set(["inference-profile"]);

/**
 * Refuses a plan that touches what is not ours.
 * @throws GuardRefused with every such resource
 */
export function guardOwnership(plan: Plan): void {
  if (plan.blocked.length === 0) return;
  const foreign = plan.blocked.filter((item) => item.owner !== undefined);
  const unowned = plan.blocked.filter((item) => item.owner === undefined);
  const lines = [
    ...foreign.map((item) => `${item.kind} ${item.name} belongs to ${item.owner}`),
    ...unowned.map((item) => `${item.kind} ${item.name} exists and carries no ccb:stack tag`),
  ];
  const hint =
    foreign.length > 0
      ? "names are fixed by `project` and `logging.bucketPrefix`: give this stack other ones (IAM is shared by all regions of an account)"
      : "to take them over as they are named here, run again with --adopt";
  throw new GuardRefused(
    foreign.length > 0 ? "foreign_resources" : "unowned_resources",
    lines.join("\n"),
    hint,
    plan.blocked,
  );
}

/** Deletions and replacements of a plan that need `--allow-deletes` with this very number; 0 when none do. */
export function guardedDeletions(plan: Plan): number {
  const gone = plan.changes.filter(isDeleted);
  if (gone.length === 0) return 0;
  const total = [...plan.owned.values()].reduce((sum, count) => sum + count, 0);
  const kinds = [...new Set(gone.map((change) => change.kind))];
  const drastic = kinds.some((kind) => {
    const going = gone.filter((change) => change.kind === kind);
    const owned = plan.owned.get(kind) ?? 0;
    const emptied = going.length === owned && going.every((change) => change.action === "delete");
    if (emptied && (owned > 1 || NEVER_EMPTIED.has(kind))) return true;
    return owned >= MANY && going.length > owned * SHARE;
  });
  return drastic || (total >= MANY && gone.length > total * SHARE) ? gone.length : 0;
}

/**
 * Refuses a plan that deletes or replaces more than a slip of the pen should.
 * @param allowed the number given with `--allow-deletes`
 * @throws GuardRefused
 */
export function guardDeletions(plan: Plan, allowed: number | undefined): void {
  const count = guardedDeletions(plan);
  if (count === 0 || allowed === count) return;
  const said = allowed === undefined ? "" : `, not ${allowed}`;
  throw new GuardRefused(
    "too_many_deletes",
    `this plan deletes or replaces ${counted(count, "resource")}`,
    `if that is meant, run again with --allow-deletes ${count}${said}`,
    plan.changes.filter(isDeleted).map((c) => ({ key: c.key, action: c.action })),
  );
}

/** Whether something that is there goes; what is kept as retiring does not. */
function isDeleted({ action, keepsOld }: Change): boolean {
  return action === "delete" || (action === "replace" && keepsOld !== true);
}
