import { beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/load.js";
import { namesOf } from "../../src/config/names.js";
import { identifyStack } from "../../src/stack/composition.js";
import { findKey } from "../../src/stack/encryption-key.js";
import { BadInput, GuardRefused } from "../../src/errors.js";
import { answering } from "../developers/company.js";
import { sandbox } from "../support/sandbox.js";
import { differences } from "./state.js";
import { applied, changesOf, world, yamlOf } from "./stack.js";

const LOGS = "acme-corp-claude-bedrock-invocation-logs";
const RESULTS = "acme-corp-claude-athena-results";
const logGroupName = "/aws/bedrock/acme-claude-invocations";
const KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const withKey = (kmsKeyArn: string | null) => yamlOf((c) => (c.logging.kmsKeyArn = kmsKeyArn));
const PLAIN = withKey(null);
let origin: Awaited<ReturnType<typeof applied>>;

beforeAll(async () => {
  origin = await applied(PLAIN);
});

type World = ReturnType<typeof world>;

async function encryptionOf(account: World) {
  const aws = account.aws();
  const rule = async (Bucket: string) => {
    const { ServerSideEncryptionConfiguration: found } = await aws.call("s3", "GetBucketEncryption", {
      Bucket,
    });
    const { ApplyServerSideEncryptionByDefault: how, BucketKeyEnabled } = found?.Rules?.[0] ?? {};
    return [how?.SSEAlgorithm, how?.KMSMasterKeyID, BucketKeyEnabled];
  };
  const { logGroups } = await aws.call("logs", "DescribeLogGroups", { logGroupNamePrefix: logGroupName });
  const { WorkGroup } = await aws.call("athena", "GetWorkGroup", { WorkGroup: "acme-claude-bedrock-logs" });
  return {
    logs: await rule(LOGS),
    results: await rule(RESULTS),
    group: logGroups?.[0]?.kmsKeyId,
    queries: WorkGroup?.Configuration?.ResultConfiguration?.EncryptionConfiguration,
  };
}

async function adminPolicy(account: World): Promise<string> {
  const names = { RoleName: "acme-claude-admin", PolicyName: "acme-claude-admin-policy" };
  const { PolicyDocument } = await account.aws().call("iam", "GetRolePolicy", names);
  return decodeURIComponent(PolicyDocument ?? "");
}

const ENCRYPTED = {
  logs: ["aws:kms", KEY, true],
  results: ["aws:kms", KEY, true],
  group: KEY,
  queries: { EncryptionOption: "SSE_KMS", KmsKey: KEY },
};
const UNENCRYPTED = {
  logs: ["AES256", undefined, false],
  results: ["AES256", undefined, false],
  group: undefined,
  queries: { EncryptionOption: "SSE_S3" },
};

/** A key with this policy beside what leaves everything to IAM. */
async function keyWith(account: World, ...statements: object[]): Promise<string> {
  const root = { AWS: "arn:aws:iam::123456789012:root" };
  const all = [{ Effect: "Allow", Principal: root, Action: "kms:*", Resource: "*" }, ...statements];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: all });
  return (await account.aws().call("kms", "CreateKey", { Policy })).KeyMetadata?.Arn ?? "";
}

describe("logging.kmsKeyArn", () => {
  test("is switched on and off on a live stack, and each time once is enough", async () => {
    const account = world(origin);
    const before = account.dump();
    expect(await encryptionOf(account)).toEqual(UNENCRYPTED);
    const on = await account.apply(withKey(KEY));
    expect(changesOf(on.shown)).toEqual([
      "update attribution/results-bucket encryption bucketKey",
      "update attribution/workgroup encryption",
      "update foundation/admin-role policies",
      "update logging/log-group kmsKey",
      "update logging/logs-bucket encryption bucketKey",
    ]);
    expect(await encryptionOf(account)).toEqual(ENCRYPTED);
    expect(await adminPolicy(account)).toContain(KEY);
    expect(changesOf(await account.plan(withKey(KEY)))).toEqual([]);
    await account.apply(PLAIN);
    expect(await encryptionOf(account)).toEqual(UNENCRYPTED);
    expect(await adminPolicy(account)).not.toContain(KEY);
    // What the key encrypted is there still.
    expect(await adminPolicy(account)).toContain('"kms:Decrypt"');
    expect(changesOf(await account.plan(PLAIN))).toEqual([]);
    expect(differences(before, account.dump())).toEqual([]);
  });

  test("a key takes the place of another", async () => {
    const account = world(origin);
    await account.apply(withKey(KEY));
    const other = KEY.replace("1234abcd", "dcba4321");
    await account.apply(withKey(other));
    expect(JSON.stringify(await encryptionOf(account))).not.toContain(KEY);
    expect((await encryptionOf(account)).group).toBe(other);
    expect(changesOf(await account.plan(withKey(other)))).toEqual([]);
  });

  test("a destroy does not ask for the key", async () => {
    const account = world(origin);
    await account.destroy(withKey(KEY.replace("1234abcd", "00000000")));
    expect((await account.aws().call("logs", "DescribeLogGroups", {})).logGroups).toEqual([]);
  });
});

/** What AWS documents, statement by statement. */
function documented(): object[] {
  const group = `arn:aws:logs:us-east-1:123456789012:log-group:${logGroupName}`;
  return [
    {
      Effect: "Allow",
      Principal: { Service: "logs.us-east-1.amazonaws.com" },
      Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      Resource: "*",
      Condition: { ArnEquals: { "kms:EncryptionContext:aws:logs:arn": group } },
    },
    {
      Effect: "Allow",
      Principal: { Service: "bedrock.amazonaws.com" },
      Action: "kms:GenerateDataKey",
      Resource: "*",
      Condition: {
        StringEquals: { "aws:SourceAccount": "123456789012" },
        ArnLike: { "aws:SourceArn": "arn:aws:bedrock:us-east-1:123456789012:*" },
      },
    },
  ];
}

describe("the key's policy", () => {
  const LEFT_OUT = [
    ["logs.us-east-1.amazonaws.com", documented().slice(1), /kms:Encrypt, kms:Decrypt/],
    ["bedrock.amazonaws.com", documented().slice(0, 1), /kms:GenerateDataKey/],
  ] as const;

  test.each(LEFT_OUT)(
    "that leaves out %s is named in the plan and never used",
    async (who, statements, what) => {
      const account = world(origin);
      const key = await keyWith(account, ...statements);
      const { warnings } = (await account.plan(withKey(key))).plan;
      expect(warnings).toEqual([expect.stringContaining(`does not let ${who} use`)]);
      expect(warnings[0]).toMatch(what);
      const before = account.dump();
      const error: unknown = await account.apply(withKey(key)).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(GuardRefused);
      expect((error as GuardRefused).code).toBe("key_not_allowed");
      expect((error as GuardRefused).message).toContain(who);
      expect(account.dump()).toEqual(before);
      // The statement of the message is what is missing.
      const statement = JSON.parse(/for it: (.*)$/.exec(warnings[0] ?? "")?.[1] ?? "") as object;
      const mended = await keyWith(account, ...statements, statement);
      await account.apply(withKey(mended));
      expect((await account.plan(withKey(mended))).plan.warnings).toEqual([]);
    },
  );

  test("that knows neither the caller nor the account names both and the admin role", async () => {
    const account = world(origin);
    const other = {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::210987654321:root" },
      Action: "kms:*",
      Resource: "*",
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [other, ...documented()] });
    const { KeyMetadata } = await account.aws().call("kms", "CreateKey", { Policy });
    const { warnings } = (await account.plan(withKey(KeyMetadata?.Arn ?? ""))).plan;
    expect(warnings.map((warning) => /let (.*?) use/.exec(warning)?.[1])).toEqual([
      "the caller arn:aws:iam::123456789012:role/PlatformAdmin",
      "the admin role arn:aws:iam::123456789012:role/acme-claude-admin",
    ]);
  });

  const SSO = "AWSReservedSSO_Admin_0123456789abcdef";
  const role = (path: string) => `arn:aws:iam::123456789012:role/${path}`;
  const session = (name: string) => `arn:aws:sts::123456789012:assumed-role/${name}/ada@example.com`;
  const named = (...AWS: string[]) => ({
    Effect: "Allow",
    Principal: { AWS },
    Action: "kms:*",
    Resource: "*",
  });

  /** What is said of a key whose policy leaves nothing to IAM. */
  async function foundFor(account: World, Arn: string, ...statements: object[]) {
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [...statements, ...documented()] });
    const aws = account.aws();
    const { KeyMetadata } = await aws.call("kms", "CreateKey", { Policy });
    const { config } = parseConfig(PLAIN, "ccb.yaml");
    if (config === undefined) throw new Error("not valid");
    const stack = await identifyStack(aws, config);
    answering("GetCallerIdentity", { Account: "123456789012", Arn, UserId: "AROA:ada" });
    const { key } = await findKey(aws, stack, namesOf(config), KeyMetadata?.Arn ?? "");
    return { missing: key?.missing ?? [], notes: key?.notes ?? [] };
  }

  test("may name roles with their path, which a session does not tell", async () => {
    const statement = named(
      role(`aws-reserved/sso.amazonaws.com/eu-west-1/${SSO}`),
      role("ops/acme-claude-admin"),
    );
    const nothing = { missing: [], notes: [] };
    expect(await foundFor(world(origin), session(SSO), statement)).toEqual(nothing);
  });

  test("that leaves out a role of Identity Center is told its name, and no ARN is made up", async () => {
    const { missing } = await foundFor(world(origin), session(SSO), named(role("acme-claude-admin")));
    expect(missing).toEqual([
      expect.stringContaining(`does not let the caller's role ${SSO} use kms:Decrypt`),
    ]);
    expect(missing[0]).toContain(`aws iam get-role --role-name ${SSO}`);
    expect(missing[0]).not.toContain(`role/${SSO}`);
  });

  test("that leaves out an admin role with a path gets a statement for that very role", async () => {
    const account = world();
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    const made = { RoleName: "acme-claude-admin", Path: "/ops/", AssumeRolePolicyDocument };
    await account.aws().call("iam", "CreateRole", made);
    const { missing } = await foundFor(account, session("ci"), named(role("ci")));
    expect(missing).toEqual([expect.stringContaining(`"AWS":"${role("ops/acme-claude-admin")}"`)]);
  });

  test("cannot name the admin role before the first apply, which is no obstacle", async () => {
    const account = world();
    const ci = named(role("PlatformAdmin"));
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [ci, ...documented()] });
    const { KeyMetadata } = await account.aws().call("kms", "CreateKey", { Policy });
    const yaml = withKey(KeyMetadata?.Arn ?? "");
    const about = async () =>
      (await account.plan(yaml)).plan.warnings.filter((text) => text.includes("the admin role"));
    const statement = `"AWS":"${role("acme-claude-admin")}"`;
    const [before = "", ...more] = await about();
    expect(more).toEqual([]);
    expect(before).toContain("is not there yet: KMS takes this statement after the apply");
    expect(before).toContain(statement);
    await account.apply(yaml);
    const [after = ""] = await about();
    expect(after).toContain(statement);
    expect(after).not.toContain("not there yet");
  });

  test.each([
    ["us-east-1", "aws", "amazonaws.com"],
    ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
  ])("names services as they are called in %s", async (region, partition, suffix) => {
    const { aws } = sandbox({ region });
    const { config } = parseConfig(PLAIN, "ccb.yaml");
    if (config === undefined) throw new Error("not valid");
    const root = { AWS: `arn:${partition}:iam::123456789012:root` };
    const Condition = { StringEquals: { "kms:ViaService": `s3.${region}.${suffix}` } };
    const Statement = [{ Effect: "Allow", Principal: root, Action: "kms:*", Resource: "*", Condition }];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    const { KeyMetadata } = await aws.call("kms", "CreateKey", { Policy });
    const stack = { name: "acme-claude", account: "123456789012", region, partition };
    const { key } = await findKey(aws, stack, namesOf(config), KeyMetadata?.Arn ?? "");
    const who = [...(key?.missing ?? []), ...(key?.notes ?? [])].map(
      (text) => /let (.*?) use/.exec(text)?.[1],
    );
    expect(who).toEqual([`logs.${region}.${suffix}`, "bedrock.amazonaws.com"]);
  });

  test("that was spoilt later is a warning, and other changes go on", async () => {
    const account = world(origin);
    const key = await keyWith(account, ...documented());
    await account.apply(withKey(key));
    const root = { AWS: "arn:aws:iam::123456789012:root" };
    const Statement = [{ Effect: "Allow", Principal: root, Action: "kms:*", Resource: "*" }];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await account.aws().call("kms", "PutKeyPolicy", { KeyId: key, Policy });
    const changed = yamlOf((c) => {
      c.logging.kmsKeyArn = key;
      c.budgets.monthly = 1;
    });
    const { shown } = await account.apply(changed);
    expect(shown.plan.warnings).toHaveLength(2);
    expect(changesOf(shown)).toEqual(["update budgets/monthly amount"]);
  });
});

describe("a key that cannot be used", () => {
  test.each<[string, (account: World) => Promise<string>, RegExp]>([
    ["is not there", async () => KEY.replace("1234abcd", "00000000"), /KMS has no key/],
    [
      "is switched off",
      async (account) => {
        await account.aws().call("kms", "DisableKey", { KeyId: KEY });
        return KEY;
      },
      /is Disabled/,
    ],
    [
      "signs",
      async (account) => {
        const input = { KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" } as const;
        return (await account.aws().call("kms", "CreateKey", input)).KeyMetadata?.Arn ?? "";
      },
      /is RSA_2048 for SIGN_VERIFY/,
    ],
  ])("because it %s is a fault of the YAML, at its place", async (_why, make, message) => {
    const account = world(origin);
    const key = await make(account);
    const before = account.dump();
    const error: unknown = await account.apply(withKey(key)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(BadInput);
    expect((error as BadInput).message).toMatch(message);
    expect((error as BadInput).message).toMatch(/^ccb\.yaml:\d+:\d+: logging\.kmsKeyArn: /);
    expect(account.dump()).toEqual(before);
  });
});
