import { createHash } from "node:crypto";
import type { CloudWatchConfig, S3Config } from "@aws-sdk/client-bedrock";
import type { Call } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkText, parseArn, requireMember } from "../../validate.js";
import type { RoleRow } from "../iam/role-row.js";
import type { LogGroupRow } from "../logs/rows.js";
import { obstacle } from "../kms/use.js";
import { type BucketRow, bucketKey, bucketsOf } from "../s3/rows.js";
import { addVersion } from "../s3/versions.js";
import { allows } from "../../policy-access.js";

const PRINCIPAL = "bedrock.amazonaws.com";
/** A role is not usable everywhere the moment it is made. */
const PROPAGATION_MS = 800;
const STREAM = "aws/bedrock/modelinvocations";
const MARKER = "amazon-bedrock-logs-permission-check";

/**
 * Checks that Bedrock may write into a bucket: it is in this account and region, and its policy lets the service put
 * objects below the prefix.
 * @returns what leaves the zero-byte marker of a passed check in the bucket
 * @throws ValidationException
 */
export function checkBucket(target: S3Config, call: Call): () => void {
  const name = checkText(requireMember(target, "bucketName"), "bucketName", { min: 3, max: 63 });
  checkText(target.keyPrefix, "keyPrefix", { max: 1024 });
  const inS3: Call = { ...call, global: (table) => call.foreign("s3", table, "global") };
  const bucket = bucketsOf(inS3).get(name);
  const prefix = target.keyPrefix === undefined || target.keyPrefix === "" ? "" : `${target.keyPrefix}/`;
  const key = `${prefix}AWSLogs/${call.account}/BedrockModelInvocationLogs/${MARKER}`;
  if (
    bucket === undefined ||
    bucket.region !== call.region ||
    !mayPut(bucket, key, call) ||
    !mayEncrypt(bucket, call)
  ) {
    const where = `S3 bucket: ${name}, with key prefix: ${target.keyPrefix ?? ""}`;
    refuse(
      "ValidationException",
      `Failed to validate permissions for ${where}. Verify the bucket policy is correct.`,
    );
  }
  return () => {
    const etag = `"${createHash("md5").update("").digest("hex")}"`;
    const blob = call.blobs.put(new Uint8Array());
    const rest = { contentType: "application/octet-stream", headers: {}, metadata: {} };
    addVersion(inS3, bucket, key, { blob, size: 0, etag, ...rest });
  };
}

/** With SSE-KMS the service itself needs a data key for each object. */
function mayEncrypt(bucket: BucketRow, call: Call): boolean {
  const key = bucketKey(bucket);
  const use = { principal: PRINCIPAL, context: contextOf(call) };
  return key === undefined || obstacle(key, ["kms:GenerateDataKey"], use, call) === undefined;
}

function mayPut(bucket: BucketRow, key: string, call: Call): boolean {
  return allows(bucket.policy === undefined ? [] : [bucket.policy], {
    principal: PRINCIPAL,
    action: "s3:PutObject",
    resource: `arn:${call.partition}:s3:::${bucket.name}/${key}`,
    context: contextOf(call),
  });
}

/**
 * Checks that the log group exists and that the role can be assumed by Bedrock and may write there.
 * @throws ValidationException with one message for all reasons, as Bedrock does
 */
export function checkRole(config: CloudWatchConfig, call: Call): void {
  const group = checkText(requireMember(config, "logGroupName"), "logGroupName", { max: 512 });
  const roleArn = requireMember(config, "roleArn");
  checkText(roleArn, "roleArn", { pattern: /^arn:aws(-[^:]+)?:iam::(\d{12})?:role\/.+$/ });
  const logGroup = call.foreign<LogGroupRow>("logs", "groups").get(group);
  const name = parseArn(roleArn)?.resource.split("/").at(-1) ?? "";
  const role = call.foreign<RoleRow>("iam", "roles", "global").get(name.toLowerCase());
  if (
    logGroup === undefined ||
    role?.arn !== roleArn ||
    !usable(role, call) ||
    !mayLog(role, logGroup, call)
  ) {
    const text = `Failed to validate permissions for log group: ${group}, with role: ${roleArn}.`;
    refuse("ValidationException", `${text} Verify the IAM role permissions are correct.`);
  }
}

function usable(role: RoleRow, call: Call): boolean {
  if (call.now.getTime() - Date.parse(role.createdAt) < PROPAGATION_MS) return false;
  return allows([role.trust], { principal: PRINCIPAL, action: "sts:AssumeRole", context: contextOf(call) });
}

/** Managed policies are taken to grant what is needed: their documents may be AWS's own. */
function mayLog(role: RoleRow, group: LogGroupRow, call: Call): boolean {
  if (role.attached.length > 0) return true;
  const resource = `${group.arn}:log-stream:${STREAM}`;
  return ["logs:CreateLogStream", "logs:PutLogEvents"].every((action) =>
    allows(Object.values(role.inline), { action, resource, context: contextOf(call) }),
  );
}

/** Condition keys of the requests Bedrock makes; the source is any resource of the account in this region. */
function contextOf(call: Call): Record<string, string> {
  return {
    "aws:sourceaccount": call.account,
    "aws:sourcearn": `arn:${call.partition}:bedrock:${call.region}:${call.account}:*`,
    "aws:securetransport": "true",
  };
}
