import type { Scan } from "./usage.js";

/** What rows of a report may be split by. */
export const DIMENSIONS = [
  "developer",
  "team",
  "project",
  "cost-center",
  "model",
  "day",
  "region",
  "principal",
] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** Member of a row that holds a dimension. */
export const DIMENSION_KEYS = {
  developer: "developer",
  team: "team",
  project: "project",
  "cost-center": "costCenter",
  model: "model",
  day: "day",
  region: "region",
  principal: "principal",
} as const satisfies Record<Dimension, string>;

/** Values of a row's dimensions; only those the report is grouped by. */
export interface RowDimensions {
  developer?: string;
  team?: string | null;
  project?: string | null;
  costCenter?: string | null;
  /** The priced id, prefix included; null when the record names none. */
  model?: string | null;
  /** UTC, `YYYY-MM-DD`. */
  day?: string;
  region?: string | null;
  /** `identity.arn` as logged. */
  principal?: string | null;
}

export interface ReportSums {
  /** Calls that did not fail. */
  invocations: number;
  errors: number;
  unmetered: number;
  inputTokens: number;
  cacheReadTokens: number;
  cacheWrite5mTokens: number;
  cacheWrite1hTokens: number;
  outputTokens: number;
  /** USD, six places, half rounded up. */
  costUsd: string;
}

export type ReportRow = RowDimensions & ReportSums;

/** A model the price table does not have. */
export interface UnpricedModel {
  model: string | null;
  invocations: number;
  inputTokens: number;
  outputTokens: number;
}

export interface Warning {
  code: string;
  message: string;
}

export type EngineName = "athena" | "local";

/** The document of `ccb cost-report --format json`. */
export interface Report {
  /** `YYYY-MM`. */
  month: string;
  engine: EngineName;
  currency: "USD";
  groupBy: Dimension[];
  /** By cost, largest first. */
  rows: ReportRow[];
  totals: ReportSums;
  unpriced: UnpricedModel[];
  /** Lines of the logs that are no record. */
  malformed: number;
  /** Surplus copies of records. */
  duplicates: number;
  warnings: Warning[];
  scan: Scan;
}
