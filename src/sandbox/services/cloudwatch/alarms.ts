import type { MetricAlarm, PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkRange, checkTags, page } from "../../validate.js";
import { checkAlarm } from "./alarm-rules.js";
import { alarms } from "./rows.js";

/** Metric alarms. Nothing is ever measured here, so they stay in INSUFFICIENT_DATA. */
export const alarmHandlers: Handlers<"cloudwatch"> = {
  PutMetricAlarm: (input, call) => {
    checkAlarm(input, call);
    const name = input.AlarmName ?? "";
    const before = alarms(call).get(name);
    const tags = checkTags(input.Tags, { error: "InvalidParameterValue" });
    const arn = `arn:${call.partition}:cloudwatch:${call.region}:${call.account}:alarm:${name}`;
    // Tags of an existing alarm are not changed by this operation.
    alarms(call).put(name, {
      arn,
      alarm: alarmOf(input, before?.alarm, arn, call),
      tags: before?.tags ?? tags,
    });
    return {};
  },
  DescribeAlarms: (input, call) => {
    const { AlarmNames: names, AlarmNamePrefix: prefix } = input;
    if (names !== undefined && prefix !== undefined) {
      refuse("InvalidParameterCombination", "AlarmNames and AlarmNamePrefix cannot be used together");
    }
    if ((names ?? []).length > 100) refuse("ValidationError", "AlarmNames must have at most 100 elements");
    checkRange(input.MaxRecords, "maxRecords", { min: 1, max: 100, error: "ValidationError" });
    const found = alarms(call)
      .values()
      .map((row) => revived(row.alarm))
      .filter((alarm) => names?.includes(alarm.AlarmName ?? "") ?? true)
      .filter((alarm) => alarm.AlarmName?.startsWith(prefix ?? ""))
      .filter((alarm) => input.StateValue === undefined || alarm.StateValue === input.StateValue)
      .filter((alarm) => hasAction(alarm, input.ActionPrefix))
      .filter(() => input.AlarmTypes?.includes("MetricAlarm") ?? true)
      .toSorted((a, b) => ((a.AlarmName ?? "") < (b.AlarmName ?? "") ? -1 : 1));
    const { items, nextToken } = page(found, {
      size: input.MaxRecords,
      max: 100,
      default: 50,
      token: input.NextToken,
      error: "InvalidNextToken",
    });
    return { MetricAlarms: items, CompositeAlarms: [], NextToken: nextToken };
  },
  /** "The alarms you specify with correct names are still deleted" (API Reference). */
  DeleteAlarms: (input, call) => {
    const names = input.AlarmNames ?? [];
    if (names.length > 100) refuse("ValidationError", "AlarmNames must have at most 100 elements");
    const deleted = names.filter((name) => alarms(call).delete(name));
    if (names.length > 0 && deleted.length === 0) {
      refuse("ResourceNotFound", `Unable to find the alarms: ${names.join(", ")}`, 404);
    }
    return {};
  },
};

function alarmOf(
  input: PutMetricAlarmInput,
  before: MetricAlarm | undefined,
  arn: string,
  call: Call,
): MetricAlarm {
  const { Tags: _tags, ...given } = input;
  const state = before ?? {
    StateValue: "INSUFFICIENT_DATA" as const,
    StateReason: "Unchecked: Initial alarm creation",
    StateUpdatedTimestamp: call.now,
    StateTransitionedTimestamp: call.now,
  };
  return {
    ...given,
    ActionsEnabled: given.ActionsEnabled ?? true,
    OKActions: given.OKActions ?? [],
    AlarmActions: given.AlarmActions ?? [],
    InsufficientDataActions: given.InsufficientDataActions ?? [],
    Dimensions: given.Dimensions ?? [],
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: call.now,
    StateValue: state.StateValue,
    StateReason: state.StateReason,
    StateUpdatedTimestamp: state.StateUpdatedTimestamp,
    StateTransitionedTimestamp: state.StateTransitionedTimestamp,
  };
}

function hasAction(alarm: MetricAlarm, prefix: string | undefined): boolean {
  if (prefix === undefined) return true;
  const actions = [alarm.OKActions, alarm.AlarmActions, alarm.InsufficientDataActions].flat();
  return actions.some((action) => action?.startsWith(prefix));
}

/** Dates of a kept row are text. */
function revived(alarm: MetricAlarm): MetricAlarm {
  return {
    ...alarm,
    AlarmConfigurationUpdatedTimestamp: date(alarm.AlarmConfigurationUpdatedTimestamp),
    StateUpdatedTimestamp: date(alarm.StateUpdatedTimestamp),
    StateTransitionedTimestamp: date(alarm.StateTransitionedTimestamp),
  };
}

function date(kept: Date | undefined): Date | undefined {
  return kept === undefined ? undefined : new Date(kept);
}
