import { beforeAll, describe, expect, test } from "vitest";
import { kinds } from "../../reconcilers/index.js";
import type { Live } from "../../src/engine/kind.js";
import { GuardRefused } from "../../src/errors.js";
import { sandbox } from "../support/sandbox.js";
import { workspace } from "../support/cli.js";
import { differences } from "./state.js";
import { type Dump, applied, changesOf, world, yamlOf } from "./stack.js";
import { strangers } from "./strangers.js";
import { DRIFT } from "./tamper/fields.js";
import { RETAG } from "./tamper/tags.js";

const YAML = yamlOf();
let origin: Awaited<ReturnType<typeof applied>>;
let resources: Live[];

beforeAll(async () => {
  origin = await applied(YAML);
  resources = (await origin.plan(YAML)).live;
});

/** Rows of `before` that are gone or changed in `after`; bookkeeping of finished work is not looked at. */
function touched(before: Dump, after: Dump): string[] {
  return Object.entries(before)
    .filter(([table]) => !/\/(tokens|requests)$/.test(table))
    .flatMap(([table, rows]) =>
      Object.entries(rows)
        .filter(([key, row]) => JSON.stringify(row) !== JSON.stringify(after[table]?.[key]))
        .map(([key]) => `${table} ${key}`),
    );
}

async function refused(work: Promise<unknown>): Promise<GuardRefused> {
  try {
    await work;
  } catch (error) {
    if (error instanceof GuardRefused) return error;
    throw error;
  }
  throw new Error("expected a refusal");
}

test("what is somebody else's stays byte for byte through apply, changes and destroy", async () => {
  const account = world();
  await strangers(account.aws());
  const before = account.dump();
  expect(Object.keys(before).length).toBeGreaterThan(20);
  const { shown } = await account.apply(YAML, { adopt: true });
  expect(shown.plan.changes.filter((change) => change.action !== "create")).toEqual([]);
  expect(touched(before, account.dump())).toEqual([]);
  const less = yamlOf((c) => {
    delete c.developers["bob"];
    delete c.budgets.teams["research"];
    c.guardrail.enabled = false;
    c.guardrail.enforce = "none";
    c.attribution.sso.enabled = false;
    c.dashboard.enabled = false;
    c.foundation.scp.attach = [];
  });
  await account.apply(less, { allowDeletes: 10 });
  expect(touched(before, account.dump())).toEqual([]);
  await account.destroy(less, { deleteData: true });
  expect(touched(before, account.dump())).toEqual([]);
  expect(differences(before, account.dump())).toEqual([]);
});

const taggable = kinds.filter((kind) => kind.tag !== undefined).map((kind) => kind.name);
const STACK_TAGS = ["ccb:stack", "ccb:key", "ccb:region"];

/** Resources of a kind that are ours in the untouched stack. */
function ours(kind: string): Live[] {
  return resources.filter((item) => item.kind === kind && item.tags?.["ccb:stack"] !== undefined);
}

async function disown(account: ReturnType<typeof world>, kind: string): Promise<string[]> {
  const found = ours(kind);
  for (const live of found) {
    for (const key of STACK_TAGS.filter((tag) => live.tags?.[tag] !== undefined)) {
      await RETAG[kind]?.(account.aws(), live, key);
    }
  }
  return found.map((live) => live.name).toSorted();
}

describe.each(taggable)("%s with our name and nobody's tag", (kind) => {
  test("stops plan and apply, names it, touches nothing, and --adopt takes it over as wanted", async () => {
    const account = world(origin);
    const before = account.dump();
    const names = await disown(account, kind);
    expect(names.length).toBeGreaterThan(0);
    const [row] = Object.values(DRIFT[kind] ?? {}).filter((one) => one.action === undefined);
    await row?.tamper(account.aws());
    const disowned = account.dump();
    const error = await refused(account.apply(YAML));
    expect(error.exitCode).toBe(5);
    for (const name of names)
      expect(error.message).toContain(`${kind} ${name} exists and carries no ccb:stack tag`);
    expect(error.hint).toContain("--adopt");
    expect(account.dump()).toEqual(disowned);
    const adopted = await account.apply(YAML, { adopt: true });
    const adopting = adopted.shown.plan.changes.filter((change) => change.action === "adopt");
    expect(
      adopting
        .filter((change) => change.kind === kind)
        .map((change) => change.name)
        .toSorted(),
    ).toEqual(names);
    expect(differences(before, account.dump())).toEqual([]);
    expect(changesOf((await account.apply(YAML)).shown)).toEqual([]);
  });

  test("of another stack stops both, with --adopt too, and the owner is named", async () => {
    const account = world(origin);
    const [live] = ours(kind);
    if (live === undefined) throw new Error(`no ${kind}`);
    await RETAG[kind]?.(account.aws(), live, "ccb:stack", "other-claude");
    const before = account.dump();
    for (const adopt of [false, true]) {
      const error = await refused(account.apply(YAML, { adopt }));
      expect(error.exitCode).toBe(5);
      expect(error.message).toContain(`${kind} ${live.name} belongs to stack "other-claude"`);
    }
    expect(account.dump()).toEqual(before);
  });
});

test("a whole stack without our tags is adopted in one go", async () => {
  const account = world(origin);
  const before = account.dump();
  for (const kind of taggable) await disown(account, kind);
  const { plan } = await account.plan(YAML);
  expect([...new Set(plan.blocked.map((item) => item.kind))].toSorted()).toEqual(
    expect.arrayContaining(taggable),
  );
  await account.apply(YAML, { adopt: true });
  expect(differences(before, account.dump())).toEqual([]);
  expect(changesOf((await account.apply(YAML)).shown)).toEqual([]);
});

describe("a table in our database", () => {
  const mark = async (account: ReturnType<typeof world>, owner: string | undefined) => {
    const aws = account.aws();
    const DatabaseName = "acme_claude_bedrock_logs";
    const { Table } = await aws.call("glue", "GetTable", { DatabaseName, Name: "invocation_logs" });
    const { "ccb:stack": _stack, "ccb:key": key = "", ...others } = Table?.Parameters ?? {};
    const Parameters = owner === undefined ? others : { ...others, "ccb:stack": owner, "ccb:key": key };
    await aws.call("glue", "UpdateTable", {
      DatabaseName,
      TableInput: { Name: "invocation_logs", Parameters },
    });
  };

  test("without our mark is adopted only when told", async () => {
    const account = world(origin);
    const before = account.dump();
    await mark(account, undefined);
    expect((await refused(account.apply(YAML))).message).toContain("glue-table invocation_logs exists");
    await account.apply(YAML, { adopt: true });
    expect(differences(before, account.dump())).toEqual([]);
    expect(changesOf(await account.plan(YAML))).toEqual([]);
  });

  test("of another stack is never adopted", async () => {
    const account = world(origin);
    await mark(account, "other-claude");
    const error = await refused(account.apply(YAML, { adopt: true }));
    expect(error.message).toContain('glue-table invocation_logs belongs to stack "other-claude"');
  });
});

describe("invocation logging that delivers elsewhere", () => {
  const elsewhere = async () => {
    const account = world();
    const aws = account.aws();
    const Bucket = "somebody-elses-logs";
    await aws.call("s3", "CreateBucket", { Bucket });
    const Statement = [
      {
        Effect: "Allow",
        Principal: { Service: "bedrock.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::${Bucket}/*`,
      },
    ];
    await aws.call("s3", "PutBucketPolicy", {
      Bucket,
      Policy: JSON.stringify({ Version: "2012-10-17", Statement }),
    });
    await aws.call("bedrock", "PutModelInvocationLoggingConfiguration", {
      loggingConfig: { s3Config: { bucketName: Bucket, keyPrefix: "audit" } },
    });
    return account;
  };

  test("is refused and left alone, and replaced with --adopt", async () => {
    const account = await elsewhere();
    const before = account.dump();
    const error = await refused(account.apply(YAML));
    expect(error.exitCode).toBe(5);
    expect(error.message).toContain("invocation-logging");
    expect(account.dump()).toEqual(before);
    await account.apply(YAML, { adopt: true });
    const { loggingConfig } = await account
      .aws()
      .call("bedrock", "GetModelInvocationLoggingConfiguration", {});
    expect(loggingConfig?.s3Config?.bucketName).toBe("acme-corp-claude-bedrock-invocation-logs");
    expect(changesOf(await account.plan(YAML))).toEqual([]);
  });

  test("is left alone by destroy", async () => {
    const account = world(origin);
    await account.aws().call("bedrock", "PutModelInvocationLoggingConfiguration", {
      loggingConfig: { s3Config: await bucketOf(account) },
    });
    const before = account.dump()["bedrock/us-east-1/logging"];
    await account.destroy(YAML);
    expect(account.dump()["bedrock/us-east-1/logging"]).toEqual(before);
  });

  async function bucketOf(account: ReturnType<typeof world>) {
    const Bucket = "somebody-elses-logs";
    const aws = account.aws();
    await aws.call("s3", "CreateBucket", { Bucket });
    const Statement = [
      { Effect: "Allow", Principal: "*", Action: "s3:PutObject", Resource: `arn:aws:s3:::${Bucket}/*` },
    ];
    await aws.call("s3", "DeletePublicAccessBlock", { Bucket });
    await aws.call("s3", "PutBucketPolicy", {
      Bucket,
      Policy: JSON.stringify({ Version: "2012-10-17", Statement }),
    });
    return { bucketName: Bucket, keyPrefix: "audit" };
  }
});

test("somebody else's enforced guardrail is refused and left alone", async () => {
  const account = world();
  const aws = account.aws();
  await strangers(aws);
  const { guardrails } = await aws.call("bedrock", "ListGuardrails", {});
  const guardrailIdentifier = guardrails?.[0]?.id;
  const { version } = await aws.call("bedrock", "CreateGuardrailVersion", { guardrailIdentifier });
  await aws.call("bedrock", "PutEnforcedGuardrailConfiguration", {
    guardrailInferenceConfig: { guardrailIdentifier, guardrailVersion: version },
  });
  const before = account.dump();
  const error = await refused(account.apply(YAML, { adopt: true }));
  expect(error.message).toContain(
    'enforced-guardrail account-enforced-guardrail belongs to stack "other-claude"',
  );
  expect(account.dump()).toEqual(before);
});

test("the command line exits with 5, names everything, and changes nothing", async () => {
  const place = workspace(YAML);
  const { aws } = sandbox({ dir: place.account });
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" }],
  });
  const tags = [{ Key: "ccb:stack", Value: "other-claude" }];
  await aws.call("iam", "CreateRole", { RoleName: "acme-claude-admin", AssumeRolePolicyDocument });
  await aws.call("sns", "CreateTopic", { Name: "acme-claude-budget-alerts" });
  for (const command of ["plan", "apply --yes"]) {
    const { code, err, out } = await place.ccb(command);
    expect({ code, out }).toEqual({ code: 5, out: "" });
    expect(err).toContain("iam-role acme-claude-admin exists and carries no ccb:stack tag");
    expect(err).toContain("sns-topic acme-claude-budget-alerts exists and carries no ccb:stack tag");
    expect(err).toContain("--adopt");
  }
  await aws.call("iam", "TagRole", { RoleName: "acme-claude-admin", Tags: tags });
  for (const command of ["plan --adopt", "apply --yes --adopt"]) {
    const { code, err } = await place.ccb(command);
    expect(code).toBe(5);
    expect(err).toContain('iam-role acme-claude-admin belongs to stack "other-claude"');
  }
  expect((await aws.call("iam", "ListRoles", {})).Roles?.length).toBe(1);
});

test("a saved Insights query of our name over another log group is adopted only when told", async () => {
  const account = world();
  const name = "acme-claude/hourly-token-totals";
  const input = { name, queryString: "fields @message", logGroupNames: ["/aws/lambda/other"] };
  await account.aws().call("logs", "PutQueryDefinition", input);
  const error = await refused(account.apply(YAML));
  expect(error.message).toContain(`insights-query ${name} exists`);
  await account.apply(YAML, { adopt: true });
  const { queryDefinitions } = await account.aws().call("logs", "DescribeQueryDefinitions", {});
  const found = queryDefinitions?.filter((query) => query.name === name);
  expect(found?.map((query) => query.logGroupNames)).toEqual([["/aws/bedrock/acme-claude-invocations"]]);
  expect(changesOf(await account.plan(YAML))).toEqual([]);
});

test("a table somebody keeps in our database keeps the database, whatever is destroyed", async () => {
  const account = world(origin);
  const DatabaseName = "acme_claude_bedrock_logs";
  await account.aws().call("glue", "CreateTable", { DatabaseName, TableInput: { Name: "my_rollup" } });
  const before = account.dump();
  await account.destroy(YAML, { deleteData: true });
  const after = account.dump();
  expect(after["glue/us-east-1/databases"]).toEqual(before["glue/us-east-1/databases"]);
  expect(Object.keys(after["glue/us-east-1/tables"] ?? {})).toEqual([`${DatabaseName}\nmy_rollup`]);
});
