import type { Aws } from "../../../src/aws/aws.js";
import { everything } from "../stack.js";
import {
  type Tamper,
  type Row,
  ACCOUNT,
  PROJECT,
  GROUP,
  TOPIC,
  OTHER_TOPIC,
  find,
  unsubscribe,
  at,
  anew,
  SUBSCRIPTION,
} from "./place.js";

const budget =
  (change: object): Tamper =>
  async (aws) => {
    const BudgetName = `${PROJECT}-team-engineering`;
    const { Budget } = await aws.call("budgets", "DescribeBudget", {
      AccountId: ACCOUNT,
      BudgetName,
      ShowFilterExpression: true,
    });
    const { BudgetType, TimeUnit, BudgetLimit, FilterExpression, Metrics } = Budget ?? {};
    await aws.call("budgets", "UpdateBudget", {
      AccountId: ACCOUNT,
      NewBudget: { BudgetName, BudgetType, TimeUnit, BudgetLimit, FilterExpression, Metrics, ...change },
    });
  };

const filter =
  (change: object, pattern?: string): Tamper =>
  async (aws) => {
    const { metricFilters } = await aws.call("logs", "DescribeMetricFilters", {
      logGroupName: GROUP,
      filterNamePrefix: `${PROJECT}-output-tokens`,
    });
    const found = metricFilters?.[0];
    const made = found?.metricTransformations?.[0];
    await aws.call("logs", "PutMetricFilter", {
      logGroupName: GROUP,
      filterName: found?.filterName,
      filterPattern: pattern ?? found?.filterPattern,
      metricTransformations: [
        {
          metricName: made?.metricName,
          metricNamespace: made?.metricNamespace,
          metricValue: made?.metricValue,
          unit: made?.unit,
          ...change,
        },
      ],
    });
  };

const alarm =
  (change: object): Tamper =>
  async (aws) => {
    const AlarmName = `${PROJECT}-high-invocation-rate`;
    const { MetricAlarms } = await aws.call("cloudwatch", "DescribeAlarms", { AlarmNames: [AlarmName] });
    const found = MetricAlarms?.[0];
    await aws.call("cloudwatch", "PutMetricAlarm", {
      AlarmName,
      AlarmDescription: found?.AlarmDescription,
      Namespace: found?.Namespace,
      MetricName: found?.MetricName,
      Statistic: found?.Statistic,
      Period: found?.Period,
      ComparisonOperator: found?.ComparisonOperator,
      Threshold: found?.Threshold,
      EvaluationPeriods: found?.EvaluationPeriods,
      TreatMissingData: found?.TreatMissingData,
      ActionsEnabled: found?.ActionsEnabled,
      AlarmActions: found?.AlarmActions,
      OKActions: found?.OKActions,
      ...change,
    });
  };

/** Changes the draft, publishes a version of it, enforces that: as far as told. */
const guardrail =
  (change: object, then?: "publish" | "enforce"): Tamper =>
  async (aws) => {
    const guardrailIdentifier = await find.guardrail(aws);
    const found = await aws.call("bedrock", "GetGuardrail", { guardrailIdentifier });
    await aws.call("bedrock", "UpdateGuardrail", {
      guardrailIdentifier,
      name: found.name,
      description: found.description,
      blockedInputMessaging: found.blockedInputMessaging,
      blockedOutputsMessaging: found.blockedOutputsMessaging,
      topicPolicyConfig: { topicsConfig: topics() },
      ...change,
    });
    if (then === undefined) return;
    await ready(aws, guardrailIdentifier);
    const { version } = await aws.call("bedrock", "CreateGuardrailVersion", { guardrailIdentifier });
    await ready(aws, guardrailIdentifier, version);
    if (then === "enforce") await enforced({ guardrailIdentifier, guardrailVersion: version })(aws);
  };

async function ready(aws: Aws, guardrailIdentifier: string, guardrailVersion?: string): Promise<void> {
  for (;;) {
    const { status } = await aws.call("bedrock", "GetGuardrail", { guardrailIdentifier, guardrailVersion });
    if (status === "READY") return;
  }
}

function topics() {
  return everything().guardrail.topics.map((topic) => ({ ...topic, type: "DENY" as const }));
}

const enforced =
  (change: object): Tamper =>
  async (aws) => {
    const { guardrailsConfig } = await aws.call("bedrock", "ListEnforcedGuardrailsConfiguration", {});
    const found = guardrailsConfig?.[0];
    await aws.call("bedrock", "PutEnforcedGuardrailConfiguration", {
      configId: found?.configId,
      guardrailInferenceConfig: {
        guardrailIdentifier: found?.guardrailArn,
        guardrailVersion: found?.guardrailVersion,
        selectiveContentGuarding: found?.selectiveContentGuarding,
        ...change,
      },
    });
  };

const say = { blockedInputMessaging: "Anything goes.", blockedOutputsMessaging: "Anything goes." };

/** The drift table of the fifth phase. */
export const BUDGETS: Record<string, Record<string, Row>> = {
  "sns-topic": at("budgets/topic", {
    policy: (aws) =>
      aws.call("sns", "SetTopicAttributes", {
        TopicArn: TOPIC,
        AttributeName: "Policy",
        AttributeValue: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: TOPIC }],
        }),
      }),
  }),
  "sns-subscription": anew(
    at(SUBSCRIPTION, {
      topicArn: unsubscribe("finops@example.com"),
      protocol: unsubscribe("finops@example.com"),
      endpoint: unsubscribe("finops@example.com"),
    }),
    "create",
  ),
  budget: at("budgets/team/engineering", {
    amount: budget({ BudgetLimit: { Amount: "1", Unit: "USD" } }),
    unit: budget({ BudgetType: "USAGE", BudgetLimit: { Amount: "10000", Unit: "GB" } }),
    type: budget({ BudgetType: "USAGE" }),
    timeUnit: budget({ TimeUnit: "ANNUALLY" }),
    metrics: budget({ Metrics: ["AmortizedCost"] }),
    filter: budget({ FilterExpression: { Tags: { Key: "CostCenter", Values: ["CC-9999"] } } }),
    notifications: (aws) =>
      aws.call("budgets", "DeleteNotification", {
        AccountId: ACCOUNT,
        BudgetName: `${PROJECT}-team-engineering`,
        Notification: {
          NotificationType: "ACTUAL",
          ComparisonOperator: "GREATER_THAN",
          Threshold: 80,
          ThresholdType: "PERCENTAGE",
        },
      }),
  }),
  "metric-filter": {
    ...at("budgets/metric-filter/output-tokens", {
      pattern: filter({}, "{ $.outputTokenCount = * }"),
      namespace: filter({ metricNamespace: "Elsewhere" }),
      metric: filter({ metricName: "Tokens" }),
      value: filter({ metricValue: "1" }),
      unit: filter({ unit: "Bytes" }),
    }),
    ...anew(
      at("budgets/metric-filter/output-tokens", {
        logGroup: (aws) =>
          aws.call("logs", "DeleteMetricFilter", {
            logGroupName: GROUP,
            filterName: `${PROJECT}-output-tokens`,
          }),
      }),
      "create",
    ),
  },
  alarm: at("budgets/alarm/high-invocation-rate", {
    description: alarm({ AlarmDescription: "by hand" }),
    watched: alarm({ MetricName: "InputTokens" }),
    comparison: alarm({ ComparisonOperator: "LessThanThreshold" }),
    threshold: alarm({ Threshold: 1e9 }),
    evaluationPeriods: alarm({ EvaluationPeriods: 5 }),
    treatMissingData: alarm({ TreatMissingData: "breaching" }),
    actionsEnabled: alarm({ ActionsEnabled: false }),
    alarmActions: alarm({ AlarmActions: [OTHER_TOPIC] }),
    okActions: alarm({ OKActions: [] }),
  }),
  guardrail: at("budgets/guardrail", {
    description: guardrail({ description: "by hand" }),
    blockedInputMessaging: guardrail({ blockedInputMessaging: "Anything goes." }),
    blockedOutputsMessaging: guardrail({ blockedOutputsMessaging: "Anything goes." }),
    topics: guardrail({ topicPolicyConfig: { topicsConfig: topics().slice(1) } }),
    // The draft is put back, but the newest version is not.
    published: async (aws) => {
      const { blockedInputMessaging, blockedOutputsMessaging } = await aws.call("bedrock", "GetGuardrail", {
        guardrailIdentifier: await find.guardrail(aws),
      });
      await guardrail(say, "publish")(aws);
      await guardrail({ blockedInputMessaging, blockedOutputsMessaging })(aws);
    },
  }),
  "enforced-guardrail": at("budgets/enforced-guardrail", {
    blockedInputMessaging: guardrail(say, "enforce"),
    blockedOutputsMessaging: guardrail(say, "enforce"),
    topics: guardrail({ topicPolicyConfig: { topicsConfig: topics().slice(1) } }, "enforce"),
    everywhere: enforced({ selectiveContentGuarding: { system: "SELECTIVE", messages: "SELECTIVE" } }),
  }),
  dashboard: at("budgets/dashboard", {
    body: (aws) =>
      aws.call("cloudwatch", "PutDashboard", {
        DashboardName: `${PROJECT}-usage`,
        DashboardBody: '{"widgets":[]}',
      }),
  }),
};
