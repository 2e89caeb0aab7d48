import type { PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import { describe, expect, test } from "vitest";
import { alarm } from "../../../reconcilers/budgets/alarm.js";
import type { Aws } from "../../../src/aws/aws.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { compositionOf, ofKind } from "./composition.js";

const TOPIC = "arn:aws:sns:us-east-1:123456789012:claude-code-budget-alerts";
const NAME = "claude-code-high-invocation-rate";
const KINDS = [alarm];
const wanted = ofKind("alarm");

async function stateOf(aws: Aws, name: string): Promise<Record<string, unknown>> {
  const { MetricAlarms } = await aws.call("cloudwatch", "DescribeAlarms", { AlarmNames: [name] });
  const { AlarmConfigurationUpdatedTimestamp: _, ...state } = MetricAlarms?.[0] ?? {};
  return state;
}

describe("alarm", () => {
  test.each([
    [NAME, { Namespace: "ClaudeCode/Bedrock", MetricName: "Invocations", Period: 300, Threshold: 7 }],
    [
      "claude-code-output-token-spike",
      { Namespace: "ClaudeCode/Bedrock", MetricName: "OutputTokens", Period: 3600, Threshold: 8 },
    ],
    [
      "claude-code-throttle-rate",
      {
        Threshold: 9,
        Metrics: [
          {
            Id: "q1",
            Expression: 'SELECT SUM(InvocationThrottles) FROM SCHEMA("AWS/Bedrock", ModelId)',
            Period: 300,
            ReturnData: true,
          },
        ],
      },
    ],
  ])("%s fires above the YAML's limit and tells the topic", async (name, expected) => {
    const { aws } = sandbox();
    const alarms = { invocationsPer5Min: 7, outputTokensPerHour: 8, throttlesPer5Min: 9 };
    const own = ofKind("alarm", compositionOf({ budgets: { alarms } }));
    await reconcile(aws, KINDS, own);
    expect(await stateOf(aws, name)).toMatchObject({
      ...expected,
      ComparisonOperator: "GreaterThanThreshold",
      EvaluationPeriods: 1,
      TreatMissingData: "notBreaching",
      ActionsEnabled: true,
      AlarmActions: [TOPIC],
      OKActions: [TOPIC],
    });
    expect(changesOf((await planOf(aws, KINDS, own)).plan)).toEqual([]);
  });

  const right: PutMetricAlarmInput = {
    AlarmName: NAME,
    AlarmDescription: "More than 500 model invocations in 5 minutes",
    Namespace: "ClaudeCode/Bedrock",
    MetricName: "Invocations",
    Statistic: "Sum",
    Period: 300,
    ComparisonOperator: "GreaterThanThreshold",
    Threshold: 500,
    EvaluationPeriods: 1,
    TreatMissingData: "notBreaching",
    AlarmActions: [TOPIC],
    OKActions: [TOPIC],
  };

  test.each<[string, Partial<PutMetricAlarmInput>]>([
    ["description", { AlarmDescription: "x" }],
    ["watched", { Namespace: "Other" }],
    ["watched", { MetricName: "Other" }],
    ["watched", { Statistic: "Average" }],
    ["watched", { Period: 60 }],
    ["watched", { Dimensions: [{ Name: "ModelId", Value: "x" }] }],
    ["watched", { Unit: "Bytes" }],
    ["comparison", { ComparisonOperator: "LessThanThreshold" }],
    ["threshold", { Threshold: 1_000_000 }],
    ["evaluationPeriods", { EvaluationPeriods: 3 }],
    ["treatMissingData", { TreatMissingData: "ignore" }],
    ["actionsEnabled", { ActionsEnabled: false }],
    ["alarmActions", { AlarmActions: [] }],
    ["okActions", { OKActions: [TOPIC, `${TOPIC}-other`] }],
  ])("repairs %s: %j", async (field, change) => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const before = await stateOf(aws, NAME);
    await aws.call("cloudwatch", "PutMetricAlarm", { ...right, ...change });
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([`update budgets/alarm/high-invocation-rate ${field}`]);
    expect(await stateOf(aws, NAME)).toEqual(before);
  });

  test("repairs a query that somebody changed", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const before = await stateOf(aws, "claude-code-throttle-rate");
    const { Namespace: _n, MetricName: _m, Statistic: _s, Period: _p, ...rest } = right;
    const Metrics = [
      { Id: "q1", Expression: 'SELECT MAX(InvocationThrottles) FROM "AWS/Bedrock"', Period: 60 },
    ];
    const input = { ...rest, AlarmName: "claude-code-throttle-rate", Metrics };
    await aws.call("cloudwatch", "PutMetricAlarm", input);
    await reconcile(aws, KINDS, wanted);
    expect(await stateOf(aws, "claude-code-throttle-rate")).toEqual(before);
  });

  test("repairs a tag", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const ResourceARN = `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${NAME}`;
    const wrong = [{ Key: "ccb:key", Value: "x" }];
    await aws.call("cloudwatch", "TagResource", { ResourceARN, Tags: wrong });
    await reconcile(aws, KINDS, wanted);
    const { Tags } = await aws.call("cloudwatch", "ListTagsForResource", { ResourceARN });
    expect(Tags).toContainEqual({ Key: "ccb:key", Value: "budgets/alarm/high-invocation-rate" });
  });

  test.each([
    ["nobody's", [], undefined],
    ["another stack's", [{ Key: "ccb:stack", Value: "other" }], 'stack "other"'],
  ])("is blocked by %s alarm of that name", async (_whose, Tags, owner) => {
    const { aws } = sandbox();
    await aws.call("cloudwatch", "PutMetricAlarm", { ...right, Tags });
    const { plan } = await planOf(aws, KINDS, wanted);
    expect(plan.blocked.map((one) => [one.name, one.owner])).toEqual([[NAME, owner]]);
  });
});
