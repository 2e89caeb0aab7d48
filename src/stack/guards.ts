import type { EncryptionKey } from "../../reconcilers/compose.js";
import { LOGS_SUFFIX } from "../config/names.js";
import type { Change, Plan } from "../engine/plan.js";
import { counted } from "../counted.js";
import { GuardRefused } from "../errors.js";
import { packageVersion } from "../package.js";
import { isNewer } from "../version.js";
import type { LogsBucket } from "./logs-bucket.js";
import { ENCRYPTION } from "./lost-keys.js";
import type { StackPlan } from "./plan.js";

/** From how many resources on the share of deletions is looked at, and the share that needs a word. */
const MANY = 10;
const SHARE = 0.3;
/** What single settings switch on and off may go with its last one; these stand for all the people of the YAML. */
const NEVER_EMPTIED = new Set(["inference-profile"]);

/** A kind of which no second stack of a Region can have its own, whatever it is called. */
const ONE_A_REGION = "invocation-logging";

/**
 * Refuses a stack that a newer ccb has applied: what that one made, this one may not know and would undo.
 * @throws GuardRefused with both versions
 */
export function guardVersion({ version }: LogsBucket): void {
  const running = packageVersion();
  if (version === undefined || !isNewer(version, running)) return;
  throw new GuardRefused(
    "newer_version",
    `this stack was last applied by ccb ${version}, which is newer than this ccb ${running}`,
    `run ccb ${version} or later`,
    { applied: version, running },
  );
}

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
  const hint = foreign.some((item) => item.kind === ONE_A_REGION)
    ? "Bedrock has one logging configuration an account and Region: put this stack into another Region, or its developers into that stack's YAML"
    : foreign.length > 0
      ? "names are fixed by `project` and `logging.bucketPrefix`: give this stack other ones (IAM is shared by all regions of an account)"
      : "to take them over as they are named here, run again with --adopt";
  throw new GuardRefused(
    foreign.length > 0 ? "foreign_resources" : "unowned_resources",
    lines.join("\n"),
    hint,
    plan.blocked,
  );
}

/**
 * Refuses to begin a new logs bucket beside the one with the stack's history: reports would know neither the logs nor
 * whose the profiles were, without a word.
 * @param newHistory that is meant
 * @throws GuardRefused with the ways to go on
 */
export function guardHistory({ abandoned, bucket: { name: to }, plan }: Moved, newHistory: boolean): void {
  const [old] = abandoned;
  if (old === undefined || newHistory) return;
  const prefix = old.endsWith(LOGS_SUFFIX) ? ` to ${old.slice(0, -LOGS_SUFFIX.length)}` : "";
  throw new GuardRefused(
    "moved_bucket",
    `the logs of this stack and the register of its profiles are in ${abandoned.join(", ")}; with this logging.bucketPrefix they would be left behind, and reports would be empty`,
    `set logging.bucketPrefix back${prefix}; or copy what is there into a bucket made for it (aws s3 mb s3://${to} --region ${plan.stack.region} && aws s3 sync s3://${old} s3://${to} --exclude ccb/lock) and run again with --adopt and without --phase; or begin anew with --new-history: ${old} stays`,
    { from: abandoned, to },
  );
}

type Moved = Pick<StackPlan, "abandoned" | "bucket" | "plan">;

/**
 * Refuses to encrypt with a key that not everybody may use who has to: S3 would take it, and logs would be lost.
 * @throws GuardRefused with whom the key's policy leaves out
 */
export function guardKey(plan: Plan, key: EncryptionKey | undefined): void {
  if (key === undefined || key.missing.length === 0) return;
  const uses = plan.changes.some(({ fields }) =>
    fields.some(({ path, after }) => ENCRYPTION.has(path) && after === key.arn),
  );
  if (!uses) return;
  throw new GuardRefused(
    "key_not_allowed",
    key.missing.join("\n"),
    "add these statements to the key's policy (aws kms put-key-policy), or take logging.kmsKeyArn out; nothing was changed",
    key.missing,
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
