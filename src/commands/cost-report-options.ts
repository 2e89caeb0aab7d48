import { BadInput } from "../errors.js";
import { bucketAddress } from "../report/local/s3-source.js";
import { FORMATS, type Format } from "../report/render/index.js";
import type { Dimension, EngineName } from "../report/report-types.js";
import { isMonth, monthBounds } from "../report/timestamp.js";
import { readDimensions } from "./cost-report-dimensions.js";
import { formatOfFile } from "./cost-report-format.js";
import { oneOf } from "./one-of.js";

export interface CostReportCommandOptions {
  month: string;
  groupBy?: string;
  account?: string;
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
  /** The one account whose calls are looked at. */
  account?: string;
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
  const groupBy = readDimensions(options.groupBy ?? "developer");
  return {
    month,
    ...(compare === undefined ? {} : { compare }),
    groupBy,
    ...(options.account === undefined ? {} : { account: accountId(options.account) }),
    engine,
    cache: cacheUse(options),
    ...(out === undefined ? {} : { out }),
    // A folder on this machine holds what was copied into it.
    simulated: simulated && (logs === undefined || bucketAddress(logs) !== undefined),
    format: oneOf("format", options.format ?? formatOfFile(out) ?? (json ? "json" : "table"), FORMATS),
  };
}

function accountId(given: string): string {
  if (/^\d{12}$/.test(given)) return given;
  throw new BadInput(
    "bad_usage",
    `"${given}" is no account id`,
    "--account takes the 12 digits of one AWS account",
  );
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
