import type { Composition } from "../../reconcilers/compose.js";
import { kinds, phases } from "../../reconcilers/index.js";
import { LOGS_BUCKET, formerBuckets } from "../../reconcilers/logging/former-buckets.js";
import type { S3Bucket } from "../../reconcilers/logging/s3-bucket.js";
import type { Aws } from "../aws/aws.js";
import type { AnyKind, Live, Phase, ReadContext, Stack, Wanted } from "../engine/kind.js";
import { phaseOf } from "../engine/kind.js";
import { type Plan, makePlan } from "../engine/plan.js";
import { referencedKeys } from "../engine/refs.js";
import { tagReader } from "../engine/tag-index.js";
import { lostKeyWarnings } from "./lost-keys.js";
import { type LogsBucket, readLogsBucket, versionChange } from "./logs-bucket.js";

export interface PlanOptions {
  /** Only these phases, and what is missing of what they need. */
  phases?: readonly Phase[];
  /** Only what belongs to these developers; phases do not count then. */
  developers?: ReadonlySet<string>;
  /** With `developers`: keys, as they are read, of permission set assignments to take away; none is made then. */
  dropAssignments?: ReadonlySet<string>;
  keepOld?: boolean;
  dropOld?: boolean;
  adopt?: boolean;
  destroy?: boolean;
  deleteData?: boolean;
  /** Read every detail, whatever the number of calls. */
  thorough?: boolean;
  clock?: () => Date;
}

const ASSIGNMENT = "account-assignment";

/** A plan with what it was made from. */
export interface StackPlan {
  plan: Plan;
  wanted: Wanted[];
  live: Live[];
  /** Read whether it is part of the plan or not. */
  bucket: LogsBucket;
  /** Buckets that hold this stack's logs so far, where the YAML names another one that is not the stack's yet. */
  abandoned: string[];
}

/** Reads the live state and compares it with what the composition wants. No writes. */
export async function planStack(aws: Aws, c: Composition, options: PlanOptions = {}): Promise<StackPlan> {
  const all = phases.flatMap((phase) => phase.compose(c));
  const { developers } = options;
  // What relies on a phase that goes is in any other.
  const onlyPhases = options.destroy === true ? undefined : options.phases;
  const wanted =
    developers !== undefined
      ? wantedOf(all, developers, options.dropAssignments === undefined)
      : onlyPhases === undefined
        ? all
        : withNeeds(all, onlyPhases, c.stack);
  const chosen = developers === undefined ? kindsFor(wanted, onlyPhases) : kindsOf(wanted, options);
  const warnings: string[] = [];
  const context = readContext(aws, c.stack, all, options, (message) => warnings.push(message));
  const [live, bucket] = await Promise.all([readAll(chosen, wanted, context), readLogsBucket(aws, c)]);
  const plan = makePlan({
    stack: c.stack,
    kinds: chosen,
    wanted,
    live,
    warnings,
    ...(options.adopt === undefined ? {} : { adopt: options.adopt }),
    ...(options.phases === undefined ? {} : { phases: options.phases }),
    ...(developers === undefined
      ? {}
      : { scope: (key: string) => concerns(key, developers) || options.dropAssignments?.has(key) === true }),
    ...(options.keepOld === undefined ? {} : { keepOld: options.keepOld }),
    ...(options.dropOld === undefined ? {} : { dropOld: options.dropOld }),
    ...(options.destroy === undefined ? {} : { destroy: options.destroy }),
    ...(options.deleteData === undefined ? {} : { deleteData: options.deleteData }),
  });
  if (developers === undefined) plan.warnings.push(...(c.key?.missing ?? []), ...(c.key?.notes ?? []));
  if (options.phases?.includes("logging") === false) plan.changes.push(...versionChange(bucket, plan));
  plan.warnings.push(
    ...refreshWarnings(plan),
    ...versionWarnings(plan),
    ...chargeWarnings(plan),
    ...scpWarnings(plan),
    ...lostKeyWarnings(plan),
  );
  if (options.destroy === true) plan.warnings.push(...reliantWarnings(plan, wanted, c.stack));
  const adopted = plan.changes.some(({ key, action }) => key === LOGS_BUCKET && action === "adopt");
  const abandoned = adopted ? [] : await formerLogsBuckets(context, bucket, options);
  return { plan, wanted, live, bucket, abandoned };
}

/**
 * Buckets with the logs and the profile register of the stack so far, when the logs bucket of the YAML is not there or
 * not ours yet: whatever phase a run is about, the rest of the stack would look into another one from then on.
 */
async function formerLogsBuckets(
  context: ReadContext,
  bucket: LogsBucket,
  { destroy }: PlanOptions,
): Promise<string[]> {
  const want = context.wanted.find(({ key }) => key === LOGS_BUCKET);
  if (want === undefined || bucket.ours || destroy === true) return [];
  const found = await formerBuckets(context, want as Wanted<S3Bucket>, false);
  return found.map((item) => item.name);
}

/** What stays although something it needs goes with another phase. */
function reliantWarnings(plan: Plan, wanted: readonly Wanted[], stack: Stack): string[] {
  const going = new Set(plan.changes.filter(({ action }) => action === "delete").map(({ key }) => key));
  const reliant = wanted.filter(
    (want) =>
      plan.attributes.has(want.key) &&
      !going.has(want.key) &&
      needsOf(want, stack).some((key) => going.has(key)),
  );
  const concerned = [...new Set(reliant.map(({ key }) => phaseOf(key, "foundation")))];
  return concerned.map((phase) => {
    const own = reliant.filter(({ key }) => phaseOf(key, "foundation") === phase);
    const named = own.slice(0, 3).map(({ kind, name }) => `${kind} ${name}`);
    const more = own.length > named.length ? ` and ${own.length - named.length} more` : "";
    return `${named.join(", ")}${more} of phase ${phase} stay, and rely on what goes`;
  });
}

/** Who has to fetch new settings because a profile of theirs gets a new ARN, by model alias. */
function refreshWarnings(plan: Plan): string[] {
  const users = new Map<string, string[]>();
  for (const { key, kind, action } of plan.changes) {
    const [, , user = "", alias = ""] = key.split("/");
    if (kind !== "inference-profile" || action !== "replace") continue;
    users.set(alias, [...(users.get(alias) ?? []), user]);
  }
  return [...users].map(
    ([alias, names]) =>
      `${alias} gets a new ARN for ${names.join(", ")}: they must refresh their settings (ccb print-env USER)`,
  );
}

/** A guardrail version that makes room for a new one: calls that still name it are refused. */
function versionWarnings(plan: Plan): string[] {
  return plan.changes.flatMap(({ name, steps }) =>
    steps.flatMap(({ operation, input }) => {
      const { guardrailVersion: version } = input as { guardrailVersion?: string };
      if (operation !== "DeleteGuardrail" || version === undefined) return [];
      return [
        `${name} has all the versions it can have, so version ${version} goes: settings that still name it must be refreshed (ccb print-env USER)`,
      ];
    }),
  );
}

/** What begins to cost by use, and is easily overlooked (Bedrock pricing page, "Guardrails"; docs/costs.md). */
function chargeWarnings({ changes }: Plan): string[] {
  const begins = (kind: string) =>
    changes.some((change) => change.kind === kind && change.action === "create");
  if (!begins("guardrail") && !begins("enforced-guardrail")) return [];
  const whose = begins("enforced-guardrail")
    ? "every call of the account"
    : "every call that carries its header";
  return [
    `the guardrail is charged by use, for prompt and answer of ${whose}: $0.15 per 1,000 text units of 1,000 characters and policy; a prompt of 100,000 tokens is some 400 text units, $0.06`,
  ];
}

/** A service control policy that is new somewhere may do nothing yet (Organizations User Guide, "SCP evaluation"). */
function scpWarnings({ changes }: Plan): string[] {
  return changes.flatMap(({ kind, name, action, fields }) => {
    const attached = fields.some((field) => field.path === "targets");
    if (kind !== "service-control-policy" || action === "delete" || !attached) return [];
    return [
      `service-control-policy ${name} is an allow-list: it has no effect while FullAWSAccess stays attached to the same target, and ccb does not detach that`,
    ];
  });
}

/** What kinds need to read: shared answers while planning. */
export function readContext(
  aws: Aws,
  stack: Stack,
  wanted: readonly Wanted[],
  options: PlanOptions,
  warn: (message: string) => void,
): ReadContext {
  const shared = new Map<string, Promise<unknown>>();
  return {
    aws,
    stack,
    wanted,
    tagsOf: tagReader(aws, stack.name),
    ...(options.developers === undefined ? {} : { developers: options.developers }),
    keepOld: options.keepOld === true,
    dropOld: options.dropOld === true,
    forRemoval: options.destroy === true,
    thorough: options.thorough === true,
    now: (options.clock ?? (() => new Date()))(),
    once: <T>(name: string, read: () => Promise<T>): Promise<T> => {
      const known = shared.get(name) as Promise<T> | undefined;
      if (known !== undefined) return known;
      const made = read();
      shared.set(name, made);
      return made;
    },
    warn,
  };
}

async function readAll(
  chosen: readonly AnyKind[],
  wanted: readonly Wanted[],
  context: ReadContext,
): Promise<Live[]> {
  const answers = await Promise.all(
    chosen.map((kind) =>
      kind.read(
        context,
        wanted.filter((want) => want.kind === kind.name),
      ),
    ),
  );
  return answers.flat() as Live[];
}

/** The wanted resources of the phases, and those they need from other phases. */
function withNeeds(all: readonly Wanted[], only: readonly Phase[], stack: Stack): Wanted[] {
  const byKey = new Map(all.map((want) => [want.key, want]));
  const chosen = new Map<string, Wanted>();
  const add = (want: Wanted): void => {
    if (chosen.has(want.key)) return;
    chosen.set(want.key, want);
    for (const key of needsOf(want, stack)) {
      const needed = byKey.get(key);
      if (needed !== undefined) add(needed);
    }
  };
  for (const want of all) if (only.includes(phaseOf(want.key, "foundation"))) add(want);
  return all.filter((want) => chosen.has(want.key));
}

/** Keys of what has to be there for this one. */
function needsOf(want: Wanted, stack: Stack): string[] {
  const kind = kinds.find((candidate) => candidate.name === want.kind);
  const inputs = (kind?.create(want, stack) ?? []).filter((s) => s.dropUnresolvedLinesOf === undefined);
  return [...(want.needs ?? []), ...referencedKeys(inputs.map((s) => s.input))];
}

/** Kinds to read: of everything wanted, and of what may have to go in the phases. */
function kindsFor(wanted: readonly Wanted[], only: readonly Phase[] | undefined): AnyKind[] {
  if (only === undefined) return [...kinds];
  const names = new Set(wanted.map((want) => want.kind));
  return kinds.filter((kind) => names.has(kind.name) || only.includes(kind.phase));
}

/** What a run for some developers looks at: their profiles, the register, and their permission set assignments. */
function wantedOf(all: readonly Wanted[], developers: ReadonlySet<string>, assign: boolean): Wanted[] {
  const others = new Set(assign ? ["permission-set", ASSIGNMENT] : []);
  return all.filter((want) => concerns(want.key, developers) || others.has(want.kind));
}

function concerns(key: string, developers: ReadonlySet<string>): boolean {
  if (key === "allocation/register") return true;
  const user = /^allocation\/profile\/(.+)\/[^/]+$/.exec(key)?.[1];
  return user !== undefined && developers.has(user);
}

/** The kinds of these resources, and those of which something that is no longer wanted has to be found. */
function kindsOf(wanted: readonly Wanted[], { dropAssignments }: PlanOptions): AnyKind[] {
  const names = new Set(["inference-profile", ...wanted.map((want) => want.kind)]);
  if ((dropAssignments?.size ?? 0) > 0) names.add(ASSIGNMENT);
  return kinds.filter((kind) => names.has(kind.name));
}
