import type { Aws } from "../../../src/aws/aws.js";
import {
  type Tamper,
  ACCOUNT,
  PROJECT,
  BUCKET,
  GROUP,
  TOPIC,
  DATABASE,
  WORKGROUP,
  REGISTER,
  find,
  deleteQuery,
  unassign,
  unsubscribe,
  GROUP_ASSIGNMENT,
  SUBSCRIPTION,
  insights,
} from "./place.js";

/** Deletes a resource with what stands in the way, as somebody else would who means it. By kind. */
export const DELETE: Record<string, { key: string; tamper: Tamper }> = {
  "iam-role": {
    key: "logging/logging-role",
    tamper: async (aws) => {
      const RoleName = `${PROJECT}-bedrock-logging`;
      await aws.call("iam", "DeleteRolePolicy", { RoleName, PolicyName: "cloudwatch-logs" });
      await aws.call("iam", "DeleteRole", { RoleName });
    },
  },
  "service-control-policy": {
    key: "foundation/scp",
    tamper: async (aws) => {
      const PolicyId = await find.policy(aws);
      await aws.call("organizations", "DetachPolicy", { PolicyId, TargetId: "ou-ab12-cd34ef56" });
      await aws.call("organizations", "DeletePolicy", { PolicyId });
    },
  },
  "log-group": {
    key: "logging/log-group",
    tamper: (aws) => aws.call("logs", "DeleteLogGroup", { logGroupName: GROUP }),
  },
  "s3-bucket": {
    key: "logging/logs-bucket",
    tamper: async (aws) => {
      const { Versions, DeleteMarkers } = await aws.call("s3", "ListObjectVersions", { Bucket: BUCKET });
      for (const { Key, VersionId } of [...(Versions ?? []), ...(DeleteMarkers ?? [])]) {
        await aws.call("s3", "DeleteObject", { Bucket: BUCKET, Key, VersionId });
      }
      await aws.call("s3", "DeleteBucket", { Bucket: BUCKET });
    },
  },
  "invocation-logging": {
    key: "logging/invocation-logging",
    tamper: (aws) => aws.call("bedrock", "DeleteModelInvocationLoggingConfiguration", {}),
  },
  "insights-query": {
    key: "logging/insights-query/hourly-token-totals",
    tamper: async (aws) => {
      const { queryDefinitionId } = await insights(aws);
      await aws.call("logs", "DeleteQueryDefinition", { queryDefinitionId });
    },
  },
  "inference-profile": {
    key: "allocation/profile/alice/sonnet",
    tamper: async (aws) => {
      const inferenceProfileIdentifier = await find.profile(aws, `${PROJECT}-alice`);
      await aws.call("bedrock", "DeleteInferenceProfile", { inferenceProfileIdentifier });
    },
  },
  "profile-register": {
    key: "allocation/register",
    tamper: (aws) => aws.call("s3", "DeleteObject", REGISTER),
  },
  "permission-set": {
    key: "attribution/permission-set",
    tamper: async (aws) => {
      const set = await find.permissionSet(aws);
      const where = { ...set, AccountId: ACCOUNT };
      const { AccountAssignments } = await aws.call("sso", "ListAccountAssignments", where);
      for (const { PrincipalType, PrincipalId } of AccountAssignments ?? []) {
        const target = { ...set, TargetId: ACCOUNT, TargetType: "AWS_ACCOUNT" as const };
        await aws.call("sso", "DeleteAccountAssignment", { ...target, PrincipalType, PrincipalId });
      }
      await aws.call("sso", "DeletePermissionSet", set);
    },
  },
  "account-assignment": { key: GROUP_ASSIGNMENT, tamper: unassign },
  "athena-workgroup": {
    key: "attribution/workgroup",
    tamper: (aws) =>
      aws.call("athena", "DeleteWorkGroup", { WorkGroup: WORKGROUP, RecursiveDeleteOption: true }),
  },
  "glue-database": {
    key: "attribution/database",
    tamper: (aws) => aws.call("glue", "DeleteDatabase", { Name: DATABASE }),
  },
  "glue-table": {
    key: "attribution/table/inference-profiles",
    tamper: (aws) => aws.call("glue", "DeleteTable", { DatabaseName: DATABASE, Name: "inference_profiles" }),
  },
  "named-query": { key: "attribution/query/daily-cost-trend", tamper: deleteQuery },
  "sns-topic": { key: "budgets/topic", tamper: (aws) => aws.call("sns", "DeleteTopic", { TopicArn: TOPIC }) },
  "sns-subscription": { key: SUBSCRIPTION, tamper: unsubscribe("finops@example.com") },
  budget: {
    key: "budgets/monthly",
    tamper: (aws) =>
      aws.call("budgets", "DeleteBudget", { AccountId: ACCOUNT, BudgetName: `${PROJECT}-bedrock-monthly` }),
  },
  "metric-filter": {
    key: "budgets/metric-filter/input-tokens",
    tamper: (aws) =>
      aws.call("logs", "DeleteMetricFilter", { logGroupName: GROUP, filterName: `${PROJECT}-input-tokens` }),
  },
  alarm: {
    key: "budgets/alarm/throttle-rate",
    tamper: (aws) => aws.call("cloudwatch", "DeleteAlarms", { AlarmNames: [`${PROJECT}-throttle-rate`] }),
  },
  guardrail: {
    key: "budgets/guardrail",
    tamper: async (aws) => {
      await unenforce(aws);
      await aws.call("bedrock", "DeleteGuardrail", { guardrailIdentifier: await find.guardrail(aws) });
    },
  },
  "enforced-guardrail": { key: "budgets/enforced-guardrail", tamper: unenforce },
  dashboard: {
    key: "budgets/dashboard",
    tamper: (aws) => aws.call("cloudwatch", "DeleteDashboards", { DashboardNames: [`${PROJECT}-usage`] }),
  },
};

async function unenforce(aws: Aws): Promise<void> {
  const { guardrailsConfig } = await aws.call("bedrock", "ListEnforcedGuardrailsConfiguration", {});
  const configId = guardrailsConfig?.[0]?.configId;
  await aws.call("bedrock", "DeleteEnforcedGuardrailConfiguration", { configId });
}
