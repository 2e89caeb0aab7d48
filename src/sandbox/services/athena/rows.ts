import type { NamedQuery, WorkGroupConfiguration } from "@aws-sdk/client-athena";
import type { Call, Table } from "../../call.js";
import { refuse } from "../../errors.js";
import type { Tag } from "../../validate.js";

/** A workgroup as it is kept. */
export interface WorkGroupRow {
  arn: string;
  name: string;
  state: "ENABLED" | "DISABLED";
  description?: string | undefined;
  configuration: WorkGroupConfiguration;
  /** ISO-8601. */
  created: string;
  tags: Tag[];
}

/** A named query as it is kept. */
export interface NamedQueryRow {
  id: string;
  workGroup: string;
  query: NamedQuery;
}

/** Exception Athena uses for every fault of a request. */
export const ERROR = "InvalidRequestException";

/** The workgroup every account has in every region. */
export const PRIMARY = "primary";

/** What Athena fills in for a new workgroup. */
export const DEFAULT_CONFIGURATION: WorkGroupConfiguration = {
  ResultConfiguration: {},
  EnforceWorkGroupConfiguration: true,
  PublishCloudWatchMetricsEnabled: true,
  RequesterPaysEnabled: false,
  EnableMinimumEncryptionConfiguration: false,
  EngineVersion: { SelectedEngineVersion: "AUTO", EffectiveEngineVersion: "Athena engine version 3" },
};

/** Workgroups of the call's region, by name; `primary` is in the table once it was changed. */
export function workGroups(call: Call): Table<WorkGroupRow> {
  return call.table<WorkGroupRow>("workgroups");
}

/** Named queries of the call's region, by id. */
export function namedQueries(call: Call): Table<NamedQueryRow> {
  return call.table<NamedQueryRow>("named-queries");
}

/** Every workgroup of the region, by name. */
export function allWorkGroups(call: Call): WorkGroupRow[] {
  const made = workGroups(call).values();
  const all = made.some((row) => row.name === PRIMARY) ? made : [primary(call), ...made];
  return all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws InvalidRequestException */
export function findWorkGroup(name: string | undefined, call: Call): WorkGroupRow {
  const row = allWorkGroups(call).find((other) => other.name === name);
  if (row === undefined) refuse(ERROR, "WorkGroup is not found.");
  return row;
}

/** @throws InvalidRequestException */
export function findNamedQuery(id: string | undefined, call: Call): NamedQueryRow {
  const row = namedQueries(call).get(id ?? "");
  if (row === undefined) refuse(ERROR, `NamedQuery ${id} was not found`);
  return row;
}

export function workGroupArn(name: string, call: Call): string {
  return `arn:${call.partition}:athena:${call.region}:${call.account}:workgroup/${name}`;
}

function primary(call: Call): WorkGroupRow {
  return {
    arn: workGroupArn(PRIMARY, call),
    name: PRIMARY,
    state: "ENABLED",
    configuration: { ...DEFAULT_CONFIGURATION, EnforceWorkGroupConfiguration: false },
    created: "2026-01-01T00:00:00.000Z",
    tags: [],
  };
}
