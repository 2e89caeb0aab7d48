import type { CreateGuardrailRequest, GuardrailStatus } from "@aws-sdk/client-bedrock";
import type { Call, Table } from "../../call.js";
import { refuse } from "../../errors.js";
import type { Tag } from "../../validate.js";

/** What a guardrail does, as it was asked for. */
export type GuardrailConfig = Omit<CreateGuardrailRequest, "tags" | "clientRequestToken">;

/** The draft or a numbered version of a guardrail. Times are ISO 8601. */
export interface GuardrailState {
  config: GuardrailConfig;
  createdAt: string;
  updatedAt: string;
  /** What the guardrail is busy with for a moment after `updatedAt`. */
  busy: "CREATING" | "UPDATING" | "VERSIONING";
}

/** A guardrail; table `guardrails`, regional, by identifier. */
export interface GuardrailRow {
  id: string;
  arn: string;
  tags: Tag[];
  draft: GuardrailState;
  /** By number, oldest first. */
  versions: Record<string, GuardrailState>;
  /** Number of the newest version ever made; numbers are not used again. */
  lastVersion: number;
}

/** How long changes of a guardrail take here, milliseconds. */
const BUSY_MS = 60;

export function guardrails(call: Call): Table<GuardrailRow> {
  return call.table("guardrails");
}

/** The guardrail with an identifier or ARN. @throws ResourceNotFoundException */
export function guardrailOf(identifier: string, call: Call): GuardrailRow {
  const row = guardrails(call).get(identifier.slice(identifier.lastIndexOf("/") + 1));
  if (row !== undefined && (identifier === row.id || identifier === row.arn)) return row;
  return refuse("ResourceNotFoundException", `The guardrail ${identifier} could not be found.`, 404);
}

/** One state of a guardrail. @param version `DRAFT` unless told. @throws ResourceNotFoundException */
export function stateOf(row: GuardrailRow, version = "DRAFT"): GuardrailState {
  const state = version === "DRAFT" ? row.draft : row.versions[version];
  if (state !== undefined) return state;
  return refuse(
    "ResourceNotFoundException",
    `Version ${version} of guardrail ${row.id} could not be found.`,
    404,
  );
}

/** What the guardrail is doing at the time of the call. */
export function statusOf(state: GuardrailState, call: Call): GuardrailStatus {
  return call.now.getTime() - Date.parse(state.updatedAt) < BUSY_MS ? state.busy : "READY";
}

/** @throws ConflictException while the guardrail or one of its versions is being made or changed */
export function requireReady(row: GuardrailRow, call: Call): void {
  for (const state of [row.draft, ...Object.values(row.versions)]) {
    const status = statusOf(state, call);
    if (status !== "READY") refuse("ConflictException", `Guardrail ${row.id} is in the ${status} state.`);
  }
}
