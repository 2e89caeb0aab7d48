import { flag, list, section, text, whole } from "./fields.js";

const sso = section({
  enabled: flag().default(false).describe("Create an IAM Identity Center permission set for developers."),
  instanceArn: text("the ARN of an Identity Center instance")
    .nullable()
    .default(null)
    .describe("ARN of the Identity Center instance. null: found with ListInstances."),
  sessionDuration: text("an ISO 8601 duration such as PT8H")
    .default("PT8H")
    .describe("How long a session lasts: an ISO 8601 duration from PT1H to PT12H."),
  groups: list("group names", text("a group name"))
    .default([])
    .describe("Identity Center groups that get the permission set on this account."),
  users: list("user names", text("a user name"))
    .default([])
    .describe("Identity Center users that get the permission set on this account."),
});

const athena = section({
  resultsBucketPrefix: text("the prefix of the results bucket's name")
    .nullable()
    .default(null)
    .describe("Prefix of the query results bucket's name. null: logging.bucketPrefix."),
  resultsExpirationDays: whole("days", 1).default(30).describe("Days after which query results are deleted."),
  bytesScannedCutoff: whole("bytes", 10_000_000)
    .default(107_374_182_400)
    .describe(
      "Bytes one Athena query may scan before it is cancelled; 10,000,000 is the least Athena accepts.",
    ),
});

export const attribution = section({
  metadataKey: text("a key of the calls' request metadata")
    .max(256, "expected a key of the calls' request metadata, of at most 256 characters")
    .regex(/^\P{C}*$/u, "expected a key of the calls' request metadata, without control characters")
    .nullable()
    .default(null)
    .describe(
      "Key of the calls' request metadata that names the developer, where neither profile nor identity does. null: none.",
    ),
  sso: sso.prefault({}).describe("IAM Identity Center."),
  athena: athena.prefault({}).describe("Athena queries over the invocation logs."),
});
