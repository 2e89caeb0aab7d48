import type { EncryptionKey } from "../../reconcilers/compose.js";
import type { Aws } from "../aws/aws.js";
import { isDenied } from "../aws/errors.js";
import { parseArn } from "../config/arn.js";
import type { Names } from "../config/names.js";
import { dnsSuffixOf } from "../config/partition.js";
import { principalOf, roleOfSession } from "../config/principal.js";
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
  /** What to put in the place of {@link UNKNOWN_ARN} in the statement. */
  fill?: string;
  /** Not there yet, so that no policy can name them (KMS Developer Guide, "Creating a key policy"). */
  absent?: boolean;
}

/** Stands in a statement for an ARN that cannot be known. */
const UNKNOWN_ARN = "ROLE_ARN";
/** How the names of the roles that Identity Center makes begin; no ARN of theirs is without a path. */
const RESERVED = "AWSReservedSSO_";

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
  const [caller, adminArn] = await Promise.all([
    aws.call("sts", "GetCallerIdentity", {}),
    arnOfRole(aws, names.adminRole),
  ]);
  const missing: string[] = [];
  const notes: string[] = [];
  for (const user of usersOf(stack, names, caller.Arn ?? "", adminArn)) {
    const denied = deniedActions(policy, user);
    if (denied.length === 0) continue;
    const what = `the policy of the key ${arn} does not let ${user.who} use ${denied.join(", ")}`;
    const statement = JSON.stringify(user.statement);
    if (user.absent === true) {
      notes.push(`${what}, which is not there yet: KMS takes this statement after the apply: ${statement}`);
    } else {
      const fill = user.fill === undefined ? "" : ` (${user.fill})`;
      missing.push(`${what}; AWS documents this statement for it${fill}: ${statement}`);
    }
  }
  return { key: { arn, missing, notes }, problems: [] };
}

/** With its path; undefined when there is no such role. */
async function arnOfRole(aws: Aws, RoleName: string): Promise<string | undefined> {
  try {
    return (await aws.call("iam", "GetRole", { RoleName })).Role?.Arn;
  } catch (error) {
    if ((error as Error).name === "NoSuchEntityException") return undefined;
    throw error;
  }
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
function usersOf(stack: Stack, names: Names, callerArn: string, adminArn: string | undefined): User[] {
  const { account, partition, region } = stack;
  const group = `arn:${partition}:logs:${region}:${account}:log-group:${names.logGroup}`;
  const bedrock = `arn:${partition}:bedrock:${region}:${account}:*`;
  const logs = endpointOf("logs", region);
  const newAdmin = `arn:${partition}:iam::${account}:role/${names.adminRole}`;
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
    callerOf(stack, callerArn),
    { ...person(stack, adminArn ?? newAdmin, "the admin role"), absent: adminArn === undefined },
  ];
}

/** Somebody of the account: named by the policy itself, or by their own policies where the key's leaves it to those. */
function person(stack: Stack, arn: string, what: string): User {
  const { account, partition, region } = stack;
  const principal = principalOf(arn);
  const actions = ["kms:Decrypt", "kms:GenerateDataKey"];
  return {
    who: `${what} ${arn}`,
    principals: [arn, `arn:${partition}:iam::${account}:root`, account],
    role: principal.kind === "role" ? principal.role : undefined,
    actions,
    context: {
      "kms:calleraccount": account,
      "kms:viaservice": endpointOf("s3", region),
      "aws:principalaccount": account,
    },
    statement: allow({ AWS: arn }, actions),
  };
}

/** The caller, who may be a session of a role. Sessions do not tell the role's path. */
function callerOf(stack: Stack, session: string): User {
  const role = roleOfSession(session);
  if (role === undefined) return person(stack, session, "the caller");
  const name = role.slice(role.indexOf("/") + 1);
  const found = person(stack, `arn:${stack.partition}:iam::${stack.account}:role/${name}`, "the caller");
  const user = { ...found, principals: [session, ...found.principals] };
  if (!name.startsWith(RESERVED)) return user;
  return {
    ...user,
    who: `the caller's role ${name}`,
    statement: allow({ AWS: UNKNOWN_ARN }, [...user.actions]),
    fill: `with the role's ARN, which IAM shows, for ${UNKNOWN_ARN}: aws iam get-role --role-name ${name} --query Role.Arn`,
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

/** A service in a Region, as key policies name it. */
function endpointOf(service: string, region: string): string {
  return `${service}.${region}.${dnsSuffixOf(region)}`;
}
