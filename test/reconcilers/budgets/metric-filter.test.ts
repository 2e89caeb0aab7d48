import type { PutMetricFilterCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, test } from "vitest";
import { metricFilter } from "../../../reconcilers/budgets/metric-filter.js";
import { logGroup } from "../../../reconcilers/logging/log-group.js";
import type { Aws } from "../../../src/aws/aws.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { ofKind } from "./composition.js";

const logGroupName = "/aws/bedrock/claude-code-invocations";
const filterName = "claude-code-output-tokens";
const KINDS = [logGroup, metricFilter];
const wanted = [...ofKind("log-group"), ...ofKind("metric-filter")];

async function filters(aws: Aws) {
  const { metricFilters } = await aws.call("logs", "DescribeMetricFilters", { logGroupName });
  return (metricFilters ?? []).map((one) => {
    const made = one.metricTransformations?.[0];
    return [
      one.filterName,
      one.filterPattern,
      made?.metricNamespace,
      made?.metricName,
      made?.metricValue,
      made?.unit,
    ];
  });
}

describe("metric-filter", () => {
  test("reads token counts where the record nests them, and counts calls without error", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const space = "ClaudeCode/Bedrock";
    expect(await filters(aws)).toEqual([
      [
        "claude-code-input-tokens",
        "{ $.input.inputTokenCount = * }",
        space,
        "InputTokens",
        "$.input.inputTokenCount",
        "Count",
      ],
      [
        "claude-code-invocation-count",
        "{ ($.requestId = *) && ($.errorCode NOT EXISTS) }",
        space,
        "Invocations",
        "1",
        "Count",
      ],
      [
        filterName,
        "{ $.output.outputTokenCount = * }",
        space,
        "OutputTokens",
        "$.output.outputTokenCount",
        "Count",
      ],
    ]);
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  const right = {
    metricNamespace: "ClaudeCode/Bedrock",
    metricName: "OutputTokens",
    metricValue: "$.output.outputTokenCount",
    unit: "Count" as const,
  };
  const pattern = "{ $.output.outputTokenCount = * }";

  test.each<[string, Partial<PutMetricFilterCommandInput>]>([
    ["pattern", { filterPattern: "{ $.outputTokenCount = * }" }],
    ["namespace", { metricTransformations: [{ ...right, metricNamespace: "Other" }] }],
    ["metric", { metricTransformations: [{ ...right, metricName: "Other" }] }],
    ["value", { metricTransformations: [{ ...right, metricValue: "1" }] }],
    ["unit", { metricTransformations: [{ ...right, unit: "Bytes" }] }],
  ])("repairs the %s", async (field, change) => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const before = await filters(aws);
    const input = {
      logGroupName,
      filterName,
      filterPattern: pattern,
      metricTransformations: [right],
      ...change,
    };
    await aws.call("logs", "PutMetricFilter", input);
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([`update budgets/metric-filter/output-tokens ${field}`]);
    expect(await filters(aws)).toEqual(before);
  });

  test("leaves filters with other names in our log group alone", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const theirs = {
      filterName: "claude-code-theirs",
      filterPattern: pattern,
      metricTransformations: [right],
    };
    await aws.call("logs", "PutMetricFilter", { logGroupName, ...theirs });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    const { plan } = await planOf(aws, [metricFilter], wanted, { destroy: true });
    expect(plan.changes.map((change) => change.name)).not.toContain("claude-code-theirs");
  });

  test("takes no filter of a log group that is another stack's", async () => {
    const { aws } = sandbox();
    await aws.call("logs", "CreateLogGroup", { logGroupName, tags: { "ccb:stack": "other" } });
    const mine = { filterName, filterPattern: pattern, metricTransformations: [right] };
    await aws.call("logs", "PutMetricFilter", { logGroupName, ...mine });
    const { plan } = await planOf(aws, [metricFilter], wanted);
    expect(plan.blocked).toMatchObject([{ name: filterName, owner: 'stack "other"' }]);
    expect((await planOf(aws, [metricFilter], wanted, { destroy: true })).plan.changes).toEqual([]);
  });

  test("goes before its log group, and is nothing without it", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    await reconcile(aws, KINDS, wanted, { destroy: true });
    expect((await planOf(aws, KINDS, wanted)).live).toEqual([]);
  });
});
