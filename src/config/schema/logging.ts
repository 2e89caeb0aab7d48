import { flag, section, text, whole } from "./fields.js";

/** Days a log group can keep events. Source: CloudWatch Logs API reference, PutRetentionPolicy. */
export const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const logging = section({
  bucketPrefix: text("the prefix of the bucket names").describe(
    "Prefix of the S3 bucket names. Bucket names are globally unique, so use something of your organization.",
  ),
  retentionDays: whole("days", 1)
    .default(30)
    .meta({ enum: [...RETENTION_DAYS] })
    .describe(
      "Days CloudWatch Logs keeps the invocation log group's events. Only the values CloudWatch accepts.",
    ),
  transitionDays: whole("days", 30)
    .default(90)
    .describe("Days after which logs in S3 of 128 KB or more move to Standard-IA. Less than expirationDays."),
  expirationDays: whole("days", 1)
    .default(365)
    .describe("Days after which logs in S3 are deleted. More than transitionDays."),
  deliverText: flag().default(true).describe("Record prompt and answer bodies. false: token counts only."),
  kmsKeyArn: text("the ARN of a KMS key")
    .nullable()
    .default(null)
    .describe(
      "ARN of a KMS key that encrypts both buckets, query results and the log group. null: AWS's own keys (SSE-S3).",
    ),
});
