import type { MetricTransformation } from "@aws-sdk/client-cloudwatch-logs";
import { expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const logGroupName = "/p";
const transformation: MetricTransformation = {
  metricName: "InputTokens",
  metricNamespace: "ClaudeCode/Bedrock",
  metricValue: "$.input.inputTokenCount",
};
const filter = {
  logGroupName,
  filterName: "p-input-tokens",
  filterPattern: "{ $.input.inputTokenCount = * }",
  metricTransformations: [transformation],
};

async function withGroup() {
  const { aws } = sandbox();
  await aws.call("logs", "CreateLogGroup", { logGroupName });
  return aws;
}

test("a filter is made, replaced under its name, listed and deleted", async () => {
  const aws = await withGroup();
  await aws.call("logs", "PutMetricFilter", filter);
  const dimensions = { ModelId: "$.modelId" };
  await aws.call("logs", "PutMetricFilter", {
    ...filter,
    metricTransformations: [{ ...transformation, dimensions }],
  });
  const list = () => aws.call("logs", "DescribeMetricFilters", { logGroupName, filterNamePrefix: "p-" });
  expect((await list()).metricFilters).toMatchObject([
    {
      ...filter,
      metricTransformations: [{ ...transformation, dimensions }],
      creationTime: expect.any(Number),
    },
  ]);
  expect((await aws.call("logs", "DescribeLogGroups", {})).logGroups?.[0]?.metricFilterCount).toBe(1);
  await aws.call("logs", "DeleteMetricFilter", filter);
  expect((await list()).metricFilters).toEqual([]);
  const gone = aws.call("logs", "DeleteMetricFilter", filter);
  expect((await refusal(gone)).name).toBe("ResourceNotFoundException");
});

const change = (part: Partial<MetricTransformation>) => ({
  metricTransformations: [{ ...transformation, ...part }],
});
const four = Object.fromEntries(["a", "b", "c", "d"].map((key) => [key, "$.modelId"]));

test.each([
  ["no transformation", { metricTransformations: [] }],
  ["two transformations", { metricTransformations: [transformation, transformation] }],
  ["four dimensions", change({ dimensions: four })],
  ["a default value with dimensions", change({ dimensions: { a: "$.modelId" }, defaultValue: 0 })],
  ["a dimension that is no field", change({ dimensions: { a: "opus" } })],
  ["a value that is neither number nor field", change({ metricValue: "tokens" })],
  ["a namespace of AWS", change({ metricNamespace: "AWS/Bedrock" })],
  ["a namespace with a colon", change({ metricNamespace: "a:b" })],
  ["a JSON field without JSON pattern", { filterPattern: "ERROR" }],
  ["a name with a colon", { filterName: "a:b" }],
  ["an unclosed pattern", { filterPattern: "{ $.a = 1" }],
  ["a pattern without comparison", { filterPattern: "{ $.a }" }],
  ["a pattern with an open parenthesis", { filterPattern: "{ ($.a = 1 }" }],
  ["a pattern without selector", { filterPattern: "{ a = 1 }" }],
  ["a pattern with a dangling &&", { filterPattern: "{ $.a = 1 && }" }],
  ["a pattern of 1,025 characters", { filterPattern: "x".repeat(1025) }],
])("refuses %s", async (_what, part) => {
  const aws = await withGroup();
  const put = aws.call("logs", "PutMetricFilter", { ...filter, ...part });
  expect((await refusal(put)).name).toBe("InvalidParameterException");
});

test.each([
  ['{ ($.operation = "Invoke*") && ($.output.outputTokenCount > 0 || $.errorCode NOT EXISTS) }'],
  ["{ $.a[0].b != null }"],
  ['{ $["a b"] = %x.*% }'],
  ["{ $.flag IS TRUE }"],
  ["{ $.* = * }"],
  ["{$.modelId=*}"],
  [""],
])("takes the pattern %s", async (filterPattern) => {
  const aws = await withGroup();
  await aws.call("logs", "PutMetricFilter", { ...filter, filterPattern, ...change({ metricValue: "1" }) });
});

test("a group has at most 100 filters, listed 50 a page, and takes them with it", async () => {
  const aws = await withGroup();
  for (let i = 0; i < 100; i += 1)
    await aws.call("logs", "PutMetricFilter", { ...filter, filterName: `f${i}` });
  const over = aws.call("logs", "PutMetricFilter", { ...filter, filterName: "one-more" });
  expect((await refusal(over)).name).toBe("LimitExceededException");
  await aws.call("logs", "PutMetricFilter", { ...filter, filterName: "f0" });
  const pages = await aws.pages("logs", "DescribeMetricFilters", { logGroupName });
  expect(pages.map((p) => p.metricFilters?.length)).toEqual([50, 50]);
  await aws.call("logs", "DeleteLogGroup", { logGroupName });
  expect((await aws.call("logs", "DescribeMetricFilters", {})).metricFilters).toEqual([]);
});
