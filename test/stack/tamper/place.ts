import type { Aws } from "../../../src/aws/aws.js";
import { REGISTER_KEY } from "../stack.js";

/** How a row of the drift table is made: what somebody else in the account does. */
export type Tamper = (aws: Aws) => Promise<unknown>;

export interface Row {
  /** Key of the resource, the change of which has to name the field. */
  key: string;
  tamper: Tamper;
  /** What the change is, where it is no update: the difference is in what the resource is. */
  action?: "create" | "replace";
}

export const ACCOUNT = "123456789012";
export const PROJECT = "acme-claude";
export const BUCKET = "acme-corp-claude-bedrock-invocation-logs";
export const GROUP = `/aws/bedrock/${PROJECT}-invocations`;
export const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:${PROJECT}-budget-alerts`;
export const OTHER_TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:elsewhere`;
export const DATABASE = "acme_claude_bedrock_logs";
export const WORKGROUP = `${PROJECT}-bedrock-logs`;
export const REGISTER = { Bucket: BUCKET, Key: REGISTER_KEY };
export const OPEN = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

/** Id of the one policy, permission set, guardrail, … with the stack's name. */
export const find = {
  policy: async (aws: Aws) => {
    const { Policies } = await aws.call("organizations", "ListPolicies", {
      Filter: "SERVICE_CONTROL_POLICY",
    });
    return Policies?.find((policy) => policy.Name === `${PROJECT}-allowed-models`)?.Id ?? "";
  },
  permissionSet: async (aws: Aws) => {
    const InstanceArn = (await aws.call("sso", "ListInstances", {})).Instances?.[0]?.InstanceArn ?? "";
    const { PermissionSets } = await aws.call("sso", "ListPermissionSets", { InstanceArn });
    return { InstanceArn, PermissionSetArn: PermissionSets?.[0] ?? "" };
  },
  guardrail: async (aws: Aws) => {
    const { guardrails } = await aws.call("bedrock", "ListGuardrails", {});
    return guardrails?.find((one) => one.name === `${PROJECT}-guardrail`)?.id ?? "";
  },
  profile: async (aws: Aws, name: string) => {
    const { inferenceProfileSummaries: all } = await aws.call("bedrock", "ListInferenceProfiles", {
      typeEquals: "APPLICATION",
    });
    return all?.find((one) => one.inferenceProfileName === name)?.inferenceProfileArn ?? "";
  },
  insightsQuery: async (aws: Aws) => {
    const { queryDefinitions } = await aws.call("logs", "DescribeQueryDefinitions", {
      queryDefinitionNamePrefix: `${PROJECT}/hourly-token-totals`,
    });
    return queryDefinitions?.[0] ?? {};
  },
  namedQuery: async (aws: Aws, name = `${PROJECT}-daily-cost-trend`) => {
    const { NamedQueryIds } = await aws.call("athena", "ListNamedQueries", { WorkGroup: WORKGROUP });
    const { NamedQueries } = await aws.call("athena", "BatchGetNamedQuery", {
      NamedQueryIds: NamedQueryIds ?? [],
    });
    const query = NamedQueries?.find((one) => one.Name === name);
    if (query?.Name === undefined) throw new Error(`no query ${name}`);
    return query;
  },
  subscription: async (aws: Aws, endpoint: string) => {
    const { Subscriptions } = await aws.call("sns", "ListSubscriptionsByTopic", { TopicArn: TOPIC });
    return Subscriptions?.find((one) => one.Endpoint === endpoint)?.SubscriptionArn ?? "";
  },
};

/** A query that was moved to another workgroup is gone from ours. */
export const deleteQuery: Tamper = async (aws) => {
  const { NamedQueryId } = await find.namedQuery(aws);
  await aws.call("athena", "DeleteNamedQuery", { NamedQueryId });
};

const ssoPrincipal = async (aws: Aws) => {
  const IdentityStoreId = (await aws.call("sso", "ListInstances", {})).Instances?.[0]?.IdentityStoreId;
  const { GroupId } = await aws.call("identitystore", "GetGroupId", {
    IdentityStoreId,
    AlternateIdentifier: {
      UniqueAttribute: { AttributePath: "displayName", AttributeValue: "claude-code-engineering" },
    },
  });
  return GroupId ?? "";
};

/** Takes the group's assignment away. */
export const unassign: Tamper = async (aws) => {
  const target = {
    ...(await find.permissionSet(aws)),
    TargetId: ACCOUNT,
    TargetType: "AWS_ACCOUNT" as const,
  };
  await aws.call("sso", "DeleteAccountAssignment", {
    ...target,
    PrincipalType: "GROUP",
    PrincipalId: await ssoPrincipal(aws),
  });
};

/** Confirms the subscription of an address, and has its owner end it. */
export const unsubscribe =
  (endpoint: string): Tamper =>
  async (aws) => {
    await aws.call("sns", "ConfirmSubscription", { TopicArn: TOPIC, Token: `confirm:${endpoint}` });
    await aws.call("sns", "Unsubscribe", { SubscriptionArn: await find.subscription(aws, endpoint) });
  };

export const at = (key: string, rows: Record<string, Tamper>): Record<string, Row> =>
  Object.fromEntries(Object.entries(rows).map(([field, tamper]) => [field, { key, tamper }]));

export const anew = (rows: Record<string, Row>, action: "create" | "replace"): Record<string, Row> =>
  Object.fromEntries(Object.entries(rows).map(([field, row]) => [field, { ...row, action }]));

export const GROUP_ASSIGNMENT = "attribution/assignment/group/claude-code-engineering";
export const SUBSCRIPTION = "budgets/subscription/finops@example.com";

export async function insights(aws: Aws) {
  const { queryDefinitionId, name, queryString, logGroupNames } = await find.insightsQuery(aws);
  return { queryDefinitionId, name, queryString: queryString ?? "", logGroupNames };
}
