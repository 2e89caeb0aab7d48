import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { Input } from "../../src/aws/services.js";
import type { Kind, ReadContext, Stack, Tags, Wanted } from "../../src/engine/kind.js";
import { step } from "../../src/engine/step.js";
import { tagList, tagsFromList } from "../../src/engine/tag-index.js";

/** What an alarm watches: one metric, or a Metrics Insights query. Periods in seconds. */
export type Watched =
  | { namespace: string; metric: string; statistic: "Sum"; period: number }
  | { query: string; period: number };

/** A CloudWatch metric alarm. */
export interface Alarm {
  description: string;
  watched: Watched;
  comparison: "GreaterThanThreshold";
  threshold: number;
  evaluationPeriods: number;
  treatMissingData: "notBreaching";
  actionsEnabled: boolean;
  /** ARNs of the topics that hear of it. */
  alarmActions: string[];
  okActions: string[];
}

/** AWS::CloudWatch::Alarm. */
export const alarm: Kind<Alarm> = {
  name: "alarm",
  phase: "budgets",
  needs: ["sns-topic"],
  fields: {
    description: { compare: "value" },
    watched: { compare: "value" },
    comparison: { compare: "value" },
    threshold: { compare: "value" },
    evaluationPeriods: { compare: "value" },
    treatMissingData: { compare: "value" },
    actionsEnabled: { compare: "value" },
    alarmActions: { compare: "set" },
    okActions: { compare: "set" },
  },

  read: async (cx, wanted) => {
    if (wanted.length === 0) return [];
    const names = wanted.map((want) => want.name);
    const pages = await cx.aws.pages("cloudwatch", "DescribeAlarms", {
      AlarmNames: names,
      AlarmTypes: ["MetricAlarm"],
    });
    const found = pages.flatMap((page) => page.MetricAlarms ?? []);
    return Promise.all(
      found.map(async (item) => {
        const name = item.AlarmName ?? "";
        const arn = item.AlarmArn ?? alarmArn(cx.stack, name);
        const want = wanted.find((candidate) => candidate.name === name);
        const tags = await cx.tagsOf(arn, want?.tags, () => cloudwatchTags(cx, arn));
        return {
          kind: alarm.name,
          name,
          spec: projected(item, want?.spec.watched.period),
          tags,
          attributes: { arn, name },
        };
      }),
    );
  },

  create: (want) => [
    step(
      "cloudwatch",
      "PutMetricAlarm",
      { ...definition(want), Tags: tagList(want.tags ?? {}) },
      "create the alarm",
    ),
  ],
  update: (want) => [step("cloudwatch", "PutMetricAlarm", definition(want), "set the alarm")],
  // PutMetricAlarm ignores tags of an alarm that exists.
  tag: (live, tags) => [
    step(
      "cloudwatch",
      "TagResource",
      { ResourceARN: live.attributes["arn"], Tags: tagList(tags) },
      "tag the alarm",
    ),
  ],
  remove: (live) => [
    step("cloudwatch", "DeleteAlarms", { AlarmNames: [live.name] }, "delete the alarm", {
      doneIf: ["ResourceNotFound", "ResourceNotFoundException"],
    }),
  ],
};

/** ARN an alarm of this name has, known before it exists. */
export function alarmArn(stack: Stack, name: string): string {
  return `arn:${stack.partition}:cloudwatch:${stack.region}:${stack.account}:alarm:${name}`;
}

/** Tags of an alarm or a dashboard as CloudWatch itself has them. */
export async function cloudwatchTags(cx: ReadContext, arn: string): Promise<Tags> {
  return tagsFromList((await cx.aws.call("cloudwatch", "ListTagsForResource", { ResourceARN: arn })).Tags);
}

function definition({ name, spec }: Wanted<Alarm>): Input<"cloudwatch", "PutMetricAlarm"> {
  const { watched } = spec;
  const metric =
    "query" in watched
      ? { Metrics: [{ Id: "q1", Expression: watched.query, Period: watched.period, ReturnData: true }] }
      : {
          Namespace: watched.namespace,
          MetricName: watched.metric,
          Statistic: watched.statistic,
          Period: watched.period,
        };
  return {
    AlarmName: name,
    AlarmDescription: spec.description,
    ...metric,
    ComparisonOperator: spec.comparison,
    Threshold: spec.threshold,
    EvaluationPeriods: spec.evaluationPeriods,
    TreatMissingData: spec.treatMissingData,
    ActionsEnabled: spec.actionsEnabled,
    AlarmActions: spec.alarmActions,
    OKActions: spec.okActions,
  };
}

function projected(item: MetricAlarm, period?: number): Partial<Alarm> {
  return {
    description: item.AlarmDescription ?? "",
    watched: watchedBy(item, period),
    comparison: item.ComparisonOperator as Alarm["comparison"],
    ...(item.Threshold === undefined ? {} : { threshold: item.Threshold }),
    ...(item.EvaluationPeriods === undefined ? {} : { evaluationPeriods: item.EvaluationPeriods }),
    treatMissingData: item.TreatMissingData as Alarm["treatMissingData"],
    actionsEnabled: item.ActionsEnabled ?? true,
    alarmActions: item.AlarmActions ?? [],
    okActions: item.OKActions ?? [],
  };
}

/**
 * What differs from the two shapes that are ever wanted (dimensions, another statistic) is kept, to be seen as drift.
 * @param wanted what an answer is taken to mean that does not tell the period of a query
 */
function watchedBy(item: MetricAlarm, wanted = 0): Watched {
  const [only, ...more] = item.Metrics ?? [];
  if (only?.Expression !== undefined && more.length === 0) {
    return { query: only.Expression, period: only.Period ?? item.Period ?? wanted };
  }
  return {
    namespace: item.Namespace ?? "",
    metric: item.MetricName ?? "",
    statistic: item.Statistic as "Sum",
    period: item.Period ?? 0,
    ...((item.Dimensions ?? []).length === 0 ? {} : { dimensions: item.Dimensions }),
    ...(item.Unit === undefined ? {} : { unit: item.Unit }),
  };
}
