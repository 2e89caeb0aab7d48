import type { PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts";
const ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:throttles";
const BASE: PutMetricAlarmInput = {
  AlarmName: "throttles",
  Namespace: "AWS/Bedrock",
  MetricName: "InvocationThrottles",
  Statistic: "Sum",
  Period: 300,
  EvaluationPeriods: 1,
  Threshold: 10,
  ComparisonOperator: "GreaterThanThreshold",
};

describe("metric alarms", () => {
  test("a new alarm waits for data and has its defaults", async () => {
    const now = new Date("2026-11-20T12:00:00Z");
    const { aws, dir } = sandbox({ clock: () => now });
    await aws.call("cloudwatch", "PutMetricAlarm", {
      ...BASE,
      AlarmActions: [TOPIC],
      TreatMissingData: "notBreaching",
    });
    const { MetricAlarms } = await sandbox({ dir }).aws.call("cloudwatch", "DescribeAlarms", {});
    expect(MetricAlarms).toEqual([
      {
        ...BASE,
        AlarmArn: ARN,
        ActionsEnabled: true,
        AlarmActions: [TOPIC],
        OKActions: [],
        InsufficientDataActions: [],
        Dimensions: [],
        TreatMissingData: "notBreaching",
        StateValue: "INSUFFICIENT_DATA",
        StateReason: "Unchecked: Initial alarm creation",
        StateUpdatedTimestamp: now,
        StateTransitionedTimestamp: now,
        AlarmConfigurationUpdatedTimestamp: now,
      },
    ]);
  });

  test("putting it again replaces its definition but not its tags", async () => {
    const { aws } = sandbox();
    await aws.call("cloudwatch", "PutMetricAlarm", {
      ...BASE,
      AlarmDescription: "d",
      Tags: [{ Key: "a", Value: "1" }],
    });
    await aws.call("cloudwatch", "PutMetricAlarm", {
      ...BASE,
      Threshold: 20,
      Tags: [{ Key: "a", Value: "2" }],
    });
    const { MetricAlarms = [] } = await aws.call("cloudwatch", "DescribeAlarms", {
      AlarmNames: ["throttles"],
    });
    expect(MetricAlarms[0]).toMatchObject({ Threshold: 20 });
    expect(MetricAlarms[0]).not.toHaveProperty("AlarmDescription");
    const { Tags } = await aws.call("cloudwatch", "ListTagsForResource", { ResourceARN: ARN });
    expect(Tags).toEqual([{ Key: "a", Value: "1" }]);
  });

  test("takes a list of metrics instead of one", async () => {
    const { aws } = sandbox();
    const { AlarmName, ComparisonOperator, EvaluationPeriods, Threshold } = BASE;
    const Metric = { Namespace: "AWS/Bedrock", MetricName: "Invocations" };
    const Metrics = [
      { Id: "calls", ReturnData: false, MetricStat: { Metric, Period: 300, Stat: "Sum" } },
      { Id: "rate", Expression: "calls / 5" },
    ];
    const alarm = { AlarmName, ComparisonOperator, EvaluationPeriods, Threshold };
    await aws.call("cloudwatch", "PutMetricAlarm", { ...alarm, Metrics });
    const { MetricAlarms } = await aws.call("cloudwatch", "DescribeAlarms", { AlarmNamePrefix: "thr" });
    expect(MetricAlarms).toMatchObject([{ Metrics }]);
    const both = { ...alarm, Metrics: Metrics.map((query) => ({ ...query, ReturnData: true })) };
    expect(await refusal(aws.call("cloudwatch", "PutMetricAlarm", both))).toMatchObject({
      name: "ValidationError",
    });
  });

  test.each<[string, Partial<PutMetricAlarmInput>, string]>([
    ["no name", { AlarmName: "" }, "MissingParameter"],
    ["a name of 256 characters", { AlarmName: "x".repeat(256) }, "ValidationError"],
    ["no metric", { MetricName: undefined }, "MissingParameter"],
    ["no namespace", { Namespace: undefined }, "MissingParameter"],
    ["a namespace with a colon first", { Namespace: ":x" }, "ValidationError"],
    ["no period", { Period: undefined }, "MissingParameter"],
    ["a period of 45 s", { Period: 45 }, "ValidationError"],
    ["a period of 90 s", { Period: 90 }, "ValidationError"],
    ["more than a day", { Period: 300, EvaluationPeriods: 289 }, "ValidationError"],
    ["no statistic", { Statistic: undefined }, "MissingParameter"],
    ["an unknown statistic", { Statistic: "Median" as never }, "ValidationError"],
    ["two statistics", { ExtendedStatistic: "p99" }, "InvalidParameterCombination"],
    ["a bad percentile", { Statistic: undefined, ExtendedStatistic: "p101" }, "ValidationError"],
    ["no threshold", { Threshold: undefined }, "MissingParameter"],
    ["no operator", { ComparisonOperator: undefined }, "MissingParameter"],
    ["an unknown operator", { ComparisonOperator: "Near" as never }, "ValidationError"],
    ["more datapoints than periods", { DatapointsToAlarm: 2 }, "ValidationError"],
    ["an unknown treatment", { TreatMissingData: "hide" }, "ValidationError"],
    ["an action that is no ARN", { AlarmActions: ["alerts"] }, "ValidationError"],
    [
      "a topic of another region",
      { OKActions: [TOPIC.replace("us-east-1", "eu-west-1")] },
      "ValidationError",
    ],
    ["six actions", { AlarmActions: Array.from({ length: 6 }, (_, i) => `${TOPIC}${i}`) }, "ValidationError"],
    ["a metric beside Metrics", { Metrics: [{ Id: "a", Expression: "b" }] }, "InvalidParameterCombination"],
    ["an unknown unit", { Unit: "Furlongs" as never }, "ValidationError"],
  ])("refuses %s", async (_what, changed, name) => {
    const put = sandbox().aws.call("cloudwatch", "PutMetricAlarm", { ...BASE, ...changed });
    expect(await refusal(put)).toMatchObject({ name });
  });

  test("describes by names or prefix, fifty a page", async () => {
    const { aws } = sandbox();
    for (let i = 0; i < 51; i += 1)
      await aws.call("cloudwatch", "PutMetricAlarm", { ...BASE, AlarmName: `a${i}` });
    const pages = await aws.pages("cloudwatch", "DescribeAlarms", {});
    expect(pages.map((page) => page.MetricAlarms?.length)).toEqual([50, 1]);
    const some = await aws.call("cloudwatch", "DescribeAlarms", { AlarmNames: ["a3", "unknown"] });
    expect(some.MetricAlarms?.map((alarm) => alarm.AlarmName)).toEqual(["a3"]);
    const both = aws.call("cloudwatch", "DescribeAlarms", { AlarmNames: ["a3"], AlarmNamePrefix: "a" });
    expect(await refusal(both)).toMatchObject({ name: "InvalidParameterCombination" });
    expect(await refusal(aws.call("cloudwatch", "DescribeAlarms", { MaxRecords: 101 }))).toMatchObject({
      name: "ValidationError",
    });
    expect(await refusal(aws.call("cloudwatch", "DescribeAlarms", { NextToken: "x" }))).toMatchObject({
      name: "InvalidNextToken",
    });
  });

  test("deletes the names that are right, and refuses when none is", async () => {
    const { aws } = sandbox();
    await aws.call("cloudwatch", "PutMetricAlarm", BASE);
    await aws.call("cloudwatch", "DeleteAlarms", { AlarmNames: ["throttles", "unknown"] });
    expect((await aws.call("cloudwatch", "DescribeAlarms", {})).MetricAlarms).toEqual([]);
    expect(
      await refusal(aws.call("cloudwatch", "DeleteAlarms", { AlarmNames: ["throttles"] })),
    ).toMatchObject({
      name: "ResourceNotFound",
    });
  });

  test("tags are merged and removed", async () => {
    const { aws } = sandbox();
    await aws.call("cloudwatch", "PutMetricAlarm", { ...BASE, Tags: [{ Key: "a", Value: "1" }] });
    await aws.call("cloudwatch", "TagResource", { ResourceARN: ARN, Tags: [{ Key: "b", Value: "2" }] });
    await aws.call("cloudwatch", "UntagResource", { ResourceARN: ARN, TagKeys: ["a"] });
    const { Tags } = await aws.call("cloudwatch", "ListTagsForResource", { ResourceARN: ARN });
    expect(Tags).toEqual([{ Key: "b", Value: "2" }]);
    const none = aws.call("cloudwatch", "ListTagsForResource", { ResourceARN: `${ARN}s` });
    expect(await refusal(none)).toMatchObject({ name: "ResourceNotFoundException" });
  });
});
