import type { LoggingConfig } from "@aws-sdk/client-bedrock";
import { describe, expect, test } from "vitest";
import { iamRole } from "../../../reconcilers/foundation/iam-role.js";
import { invocationLogging } from "../../../reconcilers/logging/invocation-logging.js";
import { logging } from "../../../reconcilers/logging/index.js";
import type { Aws } from "../../../src/aws/aws.js";
import { STACK, changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { compositionOf } from "../budgets/composition.js";

const KINDS = [iamRole, ...logging.kinds];
const KEY = "logging/invocation-logging";
const wanted = logging.compose(compositionOf());
const quiet = logging.compose(compositionOf({ logging: { bucketPrefix: "acme-corp", deliverText: false } }));

/** An account in which a role is usable the moment it is made: every look at the clock takes a second. */
function account() {
  let now = Date.parse("2026-11-20T08:00:00Z");
  return sandbox({ clock: () => new Date((now += 1000)) });
}

async function config(aws: Aws): Promise<LoggingConfig> {
  return (await aws.call("bedrock", "GetModelInvocationLoggingConfiguration", {})).loggingConfig ?? {};
}

async function change(aws: Aws, edit: (found: LoggingConfig) => LoggingConfig): Promise<void> {
  const loggingConfig = edit(await config(aws));
  await aws.call("bedrock", "PutModelInvocationLoggingConfiguration", { loggingConfig });
}

const OUR_S3 = { bucketName: "acme-corp-bedrock-invocation-logs", keyPrefix: "claude-code" };

describe("invocation-logging", () => {
  test("delivers to the log group and the bucket, large bodies too", async () => {
    const { aws } = account();
    await reconcile(aws, KINDS, wanted);
    expect(await config(aws)).toEqual({
      cloudWatchConfig: {
        logGroupName: "/aws/bedrock/claude-code-invocations",
        roleArn: "arn:aws:iam::123456789012:role/claude-code-bedrock-logging",
        largeDataDeliveryS3Config: OUR_S3,
      },
      s3Config: OUR_S3,
      textDataDeliveryEnabled: true,
      imageDataDeliveryEnabled: true,
      embeddingDataDeliveryEnabled: true,
      videoDataDeliveryEnabled: true,
      audioDataDeliveryEnabled: true,
    });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test("without text no body of any kind is delivered", async () => {
    const { aws } = account();
    await reconcile(aws, KINDS, wanted);
    const { plan } = await reconcile(aws, KINDS, quiet);
    expect(changesOf(plan)).toEqual([`update ${KEY} deliverText`]);
    const flags = Object.entries(await config(aws)).filter(([name]) => name.endsWith("Enabled"));
    expect(flags).toHaveLength(5);
    expect(flags.every(([, value]) => value === false)).toBe(true);
    expect(changesOf((await planOf(aws, KINDS, quiet)).plan)).toEqual([]);
  });

  test.each<[string, (found: LoggingConfig) => LoggingConfig]>([
    ["deliverText", (found) => ({ ...found, imageDataDeliveryEnabled: false })],
    ["deliverText", (found) => ({ ...found, audioDataDeliveryEnabled: false })],
    ["bucketName keyPrefix", ({ s3Config: _gone, ...found }) => found],
    [
      "bucketName keyPrefix",
      (found) => ({
        ...found,
        cloudWatchConfig: {
          logGroupName: found.cloudWatchConfig?.logGroupName,
          roleArn: found.cloudWatchConfig?.roleArn,
        },
      }),
    ],
    ["logGroupName roleArn bucketName keyPrefix", ({ cloudWatchConfig: _gone, ...found }) => found],
  ])("repairs %s", async (fields, edit) => {
    const { aws } = account();
    await reconcile(aws, KINDS, wanted);
    const before = await config(aws);
    await change(aws, edit);
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([`update ${KEY} ${fields}`]);
    expect(await config(aws)).toEqual(before);
  });

  test("somebody else's configuration stops the plan, and is overwritten only on request", async () => {
    const { aws } = account();
    await reconcile(aws, KINDS, wanted);
    await aws.call("s3", "CreateBucket", { Bucket: "theirs" });
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "bedrock.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: "arn:aws:s3:::theirs/*",
        },
      ],
    });
    await aws.call("s3", "PutBucketPolicy", { Bucket: "theirs", Policy });
    await change(aws, () => ({ s3Config: { bucketName: "theirs" } }));
    expect((await planOf(aws, KINDS, wanted)).plan.blocked).toMatchObject([{ key: KEY }]);
    await reconcile(aws, KINDS, wanted, { adopt: true });
    expect((await config(aws)).s3Config).toEqual(OUR_S3);
  });

  describe("another stack's configuration", () => {
    const other = { ...STACK, name: "globex" };
    const theirs = logging.compose(compositionOf({ logging: { bucketPrefix: "globex-logs" } }, other));
    const DENIED = { name: "AccessDenied", message: "no", status: 403 };

    async function blocked(dir: string, deny: Record<string, typeof DENIED> = {}) {
      const { aws } = sandbox({ dir, faults: { deny } });
      return (await planOf(aws, [invocationLogging], wanted, { adopt: true })).plan.blocked;
    }

    test.each<[string, (found: LoggingConfig) => LoggingConfig, string[]]>([
      ["by role and bucket", (found) => found, []],
      ["by the role where the bucket tells nothing", (found) => found, ["s3:GetBucketTagging"]],
      ["by the bucket where the role tells nothing", (found) => found, ["iam:GetRole"]],
      ["by the bucket alone", ({ cloudWatchConfig: _gone, ...found }) => found, []],
      ["by the role alone", ({ s3Config: _gone, ...found }) => found, ["s3:GetBucketTagging"]],
    ])("is known %s, and never taken over", async (_how, edit, denied) => {
      const { aws, dir } = account();
      await reconcile(aws, KINDS, theirs, { stack: other });
      await change(aws, edit);
      const deny = Object.fromEntries(denied.map((call) => [call, DENIED]));
      expect(await blocked(dir, deny)).toMatchObject([{ key: KEY, owner: 'stack "globex"' }]);
    });
  });

  test("an adopted role delivers under the path it has, and under the new one once it is made anew", async () => {
    const { aws } = account();
    const RoleName = "claude-code-bedrock-logging";
    const trust = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "bedrock.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    };
    const made = { RoleName, AssumeRolePolicyDocument: JSON.stringify(trust), Path: "/service-role/" };
    const Arn = (await aws.call("iam", "CreateRole", made)).Role?.Arn;
    expect(Arn).toContain(":role/service-role/");
    await reconcile(aws, KINDS, wanted, { adopt: true });
    expect((await config(aws)).cloudWatchConfig?.roleArn).toBe(Arn);
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    await aws.call("iam", "DeleteRolePolicy", { RoleName, PolicyName: "cloudwatch-logs" });
    await aws.call("iam", "DeleteRole", { RoleName });
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual(["create logging/logging-role", `update ${KEY} roleArn`]);
    expect((await config(aws)).cloudWatchConfig?.roleArn).toBe(
      "arn:aws:iam::123456789012:role/claude-code-bedrock-logging",
    );
  });

  test("stops with the stack, and somebody else's does not", async () => {
    const { aws } = account();
    await reconcile(aws, KINDS, wanted);
    await reconcile(aws, KINDS, wanted, { destroy: true });
    expect(await config(aws)).toEqual({});
  });

  test("a role made moments ago is waited for", async () => {
    let now = Date.parse("2026-11-20T08:00:00Z");
    const { aws, account: simulated } = sandbox({ clock: () => new Date(now) });
    let puts = 0;
    const handle = simulated.handle.bind(simulated);
    simulated.handle = async (service, operation, input, region) => {
      if (operation === "PutModelInvocationLoggingConfiguration") puts += 1;
      if (puts === 3) now += 1000;
      return handle(service, operation, input, region);
    };
    await reconcile(aws, KINDS, wanted);
    expect(puts).toBe(3);
    expect((await config(aws)).s3Config).toEqual(OUR_S3);
  });
});
