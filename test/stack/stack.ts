import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { stringify } from "yaml";
import { partitionOf } from "../../src/config/partition.js";
import { parseConfig } from "../../src/config/load.js";
import type { Execution } from "../../src/engine/execute.js";
import { isRead } from "../../src/aws/services.js";
import { applyPlan } from "../../src/stack/apply.js";
import { composition, identifyStack } from "../../src/stack/composition.js";
import { guardDeletions, guardHistory, guardKey, guardOwnership } from "../../src/stack/guards.js";
import { type PlanOptions, type StackPlan, planStack } from "../../src/stack/plan.js";
import { Journal } from "../../src/sandbox/journal.js";
import { sandbox } from "../support/sandbox.js";

/** Tables of a simulated account: rows by table and key, as they are on disk. */
export type Dump = Record<string, Record<string, unknown>>;

export const REGISTER_KEY = "ccb/profiles/profiles.jsonl";
const DELAY_SCALE = 0.002;

/** Of all accounts of a test file; one made before all tests outlives each of them. */
const FOLDER = mkdtempSync(join(tmpdir(), "ccb-stack-"));
let count = 0;
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

type Options = Omit<PlanOptions, "clock"> & { allowDeletes?: number; newHistory?: boolean };

/** A KMS key of the account in a Region. */
function keyIn(region: string): string {
  const id = "1234abcd-12ab-34cd-56ef-1234567890ab";
  return `arn:${partitionOf(region)}:kms:${region}:123456789012:key/${id}`;
}

/** A configuration in which every kind of resource is wanted; change the copy as a test needs it. */
export function everything() {
  return {
    version: 1,
    project: "acme-claude",
    region: "us-east-1",
    tags: { Owner: "platform-team", Environment: "production" } as Record<string, string>,
    models: {
      opus: { copyFrom: "us.anthropic.claude-opus-4-6-v1" },
      sonnet: { copyFrom: "us.anthropic.claude-sonnet-4-6" },
      haiku: { copyFrom: "us.anthropic.claude-haiku-4-5-20251001-v1:0" },
    } as Record<string, { copyFrom: string }>,
    foundation: {
      developerTrustedArns: ["arn:aws:iam::123456789012:root"],
      adminTrustedArns: ["arn:aws:iam::123456789012:role/PlatformAdmin"],
      fence: true,
      exclusive: true,
      permissionsBoundary: "arn:aws:iam::123456789012:policy/Boundary",
      scp: { attach: ["ou-ab12-cd34ef56"] },
    },
    logging: {
      bucketPrefix: "acme-corp-claude",
      deliverText: false,
      kmsKeyArn: keyIn("us-east-1") as string | null,
    },
    defaults: { team: "engineering", project: "platform", costCenter: "CC-1001", models: ["sonnet", "opus"] },
    developers: {
      alice: { principal: "alice@example.com" },
      bob: { team: "research", project: "search", costCenter: "CC-2002", models: ["sonnet", "haiku"] },
      "build-bot": { models: ["haiku"], description: "Continuous integration" },
    } as Record<string, Record<string, unknown>>,
    attribution: {
      sso: { enabled: true, groups: ["claude-code-engineering"], users: ["erin@example.com"] },
    },
    budgets: {
      monthly: 20_000,
      emails: ["platform-team@example.com", "finops@example.com"],
      webhooks: ["https://events.example.com/integration/claude-code"],
      teams: {
        engineering: { amount: 10_000, costCenter: "CC-1001" },
        research: { amount: 7000, costCenter: "CC-2002" },
      } as Record<string, { amount: number; costCenter: string }>,
    },
    guardrail: {
      enabled: true,
      enforce: "account",
      topics: [
        {
          name: "Investment advice",
          definition: "Personal advice on what to buy.",
          examples: ["Should I buy?"],
        },
        { name: "Legal advice", definition: "Opinions on pending proceedings." },
      ],
    },
    dashboard: { enabled: true },
  };
}

/** The YAML of a configuration, {@link everything} unless told, after a change. */
export function yamlOf(change: (config: ReturnType<typeof everything>) => void = () => {}): string {
  const config = everything();
  change(config);
  // A key serves its own Region only.
  if (config.logging.kmsKeyArn === keyIn("us-east-1")) config.logging.kmsKeyArn = keyIn(config.region);
  return stringify(config);
}

/** An account and what the commands do in it, in process: the same plan, guards and apply. */
export function world(from?: { dir: string; now: () => Date }) {
  const dir = join(FOLDER, String((count += 1)));
  if (from !== undefined) cpSync(from.dir, dir, { recursive: true });
  // Time passes as much faster as the pauses are shorter; what takes seconds in an account takes milliseconds here.
  const opened = from?.now().getTime() ?? Date.parse("2026-11-20T08:00:00Z");
  const time = { started: Date.now(), hours: 0 };
  const clock = () => new Date(opened + (Date.now() - time.started) / DELAY_SCALE + time.hours * 3_600_000);
  const regions = new Map<string, ReturnType<typeof sandbox>>();
  const at = (region: string) => {
    const known = regions.get(region) ?? sandbox({ dir, clock, region });
    regions.set(region, known);
    return known;
  };

  const plan = async (yaml: string, options: PlanOptions = {}) => {
    const session = await open(yaml, options.destroy === true);
    return planStack(session.aws, session.c, { ...options, clock });
  };

  const open = async (yaml: string, lenient: boolean) => {
    const parsed = parseConfig(yaml, "ccb.yaml");
    const { config } = parsed;
    if (config === undefined) throw new Error(JSON.stringify(parsed.problems));
    const { aws } = at(config.region);
    const stack = await identifyStack(aws, config);
    return { aws, c: await composition(aws, { ...parsed, config }, stack, lenient) };
  };

  /** As `ccb apply --yes` and `ccb destroy --yes`. @throws the guard's refusal, or an Error naming what was not done */
  const apply = async (
    yaml: string,
    options: Options = {},
  ): Promise<{ shown: StackPlan; run?: Execution }> => {
    const { allowDeletes, newHistory, ...planning } = options;
    const { aws, c } = await open(yaml, options.destroy === true);
    const shown = await planStack(aws, c, { ...planning, clock });
    if (options.destroy !== true) {
      guardOwnership(shown.plan);
      guardHistory(shown, newHistory === true);
      guardKey(shown.plan, c.key);
      guardDeletions(shown.plan, allowDeletes);
    }
    if (shown.plan.changes.length === 0) return { shown };
    const run = await applyPlan(aws, c, shown, {
      ...planning,
      clock,
      lockFile: join(dir, "lock.json"),
      warn: () => {},
      delayScale: DELAY_SCALE,
      onChangedPlan: () => {
        throw new Error("a second plan of the same state differs");
      },
    });
    const undone = run.outcomes.filter((outcome) => outcome.status !== "done");
    if (undone.length > 0) throw new Error(undone.map((o) => `${o.key}: ${o.error}`).join("\n"));
    return { shown, run };
  };

  return {
    dir,
    now: clock,
    /** Lets time pass in the account. */
    later: (hours: number) => (time.hours += hours),
    /** SDK access as somebody else in the account has it. */
    aws: (region = "us-east-1") => at(region).aws,
    plan,
    apply,
    destroy: (yaml: string, options: Options = {}) => apply(yaml, { ...options, destroy: true }),
    dump: () => dumpOf(dir),
    /** Operations that change something, since the account was opened here. */
    writes: () =>
      [...regions.values()].flatMap(({ calls }) =>
        calls.filter((call) => !isRead(call.operation)).map((call) => `${call.service}:${call.operation}`),
      ),
  };
}

/** A world with a stack in it, to take copies of. */
export async function applied(yaml: string) {
  const made = world();
  await made.apply(yaml);
  return made;
}

/** Everything an account folder holds, apart from its counter of ids. The profile register's text is in its row. */
function dumpOf(dir: string): Dump {
  const journal = new Journal(dir);
  journal.sync();
  const tables = [...journal.tables].filter(
    ([name, rows]) => name !== "account/global/counter" && rows.size > 0,
  );
  const dump: Dump = Object.fromEntries(tables.map(([name, rows]) => [name, Object.fromEntries(rows)]));
  for (const [name, rows] of Object.entries(dump)) {
    if (!name.startsWith("s3/global/objects/")) continue;
    const register = rows[REGISTER_KEY] as { versions: { blob?: string }[] } | undefined;
    const versions = register?.versions.map((version) => ({
      ...version,
      ...(version.blob === undefined ? {} : { text: readFileSync(join(dir, "blobs", version.blob), "utf8") }),
    }));
    if (versions !== undefined) rows[REGISTER_KEY] = { ...register, versions };
  }
  return dump;
}

/** Changes of a plan in short: `update budgets/topic policy`. */
export function changesOf({ plan }: StackPlan): string[] {
  return plan.changes
    .map(({ action, key, fields }) => {
      const shown = action === "create" || action === "delete" ? [] : fields.map((field) => field.path);
      return [action, key, ...shown].join(" ");
    })
    .toSorted();
}
