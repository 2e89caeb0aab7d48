import { BadInput } from "../errors.js";
import { FORMATS, type Format } from "../report/render/index.js";
import { DIMENSIONS, type Dimension, type EngineName } from "../report/report-types.js";
import { isMonth, monthBounds } from "../report/timestamp.js";

export interface CostReportCommandOptions {
  month: string;
  groupBy?: string;
  engine?: string;
  logs?: string;
  format?: string;
  out?: string;
  compare?: string;
  refresh?: boolean;
  /** False with `--no-cache`. */
  cache?: boolean;
}

/** What the command line asks for, checked. */
export interface CostReportRequest {
  month: string;
  compare?: string;
  groupBy: Dimension[];
  engine: EngineName;
  format: Format;
  cache: CacheUse;
}

/** What is done with what is kept of logs that were read before: use it, make it anew, neither use nor make it. */
export type CacheUse = "use" | "refresh" | "none";

/**
 * Checks the options of `ccb cost-report`.
 * @param simulated decides the default engine
 * @throws BadInput
 */
export function checkOptions(
  options: CostReportCommandOptions,
  { json, simulated, now }: { json: boolean; simulated: boolean; now: Date },
): CostReportRequest {
  const { month, compare, logs } = options;
  for (const given of [month, ...(compare === undefined ? [] : [compare])]) checkMonth(given, now);
  const engine = oneOf("engine", options.engine ?? (logs !== undefined || simulated ? "local" : "athena"), [
    "athena",
    "local",
  ] as const);
  if (engine === "athena" && logs !== undefined) {
    throw new BadInput("bad_usage", "--logs goes with --engine local: Athena reads the stack's own bucket");
  }
  const names = (options.groupBy ?? "developer").split(",").map((name) => name.trim());
  const groupBy = names.map((name) => oneOf("dimension", name, DIMENSIONS));
  if (new Set(groupBy).size < groupBy.length)
    throw new BadInput("bad_usage", "--group-by names a dimension twice");
  return {
    month,
    ...(compare === undefined ? {} : { compare }),
    groupBy,
    engine,
    cache: cacheUse(options),
    format: oneOf("format", options.format ?? (json ? "json" : "table"), FORMATS),
  };
}

function cacheUse({ refresh, cache }: CostReportCommandOptions): CacheUse {
  if (refresh === true && cache === false) {
    throw new BadInput("bad_usage", "--refresh makes anew what --no-cache leaves alone", "give one of them");
  }
  return refresh === true ? "refresh" : cache === false ? "none" : "use";
}

function checkMonth(month: string, now: Date): void {
  if (!isMonth(month))
    throw new BadInput("bad_usage", `"${month}" is no month`, "for example --month 2026-10");
  if (monthBounds(month).start > now.getTime()) {
    throw new BadInput("bad_usage", `${month} has not begun, so nothing was spent in it`);
  }
}

function oneOf<T extends string>(what: string, given: string, known: readonly T[]): T {
  const found = known.find((candidate) => candidate === given);
  if (found !== undefined) return found;
  throw new BadInput("bad_usage", `there is no ${what} "${given}"`, `choose from ${known.join(", ")}`);
}
