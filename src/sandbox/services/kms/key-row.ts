import type { KeyMetadata, KeySpec, KeyState, KeyUsageType } from "@aws-sdk/client-kms";
import { dnsSuffixOf } from "../../../config/partition.js";
import type { Call, Table } from "../../call.js";
import { refuse } from "../../errors.js";
import { parseArn, requireMember } from "../../validate.js";

/** A KMS key: table `keys` of `kms`, regional, by id. */
export interface KeyRow {
  id: string;
  arn: string;
  /** JSON. */
  policy: string;
  state: KeyState;
  spec: KeySpec;
  usage: KeyUsageType;
  description: string;
  /** ISO 8601. */
  createdAt: string;
}

/** Ids of keys: a UUID, or `mrk-` and 32 digits for one that is in several Regions (KMS Developer Guide, "Key identifiers"). */
const ID = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;
const MISSING = "00000000";

/** Table of the keys, wherever the call is made. */
export function keys(call: Call): Table<KeyRow> {
  return call.foreign<KeyRow>("kms", "keys");
}

/**
 * The key of this account and Region with this id or ARN. One that nobody made is there all the same, prepared for this
 * stack, unless its id starts with eight zeros: keys belong to whoever runs the organization's encryption.
 */
export function findKey(idOrArn: string, call: Call): KeyRow | undefined {
  const arn = parseArn(idOrArn);
  const id = arn === undefined ? idOrArn : arn.resource.replace(/^key\//, "");
  if (!ID.test(id)) return undefined;
  const here = keyArn(id, call);
  if (arn !== undefined && idOrArn !== here) return undefined;
  const made = keys(call).get(id);
  if (made !== undefined || id.startsWith(MISSING)) return made;
  return newKey(id, preparedPolicy(call), call);
}

/** The key a request names. @throws NotFoundException, AccessDeniedException for another account's */
export function keyOf(input: { KeyId: string | undefined }, operation: string, call: Call): KeyRow {
  const given = requireMember(input, "KeyId");
  const arn = parseArn(given);
  if (arn !== undefined && arn.account !== call.account) {
    const why =
      "because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access";
    refuse(
      "AccessDeniedException",
      `User: ${call.caller} is not authorized to perform: kms:${operation} on resource: ${given} ${why}`,
    );
  }
  if (arn !== undefined && arn.region !== call.region) {
    refuse("NotFoundException", `Invalid arn ${arn.region}`);
  }
  return findKey(given, call) ?? refuse("NotFoundException", `Key '${given}' does not exist`);
}

/** A symmetric key for encryption, as CreateKey makes it when it is told nothing else. */
export function newKey(id: string, policy: string, call: Call): KeyRow {
  return {
    id,
    arn: keyArn(id, call),
    policy,
    state: "Enabled",
    spec: "SYMMETRIC_DEFAULT",
    usage: "ENCRYPT_DECRYPT",
    description: "",
    createdAt: call.now.toISOString(),
  };
}

/** What DescribeKey shows. */
export function shownKey(row: KeyRow, call: Call): KeyMetadata {
  return {
    AWSAccountId: call.account,
    KeyId: row.id,
    Arn: row.arn,
    CreationDate: new Date(row.createdAt),
    Enabled: row.state === "Enabled",
    Description: row.description,
    KeyUsage: row.usage,
    KeyState: row.state,
    Origin: "AWS_KMS",
    KeyManager: "CUSTOMER",
    KeySpec: row.spec,
    MultiRegion: row.id.startsWith("mrk-"),
  };
}

/** The policy of a key that is made without one: IAM policies of the account decide. */
export function defaultPolicy(call: Call): string {
  return JSON.stringify({ Version: "2012-10-17", Id: "key-default-1", Statement: [ofAccount(call)] });
}

function ofAccount(call: Call): object {
  return {
    Sid: "Enable IAM User Permissions",
    Effect: "Allow",
    Principal: { AWS: `arn:${call.partition}:iam::${call.account}:root` },
    Action: "kms:*",
    Resource: "*",
  };
}

/** As AWS documents it for CloudWatch Logs and for invocation logs in S3. */
function preparedPolicy(call: Call): string {
  const logs = {
    Effect: "Allow",
    Principal: { Service: logsPrincipal(call) },
    Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
    Resource: "*",
    Condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": `arn:${call.partition}:logs:${call.region}:${call.account}:*`,
      },
    },
  };
  const bedrock = {
    Effect: "Allow",
    Principal: { Service: "bedrock.amazonaws.com" },
    Action: "kms:GenerateDataKey",
    Resource: "*",
    Condition: { StringEquals: { "aws:SourceAccount": call.account } },
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [ofAccount(call), logs, bedrock] });
}

/** CloudWatch Logs in a key's policy. */
export function logsPrincipal(call: Call): string {
  return `logs.${call.region}.${dnsSuffixOf(call.region)}`;
}

function keyArn(id: string, call: Call): string {
  return `arn:${call.partition}:kms:${call.region}:${call.account}:key/${id}`;
}
