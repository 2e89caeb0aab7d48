import type { ServiceId } from "./services.js";

/** Prefix of each service's IAM actions (Service Authorization Reference). */
const PREFIXES: Partial<Record<ServiceId, string>> = { tagging: "tag", quotas: "servicequotas" };

/**
 * Where Identity Center runs in the account it provisions (a management account), it looks at the role it keeps there
 * with the caller's permissions: "Access denied by IAM" names these.
 */
const RESERVED_ROLE = ["iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"];

/** Operations whose IAM actions are named otherwise (Service Authorization Reference, one page a service). */
const NAMED: Record<string, readonly string[]> = {
  "s3:HeadBucket": ["s3:ListBucket"],
  // Without s3:ListBucket the answer for what is not there is 403, not 404 (S3 API reference, GetObject: Permissions).
  "s3:GetObject": ["s3:GetObject", "s3:ListBucket"],
  "s3:HeadObject": ["s3:GetObject", "s3:ListBucket"],
  "s3:ListObjectsV2": ["s3:ListBucket"],
  "s3:ListObjectVersions": ["s3:ListBucketVersions"],
  "s3:DeleteObjects": ["s3:DeleteObject", "s3:DeleteObjectVersion"],
  "s3:GetBucketEncryption": ["s3:GetEncryptionConfiguration"],
  "s3:PutBucketEncryption": ["s3:PutEncryptionConfiguration"],
  "s3:GetPublicAccessBlock": ["s3:GetBucketPublicAccessBlock"],
  "s3:PutPublicAccessBlock": ["s3:PutBucketPublicAccessBlock"],
  "s3:GetBucketLifecycleConfiguration": ["s3:GetLifecycleConfiguration"],
  "s3:PutBucketLifecycleConfiguration": ["s3:PutLifecycleConfiguration"],
  "bedrock:PutModelInvocationLoggingConfiguration": [
    "bedrock:PutModelInvocationLoggingConfiguration",
    "iam:PassRole",
  ],
  "sso:CreateAccountAssignment": ["sso:CreateAccountAssignment", ...RESERVED_ROLE],
  "sso:DeleteAccountAssignment": ["sso:DeleteAccountAssignment", ...RESERVED_ROLE],
  "sso:ProvisionPermissionSet": ["sso:ProvisionPermissionSet", ...RESERVED_ROLE],
  "sts:GetCallerIdentity": [],
};

/**
 * What calls need besides where an object is encrypted with a KMS key: S3 asks KMS with the caller's permissions (S3
 * User Guide, "Using server-side encryption with AWS KMS keys").
 */
const WITH_KEY: Record<string, string> = {
  "s3:GetObject": "kms:Decrypt",
  "s3:HeadObject": "kms:Decrypt",
  "s3:PutObject": "kms:GenerateDataKey",
};

/** Creating calls that carry tags need the service's tagging action too. */
const TAGGING: Record<string, string> = {
  "iam:CreateRole": "iam:TagRole",
  "s3:CreateBucket": "s3:TagResource",
  "logs:CreateLogGroup": "logs:TagResource",
  "bedrock:CreateInferenceProfile": "bedrock:TagResource",
  "bedrock:CreateGuardrail": "bedrock:TagResource",
  "sns:CreateTopic": "sns:TagResource",
  "budgets:CreateBudget": "budgets:TagResource",
  "cloudwatch:PutMetricAlarm": "cloudwatch:TagResource",
  "cloudwatch:PutDashboard": "cloudwatch:TagResource",
  "athena:CreateWorkGroup": "athena:TagResource",
  "glue:CreateDatabase": "glue:TagResource",
  "organizations:CreatePolicy": "organizations:TagResource",
  "sso:CreatePermissionSet": "sso:TagResource",
};

/**
 * IAM actions a caller needs for an operation; none for the one that everybody may call.
 * @param withKey buckets are encrypted with a KMS key
 */
export function iamActions(service: ServiceId, operation: string, withKey = false): string[] {
  const call = `${service}:${operation}`;
  const tagging = [TAGGING[call] ?? [], (withKey ? WITH_KEY[call] : undefined) ?? []].flat();
  const named = NAMED[call];
  if (named !== undefined) return [...named, ...tagging];
  if (service === "budgets" && !/^(List)?Tag|^Untag|^ListTags/.test(operation)) {
    // Budgets knows two actions besides tagging, whatever the operation.
    return [operation.startsWith("Describe") ? "budgets:ViewBudget" : "budgets:ModifyBudget", ...tagging];
  }
  return [`${PREFIXES[service] ?? service}:${operation}`, ...tagging];
}
