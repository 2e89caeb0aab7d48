import type { Wanted } from "../../src/engine/kind.js";
import { VERSION_TAG } from "../../src/engine/ownership.js";
import { packageVersion } from "../../src/package.js";
import { renderJson, templateText } from "../../src/templates.js";
import { type Composition, type PhaseModule, want } from "../compose.js";
import { iamRole, roleArn } from "../foundation/iam-role.js";
import { allowedOthers } from "../other-policies.js";
import { LOGS_BUCKET } from "./former-buckets.js";
import { insightsQuery, queryMarker } from "./insights-query.js";
import { LOGGING_ROLE_KEY, invocationLogging } from "./invocation-logging.js";
import { logGroup } from "./log-group.js";
import { type S3Bucket, bucketEncryption, s3Bucket } from "./s3-bucket.js";

/** Days that replaced and deleted versions are kept, and that an upload may stay incomplete. */
const NONCURRENT_DAYS = 30;
const UPLOAD_DAYS = 7;

/** Phase 2: what was asked, by whom, and how many tokens it took. */
export const logging: PhaseModule = {
  phase: "logging",
  kinds: [logGroup, s3Bucket, invocationLogging, insightsQuery],
  compose: (c) => [group(c), bucket(c), role(c), configuration(c), ...queries(c)],
};

function group(c: Composition): Wanted {
  const { retentionDays, kmsKeyArn } = c.config.logging;
  const spec = { retentionDays, kmsKey: kmsKeyArn };
  return want(c, logGroup, "logging/log-group", c.names.logGroup, spec);
}

function bucket(c: Composition): Wanted {
  const { names, stack } = c;
  const { transitionDays, expirationDays } = c.config.logging;
  const spec: S3Bucket = {
    versioning: "Enabled",
    ...bucketEncryption(c),
    publicAccessBlock: true,
    ownership: "BucketOwnerEnforced",
    lifecycle: [
      // Records only: what ccb keeps in the same bucket (profile register, roll-up) explains old records and must
      // outlive them, whatever the project's name.
      { id: "invocation-logs", prefix: `${names.logsKeyPrefix}/AWSLogs/`, transitionDays, expirationDays },
      // Without this a versioned bucket never shrinks.
      {
        id: "housekeeping",
        prefix: "",
        noncurrentExpirationDays: NONCURRENT_DAYS,
        abortUploadsDays: UPLOAD_DAYS,
      },
    ],
    policy: renderJson("policies/logs-bucket.json", {
      partition: stack.partition,
      region: stack.region,
      account: stack.account,
      ...{
        bucket: names.logsBucket,
        keyPrefix: names.logsKeyPrefix,
      },
    }),
  };
  const tags = { [VERSION_TAG]: packageVersion() };
  return want(c, s3Bucket, LOGS_BUCKET, names.logsBucket, spec, { tags });
}

function role(c: Composition): Wanted {
  const { partition, region, account } = c.stack;
  return want(c, iamRole, LOGGING_ROLE_KEY, c.names.loggingRole, {
    description: `Lets Amazon Bedrock deliver invocation logs for ${c.stack.name}`,
    trust: renderJson("policies/trust-bedrock-logging.json", { partition, region, account }),
    permissionsBoundary: c.config.foundation.permissionsBoundary ?? undefined,
    policies: {
      [c.names.loggingPolicy]: renderJson("policies/bedrock-logging.json", {
        partition,
        region,
        account,
        logGroup: c.names.logGroup,
      }),
    },
    otherPolicies: allowedOthers(c),
  });
}

function configuration(c: Composition): Wanted {
  return want(
    c,
    invocationLogging,
    "logging/invocation-logging",
    "model-invocation-logging",
    {
      logGroupName: c.names.logGroup,
      roleArn: roleArn(c.stack, c.names.loggingRole),
      bucketName: c.names.logsBucket,
      keyPrefix: c.names.logsKeyPrefix,
      deliverText: c.config.logging.deliverText,
    },
    { tags: false, needs: ["logging/log-group", "logging/logs-bucket", LOGGING_ROLE_KEY] },
  );
}

function queries(c: Composition): Wanted[] {
  return Object.values(c.names.insightsQueries).map((name) => {
    const file = name.slice(name.indexOf("/") + 1);
    const key = `logging/insights-query/${file}`;
    const queryString = `${queryMarker(key)}\n${templateText(`insights/${file}.txt`).trimEnd()}`;
    const spec = { queryString, logGroupNames: [c.names.logGroup] };
    return want(c, insightsQuery, key, name, spec, { tags: false, needs: ["logging/log-group"] });
  });
}
