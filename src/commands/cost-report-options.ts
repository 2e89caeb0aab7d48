import { distance } from "fastest-levenshtein";
import { BadInput } from "../errors.js";
import { bucketAddress } from "../report/local/s3-source.js";
import { FORMATS, type Format } from "../report/render/index.js";
import { DIMENSIONS, type Dimension, type EngineName } from "../report/report-types.js";
import { isMonth, monthBounds } from "../report/timestamp.js";
import { formatOfFile } from "./cost-report-format.js";

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
  /** File as given; undefined: standard output. */
  out?: string;
  /** Whether the calls are those of the simulated account. */
  simulated: boolean;
}

/** What is done with what is kept of logs that were read before: use it, make it anew, neither use nor make it. */
export type CacheUse = "use" | "refresh" | "none";

/**
 * Checks the options of `ccb cost-report`.
 * @param simulated whether AWS is the simulated account; decides the default engine
 * @throws BadInput
 */
export function checkOptions(
  options: CostReportCommandOptions,
  { json, simulated, now }: { json: boolean; simulated: boolean; now: Date },
): CostReportRequest {
  const { month, compare, logs } = options;
  const out = options.out === "-" ? undefined : options.out;
  if (compare === month) {
    throw new BadInput("bad_usage", `--compare ${month} is the month of the report`, "name another");
  }
  for (const given of [month, ...(compare === undefined ? [] : [compare])]) checkMonth(given, now);
  const engine = oneOf("engine", options.engine ?? (logs !== undefined || simulated ? "local" : "athena"), [
    "athena",
    "local",
  ] as const);
  if (engine === "athena" && logs !== undefined) {
    throw new BadInput(
      "bad_usage",
      "--logs goes with --engine local: Athena reads the stack's own bucket",
      "leave out one of --logs and --engine athena",
    );
  }
  const names = (options.groupBy ?? "developer").split(",").map((name) => name.trim());
  if (names.includes("")) {
    throw new BadInput(
      "bad_usage",
      `--group-by "${options.groupBy}" has an empty entry`,
      `choose from ${DIMENSIONS.join(", ")}; several with one comma between them`,
    );
  }
  const groupBy = names.map((name) => oneOf("dimension", name, DIMENSIONS));
  const twice = groupBy.find((name, i) => groupBy.indexOf(name) < i);
  if (twice !== undefined) {
    throw new BadInput("bad_usage", `--group-by names ${twice} twice`, "name each dimension once");
  }
  return {
    month,
    ...(compare === undefined ? {} : { compare }),
    groupBy,
    engine,
    cache: cacheUse(options),
    ...(out === undefined ? {} : { out }),
    // A folder on this machine holds what was copied into it.
    simulated: simulated && (logs === undefined || bucketAddress(logs) !== undefined),
    format: oneOf("format", options.format ?? formatOfFile(out) ?? (json ? "json" : "table"), FORMATS),
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
    throw new BadInput(
      "bad_usage",
      `${month} has not begun, so nothing was spent in it`,
      "name a month up to now",
    );
  }
}

function oneOf<T extends string>(what: string, given: string, known: readonly T[]): T {
  const found = known.find((candidate) => candidate === given);
  if (found !== undefined) return found;
  const near = known.toSorted((a, b) => distance(a, given) - distance(b, given))[0] ?? "";
  const guess = distance(near, given) <= 2 ? `did you mean ${near}? ` : "";
  throw new BadInput(
    "bad_usage",
    `there is no ${what} "${given}"`,
    `${guess}choose from ${known.join(", ")}`,
  );
}
