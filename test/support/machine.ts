import { cpSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { Aws, type CallRecord } from "../../src/aws/aws.js";
import { parseConfig } from "../../src/config/load.js";
import type { Execution } from "../../src/engine/execute.js";
import { Account } from "../../src/sandbox/account.js";
import type { FaultOptions } from "../../src/sandbox/faults.js";
import { applyPlan } from "../../src/stack/apply.js";
import { composition, identifyStack } from "../../src/stack/composition.js";
import { guardDeletions, guardOwnership } from "../../src/stack/guards.js";
import { type PlanOptions, type StackPlan, planStack } from "../../src/stack/plan.js";
import { temporaryFolder } from "./sandbox.js";

/** The clock of a simulated account: some time passes whenever somebody looks at it, a tenth of a second unless told. */
export interface Time {
  now(): Date;
}

export function time(start = Date.parse("2026-11-20T08:00:00Z"), step = 100): Time {
  let at = start;
  return { now: () => new Date((at += step)) };
}

/** A stack in which every kind of resource is wanted. */
export function yaml(): string {
  return stringify({
    version: 1,
    project: "acme-claude",
    region: "us-east-1",
    tags: { Owner: "platform-team" },
    models: {
      sonnet: { copyFrom: "us.anthropic.claude-sonnet-4-6" },
      haiku: { copyFrom: "us.anthropic.claude-haiku-4-5-20251001-v1:0" },
    },
    foundation: {
      developerTrustedArns: ["arn:aws:iam::123456789012:root"],
      adminTrustedArns: ["arn:aws:iam::123456789012:role/PlatformAdmin"],
      fence: true,
      scp: { attach: ["r-ab12"] },
    },
    logging: { bucketPrefix: "acme-corp-claude" },
    defaults: {
      team: "engineering",
      project: "platform",
      costCenter: "CC-1001",
      models: ["sonnet", "haiku"],
    },
    developers: { alice: {}, bob: { team: "research", costCenter: "CC-2002", models: ["haiku"] } },
    attribution: {
      sso: { enabled: true, groups: ["claude-code-engineering"], users: ["erin@example.com"] },
    },
    budgets: {
      monthly: 20_000,
      emails: ["platform-team@example.com"],
      webhooks: ["https://events.example.com/claude"],
      teams: { engineering: { amount: 10_000, costCenter: "CC-1001" } },
    },
    guardrail: {
      enabled: true,
      enforce: "account",
      topics: [{ name: "Investment advice", definition: "Advice on what to buy.", examples: ["Buy now?"] }],
    },
  });
}

/** Another model, other policies, a developer less and one more, and other words everywhere. */
export function changedYaml(): string {
  return yaml()
    .replace("us.anthropic.claude-haiku-4-5-20251001-v1:0", "global.anthropic.claude-haiku-4-5-20251001-v1:0")
    .replace("alice: {}", "carol: {}")
    .replace("platform-team@example.com", "finops@example.com")
    .replace("amount: 10000", "amount: 12000")
    .replace("monthly: 20000", "monthly: 30000")
    .replace("Advice on what to buy.", "Advice on what to sell.")
    .replace("fence: true", "fence: false")
    .replace("Owner: platform-team", "Owner: finops")
    .replace("erin@example.com", "alice@example.com");
}

interface MachineOptions {
  faults?: FaultOptions;
  /** The account of another machine, with what it remembers of its faults. */
  account?: Account;
  time: Time;
  /** Another stack than {@link yaml}. */
  config?: string;
  /** The account is reached over HTTP, at the address in the environment, with pauses as they are in process. */
  remote?: boolean;
  /** With the account's rate limits, and pauses that fit a clock this many times as fast as a real one. */
  paceOf?: number;
}

/** One run's process: its own access to the simulated account kept in `dir`, and its own memory of it. */
export function machine(dir: string, options: MachineOptions) {
  const { time: clock, paceOf } = options;
  const account =
    options.account ??
    new Account(dir, {
      limits: paceOf !== undefined,
      clock: clock.now,
      ...(options.faults === undefined ? {} : { faults: options.faults }),
    });
  const delayScale = paceOf === undefined ? 0.002 : 1 / paceOf;
  const calls: CallRecord[] = [];
  const onCall = (call: CallRecord) => calls.push(call);
  const where = options.remote === true ? {} : { sandbox: account };
  const aws = new Aws({ region: "us-east-1", ...where, retry: { delayScale }, onCall });
  const warnings: string[] = [];

  const plan = async (planning: PlanOptions = {}): Promise<{ shown: StackPlan; carryOut: Carry }> => {
    const parsed = parseConfig(options.config ?? yaml(), "ccb.yaml");
    if (parsed.config === undefined) throw new Error(JSON.stringify(parsed.problems));
    const stack = await identifyStack(aws, parsed.config);
    const lenient = planning.destroy === true;
    const c = await composition(aws, { ...parsed, config: parsed.config }, stack, lenient);
    const shown = await planStack(aws, c, { ...planning, clock: clock.now });
    const carryOut: Carry = ({ signal, onStep } = {}) => {
      let steps = 0;
      return applyPlan(aws, c, shown, {
        ...planning,
        ...(signal === undefined ? {} : { signal }),
        onEvent: (event) => event.type === "step" && onStep?.((steps += 1)),
        clock: clock.now,
        lockFile: join(dir, "locks", "stack.json"),
        warn: (message) => warnings.push(message),
        delayScale,
        onChangedPlan: () => {
          throw new Error("the plan made under the lock differs from the one shown");
        },
      });
    };
    return { shown, carryOut };
  };

  /** As `ccb apply --yes`, or with `destroy` as `ccb destroy --yes`. */
  const run = async (planning: PlanOptions = {}): Promise<Execution> => {
    const { shown, carryOut } = await plan(planning);
    if (planning.destroy !== true) {
      guardOwnership(shown.plan);
      guardDeletions(shown.plan, undefined);
    }
    return carryOut();
  };

  /** True once a simulated crash has happened: nothing can be called any more. */
  const hasCrashed = () =>
    aws.call("sts", "GetCallerIdentity", {}).then(
      () => false,
      (error: Error) => error.name === "SimulatedCrash",
    );

  return { account, aws, calls, warnings, plan, run, hasCrashed };
}

type Carry = (extra?: {
  signal?: AbortSignal;
  /** Told how many steps have begun. */
  onStep?: (count: number) => void;
}) => Promise<Execution>;

/** What was not done, with its reason. */
export function undone(execution: Execution): string[] {
  return execution.outcomes.filter((o) => o.status !== "done").map((o) => `${o.key}: ${o.error}`);
}

/** `create budgets/topic` for every change a plan has. */
export function changesOf(shown: StackPlan): string[] {
  return shown.plan.changes.map((change) => `${change.action} ${change.key}`);
}

/** A folder for a simulated account, empty or a copy. */
export function accountFolder(from?: string): string {
  const dir = join(temporaryFolder(), "account");
  if (from !== undefined) cpSync(from, dir, { recursive: true });
  return dir;
}
