import type {
  LogGroupClass,
  MetricTransformation,
  QueryLanguage,
  QueryParameter,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Table } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkText, requireMember } from "../../validate.js";

/** Name of the exception CloudWatch Logs answers with when a request breaks the API model. */
export const INVALID = "InvalidParameterException";

/** A log group; table `groups`, regional, by name. Times are milliseconds. */
export interface LogGroupRow {
  name: string;
  /** Without `:*`. */
  arn: string;
  createdAt: number;
  retentionInDays?: number;
  logGroupClass: LogGroupClass;
  kmsKeyId?: string;
  tags: Record<string, string>;
}

/** A metric filter; table `filters`, regional, by {@link filterKey}. */
export interface MetricFilterRow {
  name: string;
  group: string;
  pattern: string;
  transformation: MetricTransformation;
  createdAt: number;
}

/** A saved query; table `queries`, regional, by identifier. */
export interface QueryDefinitionRow {
  id: string;
  name: string;
  queryString: string;
  logGroupNames: string[];
  queryLanguage: QueryLanguage;
  parameters?: QueryParameter[];
  modifiedAt: number;
}

/** A log stream; table `streams`, regional, by group and name. */
export interface LogStreamRow {
  name: string;
  group: string;
  createdAt: number;
  firstEvent?: number;
  lastEvent?: number;
  ingestedAt?: number;
}

export function groups(call: Call): Table<LogGroupRow> {
  return call.table("groups");
}

export function filters(call: Call): Table<MetricFilterRow> {
  return call.table("filters");
}

export function streams(call: Call): Table<LogStreamRow> {
  return call.table("streams");
}

/** Key of what belongs to a log group; names have no line break. */
export function keyIn(group: string, name: string): string {
  return `${group}\n${name}`;
}

const GROUP_NAME = /^[.\-_/#A-Za-z0-9]+$/;

/** The log group name of a request. @throws InvalidParameterException */
export function checkGroupName(input: { logGroupName?: string | undefined }): string {
  const name = requireMember(input, "logGroupName", INVALID);
  return checkText(name, "logGroupName", { max: 512, pattern: GROUP_NAME, error: INVALID });
}

/** The log group a request names. @throws ResourceNotFoundException */
export function groupOf(input: { logGroupName?: string | undefined }, call: Call): LogGroupRow {
  const found = groups(call).get(checkGroupName(input));
  return found ?? refuse("ResourceNotFoundException", "The specified log group does not exist.");
}

/** Orders by name in code units, as lists of CloudWatch Logs do. */
export function byName(a: { name: string }, b: { name: string }): number {
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}
