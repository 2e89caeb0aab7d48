import type { EncryptionKey } from "../../reconcilers/compose.js";
import type { Aws } from "../aws/aws.js";
import { isDenied } from "../aws/errors.js";
import { parseArn } from "../config/arn.js";
import type { Names } from "../config/names.js";
import type { Stack } from "../engine/kind.js";
import { type KeyUser, deniedActions } from "./key-policy.js";

/** The stack's key as KMS has it, or what is wrong with the YAML's. */
interface FoundKey {
  key?: EncryptionKey;
  problems: { path: string[]; message: string }[];
}

/** Who uses the key, with the statement that AWS documents for them. */
interface User extends KeyUser {
  who: string;
  statement: object;
}

const PATH = ["logging", "kmsKeyArn"];

/**
 * Looks at the key of `logging.kmsKeyArn`: whether it can encrypt, and whether its policy lets everybody use it who has to.
 * @throws what AWS answers, denials included, when the key cannot be described
 */
export async function findKey(aws: Aws, stack: Stack, names: Names, arn: string): Promise<FoundKey> {
  const problem = (message: string): FoundKey => ({ problems: [{ path: PATH, message }] });
  let unusable: string | undefined;
  try {
    unusable = unusableFor((await aws.call("kms", "DescribeKey", { KeyId: arn })).KeyMetadata ?? {});
  } catch (error) {
    if ((error as Error).name !== "NotFoundException") throw error;
    return problem(`KMS has no key ${arn} in this account and Region`);
  }
  if (unusable !== undefined) return problem(`the key ${arn} ${unusable}`);
  const { policy, unread } = await readPolicy(aws, stack, arn);
  if (policy === undefined) {
    const notes = [
      `the policy of the key ${arn} cannot be read (${unread}): docs/security.md says what it has to allow`,
    ];
    return { key: { arn, missing: [], notes }, problems: [] };
  }
  const caller = await aws.call("sts", "GetCallerIdentity", {});
  const missing = usersOf(stack, names, caller.Arn ?? "").flatMap((user) => {
    const denied = deniedActions(policy, user);
    if (denied.length === 0) return [];
    const what = `the policy of the key ${arn} does not let ${user.who} use ${denied.join(", ")}`;
    return [`${what}; AWS documents this statement for it: ${JSON.stringify(user.statement)}`];
  });
  return { key: { arn, missing, notes: [] }, problems: [] };
}

function unusableFor(key: { KeyState?: string; KeyUsage?: string; KeySpec?: string }): string | undefined {
  if (key.KeyState !== "Enabled")
    return `is ${key.KeyState}; S3 and CloudWatch Logs need one that is Enabled`;
  if (key.KeyUsage !== "ENCRYPT_DECRYPT" || key.KeySpec !== "SYMMETRIC_DEFAULT") {
    return `is ${key.KeySpec} for ${key.KeyUsage}; S3 and CloudWatch Logs need SYMMETRIC_DEFAULT for ENCRYPT_DECRYPT`;
  }
  return undefined;
}

/** A policy can be read in its own account only (KMS API reference, GetKeyPolicy). */
async function readPolicy(
  aws: Aws,
  stack: Stack,
  arn: string,
): Promise<{ policy?: string | undefined; unread?: string }> {
  if (parseArn(arn)?.account !== stack.account) return { unread: "the key is another account's" };
  try {
    return { policy: (await aws.call("kms", "GetKeyPolicy", { KeyId: arn, PolicyName: "default" })).Policy };
  } catch (error) {
    if (isDenied(error)) return { unread: (error as Error).message };
    throw error;
  }
}

/**
 * CloudWatch Logs for the log group (CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS"),
 * Bedrock for the objects it writes (Bedrock User Guide, "Set up an Amazon S3 destination"), and who reads and writes
 * the buckets, which S3 does with their permissions (S3 User Guide, "Using SSE-KMS").
 */
function usersOf(stack: Stack, names: Names, callerArn: string): User[] {
  const { account, partition, region } = stack;
  const group = `arn:${partition}:logs:${region}:${account}:log-group:${names.logGroup}`;
  const bedrock = `arn:${partition}:bedrock:${region}:${account}:*`;
  const logs = `logs.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}`;
  const caller = roleOf(callerArn) ?? callerArn;
  return [
    {
      who: logs,
      principals: [logs],
      actions: [
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
        "kms:GenerateDataKey",
        "kms:DescribeKey",
      ],
      context: { "kms:encryptioncontext:aws:logs:arn": group },
      statement: allow(
        { Service: logs },
        ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
        { ArnEquals: { "kms:EncryptionContext:aws:logs:arn": group } },
      ),
    },
    {
      who: "bedrock.amazonaws.com",
      principals: ["bedrock.amazonaws.com"],
      actions: ["kms:GenerateDataKey"],
      // Which of its resources is the source nobody says, so that only the account is known.
      context: { "aws:sourceaccount": account },
      statement: allow({ Service: "bedrock.amazonaws.com" }, ["kms:GenerateDataKey"], {
        StringEquals: { "aws:SourceAccount": account },
        ArnLike: { "aws:SourceArn": bedrock },
      }),
    },
    person(stack, caller, [callerArn], "the caller"),
    person(stack, `arn:${partition}:iam::${account}:role/${names.adminRole}`, [], "the admin role"),
  ];
}

/** Somebody of the account: named by the policy itself, or by their own policies where the key's leaves it to those. */
function person(stack: Stack, arn: string, also: readonly string[], what: string): User {
  const { account, partition } = stack;
  const actions = ["kms:Decrypt", "kms:GenerateDataKey"];
  return {
    who: `${what} ${arn}`,
    principals: [arn, ...also, `arn:${partition}:iam::${account}:root`, account],
    actions,
    context: {
      "kms:calleraccount": account,
      "kms:viaservice": `s3.${stack.region}.amazonaws.com`,
      "aws:principalaccount": account,
    },
    statement: allow({ AWS: arn }, actions),
  };
}

function allow(Principal: object, Action: string[], Condition?: object): object {
  return {
    Effect: "Allow",
    Principal,
    Action,
    Resource: "*",
    ...(Condition === undefined ? {} : { Condition }),
  };
}

/** The role behind a session. Sessions do not tell the role's path. */
function roleOf(arn: string): string | undefined {
  const match = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\/.+$/.exec(arn);
  return match === null ? undefined : `arn:${match[1]}:iam::${match[2]}:role/${match[3]}`;
}
