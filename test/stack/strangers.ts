import type { Aws } from "../../src/aws/aws.js";

const ACCOUNT = "123456789012";
const OTHER = { "ccb:stack": "other-claude", "ccb:key": "allocation/profile/x/opus" };
const list = (tags: Record<string, string>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" }],
});

/** Fills an account with somebody else's things whose names are as near to those of `acme-claude` as can be. */
export async function strangers(aws: Aws): Promise<void> {
  await Promise.all([
    identity(aws),
    storage(aws),
    profiles(aws),
    alerts(aws),
    queries(aws),
    identityCenter(aws),
    guardrails(aws),
  ]);
}

async function identity(aws: Aws): Promise<void> {
  for (const RoleName of ["acme-claude-developers", "acme-claude", "acme-claude-admin2"]) {
    await aws.call("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument: TRUST });
    await aws.call("iam", "PutRolePolicy", {
      RoleName,
      PolicyName: "acme-claude-developer-policy",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
      }),
    });
  }
  const Content = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
  });
  const Type = "SERVICE_CONTROL_POLICY" as const;
  const made = await aws.call("organizations", "CreatePolicy", {
    ...{ Name: "acme-claude-allowed-models-2", Description: "", Type, Content },
  });
  const PolicyId = made.Policy?.PolicySummary?.Id;
  await aws.call("organizations", "AttachPolicy", { PolicyId, TargetId: "ou-ab12-cd34ef56" });
}

async function storage(aws: Aws): Promise<void> {
  for (const Bucket of [
    "acme-corp-claude",
    "acme-corp-claude-bedrock-invocation-logs2",
    "acme-corp-athena-results",
  ]) {
    await aws.call("s3", "CreateBucket", { Bucket });
    await aws.call("s3", "PutObject", { Bucket, Key: "ccb/profiles/profiles.jsonl", Body: "{}\n" });
  }
  for (const logGroupName of ["/aws/bedrock/acme-claude-invocations-2", "/aws/bedrock/acme-claude"]) {
    await aws.call("logs", "CreateLogGroup", { logGroupName, tags: { "ccb:stack": "other-claude" } });
    await aws.call("logs", "PutMetricFilter", {
      logGroupName,
      filterName: "acme-claude-input-tokens",
      filterPattern: "",
      metricTransformations: [
        { metricName: "Tokens", metricNamespace: "ClaudeCode/Bedrock", metricValue: "1" },
      ],
    });
  }
}

async function profiles(aws: Aws): Promise<void> {
  const copyFrom = `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/us.anthropic.claude-opus-4-6-v1`;
  const tags = Object.entries(OTHER).map(([key, value]) => ({ key, value }));
  for (const [inferenceProfileName, own] of [
    ["acme-claude-x", []],
    ["acme-claude-y", tags],
    ["acme-claude-z", [{ key: "Team", value: "engineering" }]],
    // Tagged as ours by somebody who copied the tags, in another region's stack.
    ["acme-claude2-alice", tags],
  ] as const) {
    await aws.call("bedrock", "CreateInferenceProfile", {
      inferenceProfileName,
      modelSource: { copyFrom },
      tags: [...own],
    });
  }
}

async function alerts(aws: Aws): Promise<void> {
  const { TopicArn } = await aws.call("sns", "CreateTopic", { Name: "acme-claude-budget-alerts-2" });
  await aws.call("sns", "Subscribe", { TopicArn, Protocol: "email", Endpoint: "finops@example.com" });
  for (const [BudgetName, ResourceTags] of [
    ["acme-claude-team-x", []],
    ["acme-claude-team-y", list(OTHER)],
    ["acme-claude-bedrock-monthly-2", []],
  ] as const) {
    await aws.call("budgets", "CreateBudget", {
      AccountId: ACCOUNT,
      Budget: {
        BudgetName,
        BudgetType: "COST",
        TimeUnit: "MONTHLY",
        BudgetLimit: { Amount: "1", Unit: "USD" },
      },
      ResourceTags: [...ResourceTags],
    });
  }
  await aws.call("cloudwatch", "PutMetricAlarm", {
    AlarmName: "acme-claude-throttle-rate-2",
    ...{ Namespace: "AWS/Bedrock", MetricName: "InvocationThrottles", Statistic: "Sum", Period: 300 },
    ...{ ComparisonOperator: "GreaterThanThreshold", Threshold: 1, EvaluationPeriods: 1 },
    AlarmActions: [TopicArn ?? ""],
  });
  const DashboardBody = '{"widgets":[]}';
  await aws.call("cloudwatch", "PutDashboard", { DashboardName: "acme-claude-usage-2", DashboardBody });
}

async function queries(aws: Aws): Promise<void> {
  await aws.call("logs", "PutQueryDefinition", { name: "acme-claude/mine", queryString: "fields @message" });
  await aws.call("logs", "PutQueryDefinition", {
    name: "acme-claude-2/hourly",
    queryString: "fields @message",
  });
  await aws.call("athena", "CreateWorkGroup", { Name: "acme-claude-bedrock-logs-2", Tags: list(OTHER) });
  await aws.call("athena", "CreateNamedQuery", {
    Name: "acme-claude-daily-cost-trend",
    Database: "default",
    QueryString: "-- ccb:key=attribution/query/daily-cost-trend\nSELECT 1",
    WorkGroup: "primary",
    ClientRequestToken: "a-query-somebody-saved-in-primary",
  });
  await aws.call("glue", "CreateDatabase", { DatabaseInput: { Name: "acme_claude" } });
  await aws.call("glue", "CreateTable", {
    DatabaseName: "acme_claude",
    TableInput: { Name: "invocation_logs", Parameters: { "ccb:stack": "acme-claude", "ccb:key": "mine" } },
  });
}

async function identityCenter(aws: Aws): Promise<void> {
  const InstanceArn = (await aws.call("sso", "ListInstances", {})).Instances?.[0]?.InstanceArn;
  for (const Name of ["acme-claude-developers", "PowerUser"]) {
    const made = await aws.call("sso", "CreatePermissionSet", { InstanceArn, Name });
    await aws.call("sso", "CreateAccountAssignment", {
      ...{ InstanceArn, PermissionSetArn: made.PermissionSet?.PermissionSetArn },
      ...{ TargetId: ACCOUNT, TargetType: "AWS_ACCOUNT" },
      ...{ PrincipalType: "USER", PrincipalId: "11111111-2222-3333-4444-555555555555" },
    });
  }
}

async function guardrails(aws: Aws): Promise<void> {
  await aws.call("bedrock", "CreateGuardrail", {
    name: "acme-claude-guardrail-2",
    blockedInputMessaging: "No.",
    blockedOutputsMessaging: "No.",
    topicPolicyConfig: { topicsConfig: [{ name: "Tax", definition: "Tax advice.", type: "DENY" }] },
    tags: Object.entries(OTHER).map(([key, value]) => ({ key, value })),
  });
}
