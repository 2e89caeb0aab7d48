import type { Config } from "./schema.js";

/** The part of a configuration that names depend on. */
type Naming = Pick<Config, "project" | "logging" | "attribution">;

/** Tag keys put on application inference profiles, and activated as cost allocation tags. */
export const COST_TAGS = ["Team", "Project", "CostCenter", "User"] as const;

/** Every resource name of the stack. `{p}` below is `project`. */
export type Names = ReturnType<typeof namesOf>;

/** Name of an application inference profile: `{p}-{user}` for the main model, else `{p}-{user}-{alias}`. */
export function profileName(project: string, user: string, alias: string, isMain: boolean): string {
  return isMain ? `${project}-${user}` : `${project}-${user}-${alias}`;
}

/** What follows `logging.bucketPrefix` in the name of the logs bucket. */
export const LOGS_SUFFIX = "-bedrock-invocation-logs";

/** The names of every resource of the stack. Fixed, so that a stack set up by hand can be adopted. */
export function namesOf(config: Naming) {
  const p = config.project;
  const { bucketPrefix } = config.logging;
  const resultsPrefix = config.attribution.athena.resultsBucketPrefix ?? bucketPrefix;
  return {
    ...foundationNames(p),
    ...loggingNames(p, bucketPrefix),
    ...attributionNames(p, resultsPrefix),
    ...alertNames(p),
  };
}

function foundationNames(p: string) {
  return {
    developerRole: `${p}-developer`,
    developerPolicy: `${p}-developer-policy`,
    adminRole: `${p}-admin`,
    adminPolicy: `${p}-admin-policy`,
    serviceControlPolicy: `${p}-allowed-models`,
  };
}

function loggingNames(p: string, bucketPrefix: string) {
  return {
    logGroup: `/aws/bedrock/${p}-invocations`,
    logsBucket: `${bucketPrefix}${LOGS_SUFFIX}`,
    /** Key prefix of invocation records in the logs bucket. */
    logsKeyPrefix: p,
    loggingRole: `${p}-bedrock-logging`,
    loggingPolicy: "cloudwatch-logs",
    insightsQueries: {
      dailyTokenUsageByCaller: `${p}/daily-token-usage-by-caller`,
      hourlyTokenTotals: `${p}/hourly-token-totals`,
      topConsumersLast7d: `${p}/top-consumers-last-7d`,
      modelUsageBreakdown: `${p}/model-usage-breakdown`,
    },
    /** Key of the profile register in the logs bucket. */
    profileRegisterKey: "ccb/profiles/profiles.jsonl",
    /** Key prefix of the roll-up of the invocation log in the logs bucket. */
    rollUpPrefix: "ccb/calls/",
  };
}

function attributionNames(p: string, resultsPrefix: string) {
  return {
    permissionSet: `${p}-developer`,
    resultsBucket: `${resultsPrefix}-athena-results`,
    workgroup: `${p}-bedrock-logs`,
    glueDatabase: `${p.replaceAll("-", "_")}_bedrock_logs`,
    invocationLogsTable: "invocation_logs",
    invocationCallsTable: "invocation_calls",
    inferenceProfilesTable: "inference_profiles",
    namedQueries: {
      perDeveloperWeeklyCost: `${p}-per-developer-weekly-cost`,
      perDeveloperMonthlyCost: `${p}-per-developer-monthly-cost`,
      dailyCostTrend: `${p}-daily-cost-trend`,
    },
  };
}

function alertNames(p: string) {
  return {
    alertTopic: `${p}-budget-alerts`,
    monthlyBudget: `${p}-bedrock-monthly`,
    /** Name of a team's budget, from its key under `budgets.teams`. */
    teamBudget: (key: string): string => `${p}-team-${key}`,
    metricNamespace: "ClaudeCode/Bedrock",
    metricFilters: {
      inputTokens: `${p}-input-tokens`,
      outputTokens: `${p}-output-tokens`,
      invocationCount: `${p}-invocation-count`,
    },
    alarms: {
      highInvocationRate: `${p}-high-invocation-rate`,
      outputTokenSpike: `${p}-output-token-spike`,
      throttleRate: `${p}-throttle-rate`,
    },
    guardrail: `${p}-guardrail`,
    dashboard: `${p}-usage`,
  };
}
