import { join } from "node:path";
import { expect, test } from "vitest";
import { kinds } from "../../reconcilers/index.js";
import { iamActions } from "../../src/aws/iam-actions.js";
import type { CallRecord } from "../../src/aws/aws.js";
import { type ServiceId, isRead } from "../../src/aws/services.js";
import { loadConfig } from "../../src/config/load.js";
import { KEY_TAG } from "../../src/engine/ownership.js";
import type { Live } from "../../src/engine/kind.js";
import { makePlan } from "../../src/engine/plan.js";
import type { Step } from "../../src/engine/step.js";
import { generatedPart } from "./page.js";
import { packageRoot } from "../../src/package.js";
import { applyPlan } from "../../src/stack/apply.js";
import { composition, identifyStack } from "../../src/stack/composition.js";
import { planStack, readContext } from "../../src/stack/plan.js";
import { readRegisterFile } from "../../src/report/local/register-file.js";
import { s3Source } from "../../src/report/local/s3-source.js";
import { installed, logKey, logObject } from "../report/athena/installed.js";
import { record } from "../report/athena/records.js";
import { sandbox, temporaryFolder } from "../support/sandbox.js";

const PAGE = join(packageRoot(), "docs/security.md");
const needed: Record<"plan" | "apply" | "destroy" | "cost-report", Set<string>> = {
  plan: new Set(),
  apply: new Set(),
  destroy: new Set(),
  "cost-report": new Set(),
};

/** Everything a stack can hold, at once. */
function everything() {
  const parsed = loadConfig(join(packageRoot(), "examples/enterprise.yaml"));
  const { config } = parsed;
  if (config === undefined) throw new Error("examples/enterprise.yaml is not valid");
  const guardrail = { ...config.guardrail, enabled: true, enforce: "account" as const };
  const boundary = "arn:aws:iam::123456789012:policy/boundary";
  const foundation = {
    ...config.foundation,
    scp: { attach: ["123456789012"] },
    permissionsBoundary: boundary,
    exclusive: true,
  };
  const kmsKeyArn = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const logging = { ...config.logging, kmsKeyArn };
  return { ...parsed, config: { ...config, guardrail, foundation, logging } };
}

/** The same stack with everything optional taken out. */
function nothingOptional(full: ReturnType<typeof everything>) {
  const { config } = full;
  return {
    ...full,
    config: {
      ...config,
      developers: {},
      foundation: { ...config.foundation, scp: { attach: [] } },
      logging: { ...config.logging, kmsKeyArn: null },
      attribution: { ...config.attribution, sso: { ...config.attribution.sso, enabled: false } },
      budgets: { ...config.budgets, teams: {}, emails: [], webhooks: [] },
      guardrail: { ...config.guardrail, enabled: false, enforce: "none" as const },
      dashboard: { enabled: false },
    },
  };
}

function note(list: keyof typeof needed, service: ServiceId, operation: string): void {
  for (const action of iamActions(service, operation, true)) needed[list].add(action);
}

function noteSteps(list: keyof typeof needed, steps: readonly Step[]): void {
  for (const step of steps) {
    note(list, step.service, step.operation);
    if (step.wait !== undefined) note(list, step.service, step.wait.operation);
  }
}

function noteCalls(
  calls: readonly CallRecord[],
  reads: keyof typeof needed,
  writes: keyof typeof needed,
): void {
  for (const call of calls) note(isRead(call.operation) ? reads : writes, call.service, call.operation);
}

/** Plans, applies, changes and takes apart a whole stack, and notes every call and step. */
async function gather(): Promise<void> {
  const dir = temporaryFolder();
  const start = Date.now();
  // As much faster as the pauses are shorter: a new role still takes a while to be usable.
  const clock = () => new Date(start + (Date.now() - start) * 200);
  const parsed = everything();
  const first = sandbox({ dir, clock });
  const stack = await identifyStack(first.aws, parsed.config);
  const c = await composition(first.aws, parsed, stack);
  const options = {
    lockFile: join(dir, "lock.json"),
    warn: () => {},
    onChangedPlan: () => {},
    delayScale: 0.01,
  };
  const applied = await applyPlan(first.aws, c, await planStack(first.aws, c), options);
  expect(applied.outcomes.filter((outcome) => outcome.status !== "done")).toEqual([]);
  noteCalls(first.calls, "plan", "apply");

  // Without the tag index every service is asked for its tags itself.
  const deny = { "tagging:GetResources": { name: "AccessDeniedException", message: "no" } };
  const direct = sandbox({ dir, clock, faults: { deny } });
  const { wanted, live } = await planStack(direct.aws, c);
  noteCalls(direct.calls, "plan", "apply");
  for (const kind of kinds) {
    for (const want of wanted.filter((item) => item.kind === kind.name)) {
      const found = live.find(
        (item) => item.kind === kind.name && (item.key ?? item.tags?.[KEY_TAG]) === want.key,
      );
      noteSteps("apply", kind.create(want, stack));
      if (found === undefined) continue;
      const bare = { ...found, spec: {}, extra: found.extra ?? {} };
      noteSteps("apply", kind.update(want, bare, new Set(Object.keys(kind.fields)), stack));
      noteSteps("apply", kind.tag?.(found, want.tags ?? {}, stack) ?? []);
    }
  }

  const { Subscriptions = [] } = await direct.aws.call("sns", "ListSubscriptionsByTopic", {
    TopicArn: `arn:aws:sns:${stack.region}:${stack.account}:${c.names.alertTopic}`,
  });
  for (const { TopicArn, Endpoint } of Subscriptions) {
    await direct.aws.call("sns", "ConfirmSubscription", { TopicArn, Token: `confirm:${Endpoint}` });
  }
  const PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  const RoleName = c.names.developerRole;
  await direct.aws.call("iam", "AttachRolePolicy", { RoleName, PolicyArn });
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
  });
  await direct.aws.call("iam", "PutRolePolicy", { RoleName, PolicyName: "extra", PolicyDocument });
  const InstanceProfileName = "of-somebody";
  await direct.aws.call("iam", "CreateInstanceProfile", { InstanceProfileName });
  await direct.aws.call("iam", "AddRoleToInstanceProfile", { InstanceProfileName, RoleName });
  const set = live.find((item) => item.kind === "permission-set")?.attributes;
  const on = { InstanceArn: set?.["instanceArn"], PermissionSetArn: set?.["arn"] };
  const attach = { ...on, ManagedPolicyArn: PolicyArn };
  await direct.aws.call("sso", "AttachManagedPolicyToPermissionSet", attach, set?.["region"]);
  const reference = { ...on, CustomerManagedPolicyReference: { Name: "extra" } };
  const attachReference = "AttachCustomerManagedPolicyReferenceToPermissionSet";
  await direct.aws.call("sso", attachReference, reference, set?.["region"]);
  for (const change of (await planStack(direct.aws, c)).plan.changes) noteSteps("apply", change.steps);
  const lesser = sandbox({ dir, clock });
  const less = await composition(lesser.aws, nothingOptional(parsed), stack);
  for (const change of (await planStack(lesser.aws, less)).plan.changes) noteSteps("apply", change.steps);
  noteCalls(lesser.calls, "plan", "apply");

  // What a later YAML or version may do without, or make anew, goes in an apply.
  const rest = sandbox({ dir, clock });
  for (const kind of kinds) {
    for (const gone of wanted.filter((want) => want.kind === kind.name)) {
      const others = wanted.filter((want) => want !== gone);
      const own = others.filter((want) => want.kind === kind.name);
      const read = readContext(rest.aws, stack, others, {}, () => {});
      const found = (await kind.read(read, own)) as Live[];
      const { changes } = makePlan({ stack, kinds: [kind], wanted: own, live: found });
      for (const change of changes) if (change.action === "delete") noteSteps("apply", change.steps);
    }
    const replaces = Object.values(kind.fields).some((field) => field?.replaces !== undefined);
    for (const found of replaces ? live.filter((item) => item.kind === kind.name) : []) {
      noteSteps("apply", kind.remove(found, stack));
    }
  }
  noteCalls(rest.calls, "plan", "apply");

  const last = sandbox({ dir, clock });
  const everythingGoes = { destroy: true, deleteData: true };
  const goes = await applyPlan(last.aws, c, await planStack(last.aws, c, everythingGoes), {
    ...options,
    ...everythingGoes,
  });
  expect(goes.outcomes.filter((outcome) => outcome.status !== "done")).toEqual([]);
  noteCalls(last.calls, "destroy", "destroy");
  for (const action of needed.plan) {
    needed.apply.delete(action);
    needed.destroy.delete(action);
  }
}

/** Rolls up a month, makes a day of it anew, and tidies up after it. */
async function gatherReport(): Promise<void> {
  const object = (name: string) => ({ [logKey("2026/11/03/10", name)]: logObject([record(name)]) });
  const account = await installed(object("a"));
  account.calls.length = 0;
  const source = s3Source(account.aws, { bucket: account.c.names.logsBucket, prefix: "" });
  expect((await readRegisterFile(source)).lines).toEqual([]);
  for (const name of ["b", "c", "d"]) {
    await account.rolledUp("2026-11");
    account.clock.now = new Date(account.clock.now.getTime() + 7_200_000);
    const { length } = account.calls;
    await account.upload(object(name));
    account.calls.length = length;
  }
  noteCalls(account.calls, "cost-report", "cost-report");
  // No version is named.
  needed["cost-report"].delete("s3:DeleteObjectVersion");
  // When somebody interrupts.
  note("cost-report", "athena", "StopQueryExecution");
}

let gathered: Promise<unknown> | undefined;

test.each(["plan", "apply", "destroy", "cost-report"] as const)(
  "the page lists exactly the actions of %s",
  async (list) => {
    await (gathered ??= Promise.all([gather(), gatherReport()]));
    const text = [...needed[list]].toSorted().join("\n");
    const block = new RegExp(`(<!-- ${list} -->\\n\\n\`\`\`\\n)([\\s\\S]*?)(\\n\`\`\`)`);
    expect(generatedPart(PAGE, block, text)).toBe(text);
    expect(needed[list].size).toBeGreaterThan(5);
  },
);
