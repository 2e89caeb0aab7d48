import type { Kind, ReadContext } from "../../src/engine/kind.js";
import { type Step, step } from "../../src/engine/step.js";
import { orUndefined } from "../absent.js";
import { logGroupArn } from "../logging/log-group.js";
import { ownerOfParent } from "./owner-of-parent.js";

/** A filter that makes a metric from log events. */
export interface MetricFilter {
  logGroup: string;
  pattern: string;
  namespace: string;
  metric: string;
  /** A number, or the field of the event that holds it. */
  value: string;
  unit: "Count";
}

const NO_GROUP = ["ResourceNotFoundException"];

/** AWS::Logs::MetricFilter. It cannot be tagged: it is ours by its name when the log group is ours. */
export const metricFilter: Kind<MetricFilter> = {
  name: "metric-filter",
  phase: "budgets",
  needs: ["log-group"],
  fields: {
    logGroup: { compare: "value" },
    pattern: { compare: "value" },
    namespace: { compare: "value" },
    metric: { compare: "value" },
    value: { compare: "value" },
    unit: { compare: "value" },
  },

  read: async (cx, wanted) => {
    const group = wanted[0]?.spec.logGroup;
    if (group === undefined) return [];
    const pages = await orUndefined(
      cx.aws.pages("logs", "DescribeMetricFilters", { logGroupName: group }),
      NO_GROUP,
    );
    const names = new Set(wanted.map((want) => want.name));
    const found = (pages ?? [])
      .flatMap((page) => page.metricFilters ?? [])
      .filter((filter) => names.has(filter.filterName ?? ""));
    if (found.length === 0) return [];
    const arn = logGroupArn(cx.stack, group);
    const owner = await ownerOfParent(cx, arn, () => groupTags(cx, arn));
    return found.map((filter) => {
      const made = filter.metricTransformations?.[0];
      return {
        kind: metricFilter.name,
        name: filter.filterName ?? "",
        owner,
        spec: {
          logGroup: group,
          ...(filter.filterPattern === undefined ? {} : { pattern: filter.filterPattern }),
          ...(made?.metricNamespace === undefined ? {} : { namespace: made.metricNamespace }),
          ...(made?.metricName === undefined ? {} : { metric: made.metricName }),
          ...(made?.metricValue === undefined ? {} : { value: made.metricValue }),
          ...(made?.unit === "Count" ? { unit: made.unit } : {}),
        },
        attributes: { name: filter.filterName ?? "", logGroup: group },
      };
    });
  },

  create: (want) => [put(want.name, want.spec)],
  update: (want) => [put(want.name, want.spec)],
  remove: (live) => [
    step(
      "logs",
      "DeleteMetricFilter",
      { logGroupName: live.attributes["logGroup"], filterName: live.name },
      "delete the metric filter",
      { doneIf: NO_GROUP },
    ),
  ],
};

async function groupTags(cx: ReadContext, arn: string): Promise<Record<string, string>> {
  return (await cx.aws.call("logs", "ListTagsForResource", { resourceArn: arn })).tags ?? {};
}

function put(filterName: string, spec: MetricFilter): Step {
  return step(
    "logs",
    "PutMetricFilter",
    {
      logGroupName: spec.logGroup,
      filterName,
      filterPattern: spec.pattern,
      metricTransformations: [
        {
          metricNamespace: spec.namespace,
          metricName: spec.metric,
          metricValue: spec.value,
          unit: spec.unit,
        },
      ],
    },
    `measure ${spec.metric} in the invocation log`,
  );
}
