import type { Wanted } from "../../src/engine/kind.js";
import { type Composition, type PhaseModule, want } from "../compose.js";
import { developerPolicy } from "../foundation/policies.js";
import { allowedOthers } from "../other-policies.js";
import { bucketEncryption, s3Bucket } from "../logging/s3-bucket.js";
import { accountAssignment, assignmentName } from "./account-assignment.js";
import { athenaWorkgroup } from "./athena-workgroup.js";
import { costQueries, costQuerySql } from "./cost-queries.js";
import { glueDatabase } from "./glue-database.js";
import { glueTable } from "./glue-table.js";
import { PERMISSION_SET_KEY } from "./identity-center.js";
import { namedQuery, sqlMarker } from "./named-query.js";
import { permissionSet } from "./permission-set.js";
import { inferenceProfilesTable, invocationCallsTable, invocationLogsTable } from "./tables.js";

const BUCKET = "attribution/results-bucket";
const WORKGROUP = "attribution/workgroup";
const DATABASE = "attribution/database";
const LOGS_TABLE = "attribution/table/invocation-logs";
const CALLS_TABLE = "attribution/table/invocation-calls";
const PROFILES_TABLE = "attribution/table/inference-profiles";

/** Days an upload may stay incomplete. */
const UPLOAD_DAYS = 7;

/** Phase 4: who spent what. */
export const attribution: PhaseModule = {
  phase: "attribution",
  kinds: [permissionSet, accountAssignment, athenaWorkgroup, glueDatabase, glueTable, namedQuery],
  compose: (c) => [...identityCenter(c), bucket(c), workgroup(c), database(c), ...tables(c), ...queries(c)],
};

function identityCenter(c: Composition): Wanted[] {
  if (c.identityCenter === undefined) return [];
  const { instanceArn, region, principals } = c.identityCenter;
  const instance = { instanceArn, region };
  return [
    want(c, permissionSet, PERMISSION_SET_KEY, c.names.permissionSet, {
      ...instance,
      description: `Claude Code on Amazon Bedrock for the developers of ${c.stack.name}`,
      sessionDuration: c.config.attribution.sso.sessionDuration,
      inlinePolicy: developerPolicy(c),
      otherPolicies: allowedOthers(c),
      provisioned: true,
    }),
    ...principals.map(({ type, name, id }) =>
      want(
        c,
        accountAssignment,
        `attribution/assignment/${type.toLowerCase()}/${name}`,
        assignmentName(type, id),
        { ...instance, principalType: type, principalId: id },
        { tags: false, needs: [PERMISSION_SET_KEY] },
      ),
    ),
  ];
}

function bucket(c: Composition): Wanted {
  const expirationDays = c.config.attribution.athena.resultsExpirationDays;
  return want(c, s3Bucket, BUCKET, c.names.resultsBucket, {
    ...bucketEncryption(c),
    publicAccessBlock: true,
    lifecycle: [{ id: "query-results", prefix: "", expirationDays, abortUploadsDays: UPLOAD_DAYS }],
  });
}

function workgroup(c: Composition): Wanted {
  return want(
    c,
    athenaWorkgroup,
    WORKGROUP,
    c.names.workgroup,
    {
      description: `Queries over the Amazon Bedrock invocation logs of ${c.stack.name}`,
      state: "ENABLED",
      enforced: true,
      metrics: true,
      outputLocation: `s3://${c.names.resultsBucket}/`,
      encryption: c.config.logging.kmsKeyArn ?? "SSE_S3",
      expectedBucketOwner: c.stack.account,
      bytesScannedCutoff: c.config.attribution.athena.bytesScannedCutoff,
      managedResults: false,
    },
    { needs: [BUCKET] },
  );
}

function database(c: Composition): Wanted {
  return want(c, glueDatabase, DATABASE, c.names.glueDatabase, {
    description: `Amazon Bedrock invocation logs of ${c.stack.name}`,
  });
}

function tables(c: Composition): Wanted[] {
  const options = { tags: false as const, needs: [DATABASE] };
  const logs = invocationLogsTable(c, LOGS_TABLE);
  const calls = invocationCallsTable(c, CALLS_TABLE);
  const profiles = inferenceProfilesTable(c, PROFILES_TABLE);
  return [
    want(c, glueTable, LOGS_TABLE, c.names.invocationLogsTable, logs, options),
    want(c, glueTable, CALLS_TABLE, c.names.invocationCallsTable, calls, options),
    want(c, glueTable, PROFILES_TABLE, c.names.inferenceProfilesTable, profiles, options),
  ];
}

function queries(c: Composition): Wanted[] {
  return costQueries(c).map((query) => {
    const key = `attribution/query/${query.file}`;
    const spec = {
      workgroup: c.names.workgroup,
      database: c.names.glueDatabase,
      description: query.description,
      queryString: `${sqlMarker(key)}\n${costQuerySql(c, query)}`,
    };
    const needs = [WORKGROUP, LOGS_TABLE, PROFILES_TABLE];
    return want(c, namedQuery, key, query.name, spec, { tags: false, needs });
  });
}
