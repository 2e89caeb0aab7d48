import type { Scan } from "./usage.js";

/** What rows of a report may be split by, besides what the request metadata says. */
export const DIMENSIONS = [
  "developer",
  "team",
  "project",
  "cost-center",
  "model",
  "day",
  "region",
  "principal",
  "account",
] as const;

type FixedDimension = (typeof DIMENSIONS)[number];

/** What the request metadata says under a key. */
type MetadataDimension = `metadata:${string}`;

export type Dimension = FixedDimension | MetadataDimension;

/** Member of a row that holds a dimension; one of the metadata has its own name. */
export const DIMENSION_KEYS = {
  developer: "developer",
  team: "team",
  project: "project",
  "cost-center": "costCenter",
  model: "model",
  day: "day",
  region: "region",
  principal: "principal",
  account: "account",
} as const satisfies Record<FixedDimension, string>;

/** Member of a row that holds a dimension. */
export function rowMember(dimension: Dimension): keyof RowDimensions {
  return isMetadata(dimension) ? dimension : DIMENSION_KEYS[dimension];
}

/** What the dimensions of the request metadata begin with; what follows is the key. */
export const METADATA = "metadata:";

/** Keys of the request metadata among dimensions, in their order. */
export function metadataKeysOf(dimensions: readonly Dimension[]): string[] {
  return dimensions.filter(isMetadata).map((dimension) => dimension.slice(METADATA.length));
}

/** Whether a dimension is what the request metadata says under a key. */
export function isMetadata(dimension: Dimension): dimension is MetadataDimension {
  return dimension.startsWith(METADATA);
}

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
  /** `accountId` as logged. */
  account?: string | null;
  /** What the request metadata says under a key. */
  [metadata: MetadataDimension]: string | null;
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
  /** Calls that the model refused without any output. Left out where there are none, as are the next two. */
  refusals?: number;
  /** Calls of a service tier other than the standard one, whose prices they have all the same. */
  otherTier?: number;
  /** Calls priced by an id that was inferred: where they were served tells that it is a `global.` one. */
  inferred?: number;
}

/** The counts that rows have only where they are not 0. */
export const RARE_COUNTS = ["refusals", "otherTier", "inferred"] as const;

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
  /** The one account whose calls these are; left out when they are those of all. */
  account?: string;
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
