import type { Wanted } from "../../src/engine/kind.js";
import { type Composition, want } from "../compose.js";
import { type Alarm, type Watched, alarm } from "./alarm.js";
import { topicArn } from "./sns-topic.js";

const FIVE_MINUTES = 300;
const HOUR = 3600;

/** The alarms on calls, output tokens and throttles. */
export function alarms(c: Composition): Wanted<Alarm>[] {
  const limits = c.config.budgets.alarms;
  const { alarms: names, metricNamespace: namespace } = c.names;
  const logged = (metric: string, period: number): Watched => ({
    namespace,
    metric,
    statistic: "Sum",
    period,
  });
  return [
    one(c, "high-invocation-rate", names.highInvocationRate, {
      description: `More than ${limits.invocationsPer5Min} model invocations in 5 minutes`,
      watched: logged("Invocations", FIVE_MINUTES),
      threshold: limits.invocationsPer5Min,
    }),
    one(c, "output-token-spike", names.outputTokenSpike, {
      description: `More than ${limits.outputTokensPerHour} output tokens in an hour`,
      watched: logged("OutputTokens", HOUR),
      threshold: limits.outputTokensPerHour,
    }),
    one(c, "throttle-rate", names.throttleRate, {
      description: `More than ${limits.throttlesPer5Min} throttled model invocations in 5 minutes`,
      // Amazon Bedrock documents InvocationThrottles with the dimension ModelId only ("Monitor bedrock-runtime inference
      // using CloudWatch metrics", Bedrock User Guide), so an alarm on the bare metric may never see a value; alarms take
      // no SEARCH. A Metrics Insights query adds up whatever models there are ("Create a CloudWatch alarm based on a
      // Metrics Insights query", CloudWatch User Guide).
      watched: {
        query: 'SELECT SUM(InvocationThrottles) FROM SCHEMA("AWS/Bedrock", ModelId)',
        period: FIVE_MINUTES,
      },
      threshold: limits.throttlesPer5Min,
    }),
  ];
}

function one(
  c: Composition,
  file: string,
  name: string,
  spec: Pick<Alarm, "description" | "watched" | "threshold">,
): Wanted<Alarm> {
  const topic = topicArn(c.stack, c.names.alertTopic);
  return want(
    c,
    alarm,
    `budgets/alarm/${file}`,
    name,
    {
      ...spec,
      comparison: "GreaterThanThreshold",
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      actionsEnabled: true,
      alarmActions: [topic],
      okActions: [topic],
    },
    { needs: ["budgets/topic"] },
  );
}
