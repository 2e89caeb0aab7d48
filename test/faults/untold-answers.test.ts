import { expect, test } from "vitest";
import type { FaultOptions } from "../../src/sandbox/faults.js";
import { sandbox, temporaryFolder } from "../support/sandbox.js";
import { changesOf, machine, time, undone, yaml } from "../support/machine.js";

const CONFIG = yaml().replace("bucketPrefix: acme-corp-claude", "$&\n  deliverText: false");

/** What no page of AWS promises to be in an answer. */
const UNTOLD: FaultOptions = {
  omit: {
    "cloudwatch:DescribeAlarms": ["MetricAlarms.Metrics.Period"],
    "budgets:DescribeBudgets": ["Budgets.Metrics", "Budgets.FilterExpression"],
    "bedrock:GetModelInvocationLoggingConfiguration": ["text", "image", "embedding", "video", "audio"].map(
      (what) => `loggingConfig.${what}DataDeliveryEnabled`,
    ),
  },
  // The tag index knows some of the types that are asked for, and refuses the question.
  fail: [{ call: "tagging:GetResources", name: "InvalidParameterException", message: "unsupported type" }],
};

test("what an answer leaves out is no difference for ever, and what it tells still is one", async () => {
  const dir = temporaryFolder();
  const options = { time: time(), config: CONFIG, faults: UNTOLD };
  expect(undone(await machine(dir, options).run())).toEqual([]);
  const { shown } = await machine(dir, options).plan();
  expect(changesOf(shown)).toEqual([]);
  expect(shown.plan.warnings).toContainEqual(
    expect.stringContaining("does not tell the filter of the budget acme-claude-bedrock-monthly"),
  );
  const { aws } = sandbox({ dir });
  const AlarmNames = ["acme-claude-throttle-rate"];
  const [alarm] = (await aws.call("cloudwatch", "DescribeAlarms", { AlarmNames })).MetricAlarms ?? [];
  const other = alarm?.Metrics?.map((metric) => ({
    ...metric,
    Expression: metric.Expression?.replace("InvocationThrottles", "Invocations"),
  }));
  const { Dimensions: _none, ...definition } = alarm ?? {};
  await aws.call("cloudwatch", "PutMetricAlarm", { ...definition, Metrics: other, AlarmName: AlarmNames[0] });
  const again = await machine(dir, options).plan();
  expect(changesOf(again.shown)).toEqual(["update budgets/alarm/throttle-rate"]);
});
