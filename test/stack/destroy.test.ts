import { beforeAll, describe, expect, test } from "vitest";
import { parseRegister } from "../../src/register/register.js";
import { differences } from "./state.js";
import { type Dump, REGISTER_KEY, applied, changesOf, world, yamlOf } from "./stack.js";

const YAML = yamlOf();
const LOGS = "acme-corp-claude-bedrock-invocation-logs";
const RESULTS = "acme-corp-claude-athena-results";
let origin: Awaited<ReturnType<typeof applied>>;

beforeAll(async () => {
  origin = await applied(YAML);
});

/** What AWS keeps of work that is done: tokens, requests, status of cost tags, the tag index's ghosts. */
function lasting(dump: Dump): Dump {
  return Object.fromEntries(
    Object.entries(dump).filter(([table]) => !/\/(tokens|requests|ghosts|lapsed)$|^ce\//.test(table)),
  );
}

function registerOf(dump: Dump) {
  const row = dump[`s3/global/objects/${LOGS}`]?.[REGISTER_KEY] as
    | { versions: { text?: string }[] }
    | undefined;
  return parseRegister(row?.versions[0]?.text ?? "");
}

describe("destroy --delete-data", () => {
  test("leaves an empty account as it was", async () => {
    const account = world(origin);
    await account.destroy(YAML, { deleteData: true });
    expect(lasting(account.dump())).toEqual({});
  });

  test("empties a bucket of many versions and markers", async () => {
    const account = world(origin);
    const aws = account.aws();
    const Key = "acme-claude/AWSLogs/record.json.gz";
    for (const Body of ["1", "2", "3"]) await aws.call("s3", "PutObject", { Bucket: LOGS, Key, Body });
    await aws.call("s3", "DeleteObject", { Bucket: LOGS, Key });
    await account.destroy(YAML, { deleteData: true });
    expect(lasting(account.dump())).toEqual({});
  });

  test("deletes confirmed subscriptions and roles that somebody added policies to", async () => {
    const account = world(origin);
    const aws = account.aws();
    const TopicArn = "arn:aws:sns:us-east-1:123456789012:acme-claude-budget-alerts";
    await aws.call("sns", "ConfirmSubscription", { TopicArn, Token: "confirm:finops@example.com" });
    const RoleName = "acme-claude-developer";
    await aws.call("iam", "AttachRolePolicy", {
      RoleName,
      PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
    });
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
    });
    await aws.call("iam", "PutRolePolicy", { RoleName, PolicyName: "extra", PolicyDocument });
    await account.destroy(YAML, { deleteData: true });
    expect(lasting(account.dump())).toEqual({});
  });
});

describe("destroy", () => {
  test("leaves the buckets, and marks every profile as retired", async () => {
    const account = world(origin);
    const before = account.dump();
    const profiles = Object.values(before["bedrock/us-east-1/profiles"] ?? {}) as { arn: string }[];
    await account.destroy(YAML);
    const after = lasting(account.dump());
    expect(Object.keys(after)).toEqual(["s3/global/buckets", `s3/global/objects/${LOGS}`]);
    expect(Object.keys(after["s3/global/buckets"] ?? {}).toSorted()).toEqual([RESULTS, LOGS]);
    expect(after["s3/global/buckets"]).toEqual(before["s3/global/buckets"]);
    const lines = registerOf(after);
    expect(lines.slice(0, profiles.length).map((line) => line.retiredAt)).toEqual(profiles.map(() => null));
    const retired = lines.slice(profiles.length);
    expect(retired.map((line) => line.arn).toSorted()).toEqual(profiles.map(({ arn }) => arn).toSorted());
    for (const line of retired) expect(line.retiredAt).toMatch(/^2026-11-2\dT[\d:]{8}Z$/);
  });

  test("a second time does nothing", async () => {
    const account = world(origin);
    await account.destroy(YAML);
    const before = { dump: account.dump(), writes: account.writes().length };
    const { shown } = await account.destroy(YAML);
    expect(changesOf(shown)).toEqual([]);
    expect(account.writes().slice(before.writes)).toEqual([]);
    expect(account.dump()).toEqual(before.dump);
    await account.destroy(YAML, { deleteData: true });
    expect(lasting(account.dump())).toEqual({});
    expect(changesOf((await account.destroy(YAML, { deleteData: true })).shown)).toEqual([]);
  });

  test("in an account that never had a stack does nothing", async () => {
    const account = world();
    expect(changesOf((await account.destroy(YAML, { deleteData: true })).shown)).toEqual([]);
    expect(account.writes()).toEqual([]);
  });

  test("then apply works again, re-uses the buckets and keeps the history", async () => {
    const account = world(origin);
    const before = account.dump();
    const history = registerOf(before).length;
    await account.destroy(YAML);
    const { shown } = await account.apply(YAML);
    expect(shown.plan.changes.filter(({ kind }) => kind === "s3-bucket")).toEqual([]);
    expect(account.dump()["s3/global/buckets"]).toEqual(before["s3/global/buckets"]);
    expect(differences(before, account.dump(), true)).toEqual([]);
    expect(registerOf(account.dump())).toHaveLength(3 * history);
    expect(changesOf((await account.apply(YAML)).shown)).toEqual([]);
  });

  test("removes what the YAML no longer says, and works without what Bedrock no longer has", async () => {
    const account = world(origin);
    const changed = yamlOf((c) => {
      c.developers = { zoe: { models: ["opus"] } };
      c.budgets.teams = {};
      c.guardrail.enabled = false;
      c.guardrail.enforce = "none";
      c.dashboard.enabled = false;
      c.foundation.scp.attach = [];
      c.attribution.sso.enabled = false;
      c.models["opus"] = { copyFrom: "us.anthropic.claude-opus-0" };
    });
    await account.destroy(changed, { deleteData: true });
    expect(lasting(account.dump())).toEqual({});
  });
});
