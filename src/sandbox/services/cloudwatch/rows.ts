import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { Call, Table } from "../../call.js";
import type { Tag } from "../../validate.js";

/** A metric alarm as it is kept. */
export interface AlarmRow {
  arn: string;
  alarm: MetricAlarm;
  tags: Tag[];
}

/** A dashboard as it is kept; its body stays word for word. */
export interface DashboardRow {
  arn: string;
  name: string;
  body: string;
  /** ISO-8601. */
  modified: string;
  tags: Tag[];
}

/** Alarms of the call's region, by name. */
export function alarms(call: Call): Table<AlarmRow> {
  return call.table<AlarmRow>("alarms");
}

/** Dashboards of the account, by name; they belong to no region. */
export function dashboards(call: Call): Table<DashboardRow> {
  return call.global<DashboardRow>("dashboards");
}
