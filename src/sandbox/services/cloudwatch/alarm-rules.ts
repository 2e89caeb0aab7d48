import {
  ComparisonOperator,
  type MetricDataQuery,
  type PutMetricAlarmInput,
  StandardUnit,
  Statistic,
} from "@aws-sdk/client-cloudwatch";
import type { Call } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkText, parseArn } from "../../validate.js";

const ERROR = "ValidationError";
const DAY = 86_400;
const WEEK = 604_800;
/** Members that describe the one metric of an alarm without `Metrics`. */
const SINGLE = [
  "MetricName",
  "Namespace",
  "Statistic",
  "ExtendedStatistic",
  "Period",
  "Dimensions",
  "Unit",
] as const;
const EXTENDED =
  /^(p(\d{1,2}(\.\d{1,10})?|100)|(tm|tc|ts|wm)\d{1,2}(\.\d{1,10})?|IQM|(PR|TM|TC|TS|WM)\(.+\))$/;

/** Checks an alarm as PutMetricAlarm does (CloudWatch API Reference). @throws ValidationError and its kin */
export function checkAlarm(input: PutMetricAlarmInput, call: Call): void {
  checkText(required(input.AlarmName, "AlarmName"), "alarmName", { min: 1, max: 255, error: ERROR });
  checkText(input.AlarmDescription, "alarmDescription", { max: 1024, error: ERROR });
  oneOf(ComparisonOperator, required(input.ComparisonOperator, "ComparisonOperator"), "comparisonOperator");
  const evaluations = required(input.EvaluationPeriods, "EvaluationPeriods");
  if (!Number.isInteger(evaluations) || evaluations < 1) fail("EvaluationPeriods must be at least 1");
  const datapoints = input.DatapointsToAlarm ?? evaluations;
  if (datapoints < 1 || datapoints > evaluations) {
    fail("DatapointsToAlarm must be at least 1 and at most EvaluationPeriods");
  }
  checkTreatMissingData(input.TreatMissingData);
  if (input.ThresholdMetricId === undefined) required(input.Threshold, "Threshold");
  else if (input.Threshold !== undefined) fail("Threshold and ThresholdMetricId cannot be used together");
  for (const list of [input.OKActions, input.AlarmActions, input.InsufficientDataActions]) {
    checkActions(list ?? [], call);
  }
  if (input.Metrics === undefined) checkSingle(input, evaluations);
  else checkQueries(input, input.Metrics);
}

function checkSingle(input: PutMetricAlarmInput, evaluations: number): void {
  checkText(required(input.MetricName, "MetricName"), "metricName", { min: 1, max: 255, error: ERROR });
  checkText(required(input.Namespace, "Namespace"), "namespace", {
    min: 1,
    max: 255,
    pattern: /^[^:].*$/,
    error: ERROR,
  });
  const period = required(input.Period, "Period");
  checkPeriod(period);
  const most = period >= 3600 ? WEEK : DAY;
  if (period * evaluations > most) {
    fail(
      `Metrics cannot be checked across more than ${most === DAY ? "a day" : "a week"} (EvaluationPeriods * Period must be <= ${most})`,
    );
  }
  const { Statistic: statistic, ExtendedStatistic: extended } = input;
  if (statistic !== undefined && extended !== undefined) {
    refuse("InvalidParameterCombination", "Statistic and ExtendedStatistic cannot be used together");
  }
  if (statistic === undefined && extended === undefined) {
    refuse("MissingParameter", "The parameter Statistic or ExtendedStatistic is required");
  }
  if (statistic !== undefined) oneOf(Statistic, statistic, "statistic");
  if (extended !== undefined && !EXTENDED.test(extended))
    fail(`The value ${extended} for ExtendedStatistic is not supported`);
  if (input.Unit !== undefined) oneOf(StandardUnit, input.Unit, "unit");
  checkDimensions(input.Dimensions ?? []);
}

function checkQueries(input: PutMetricAlarmInput, queries: MetricDataQuery[]): void {
  const mixed = SINGLE.find((member) => input[member] !== undefined);
  if (mixed !== undefined) {
    refuse("InvalidParameterCombination", `The parameter ${mixed} cannot be used together with Metrics`);
  }
  if (queries.length < 1 || queries.length > 20) fail("Metrics must have between 1 and 20 elements");
  const ids = queries.map((query) => query.Id ?? "");
  for (const [index, query] of queries.entries()) {
    const { Id = "", MetricStat, Expression } = query;
    if (!/^[a-z][A-Za-z0-9_]{0,254}$/.test(Id)) fail(`Invalid metrics list: Id ${Id} is not valid`);
    if (ids.indexOf(Id) !== index) fail(`Invalid metrics list: Id ${Id} is used more than once`);
    if ((MetricStat === undefined) === (Expression === undefined)) {
      fail(`Invalid metrics list: ${Id} must have exactly one of MetricStat and Expression`);
    }
    if (Expression !== undefined && (Expression.length < 1 || Expression.length > 2048)) {
      fail(`Invalid metrics list: the expression of ${Id} must be 1 to 2048 characters long`);
    }
    if (MetricStat === undefined) continue;
    checkPeriod(required(MetricStat.Period, "Period"));
    const stat = required(MetricStat.Stat, "Stat");
    if (!(Object.values(Statistic) as string[]).includes(stat) && !EXTENDED.test(stat)) {
      fail(`The value ${stat} for Stat is not supported`);
    }
    required(MetricStat.Metric?.Namespace, "Namespace");
    required(MetricStat.Metric?.MetricName, "MetricName");
    checkDimensions(MetricStat.Metric?.Dimensions ?? []);
  }
  if (
    queries.filter((query) => query.ReturnData !== false).length !== 1 &&
    input.ThresholdMetricId === undefined
  ) {
    fail("Exactly one element of the metrics list should return data");
  }
  if (input.ThresholdMetricId !== undefined && !ids.includes(input.ThresholdMetricId)) {
    fail(`ThresholdMetricId ${input.ThresholdMetricId} is not in the metrics list`);
  }
}

function checkPeriod(period: number): void {
  if (![10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0)) {
    fail("Period must be 10, 20, 30 or a multiple of 60");
  }
  if (period > DAY) fail(`Period must not be greater than ${DAY}`);
}

function checkDimensions(dimensions: { Name: string | undefined; Value: string | undefined }[]): void {
  if (dimensions.length > 30) fail("Dimensions must have at most 30 elements");
  for (const { Name = "", Value = "" } of dimensions) {
    if (Name.length < 1 || Name.length > 255) fail("A dimension's name must be 1 to 255 characters long");
    if (Value.length < 1 || Value.length > 1024)
      fail(`The value of dimension ${Name} must be 1 to 1024 characters long`);
  }
}

function checkActions(actions: string[], call: Call): void {
  if (actions.length > 5) fail("At most 5 actions are allowed for each state");
  for (const action of actions) {
    const parts = parseArn(action);
    if (action.startsWith(`arn:${call.partition}:automate:`)) continue;
    if (parts === undefined) refuse("ValidationError", `Invalid arn syntax: ${action}`);
    if (parts.service === "sns" && parts.region !== call.region) {
      fail(`Invalid region ${parts.region} specified. Only ${call.region} is supported.`);
    }
  }
}

function checkTreatMissingData(value: string | undefined): void {
  if (value !== undefined && !["breaching", "notBreaching", "ignore", "missing"].includes(value)) {
    fail(`Unsupported treat missing data value ${value}. Use breaching, notBreaching, ignore or missing.`);
  }
}

function required<T>(value: T | undefined, member: string): T {
  if (value === undefined || value === "") refuse("MissingParameter", `The parameter ${member} is required.`);
  return value;
}

function oneOf(values: Record<string, string>, value: string, member: string): void {
  checkText(value, member, { oneOf: Object.values(values), error: ERROR });
}

function fail(message: string): never {
  refuse(ERROR, message);
}
