import { randomBytes } from "node:crypto";
import type { Aws } from "../../../aws/aws.js";
import { KnownError } from "../../../errors.js";
import type { EngineQuery } from "../../usage.js";
import { type LogTables, rollUpSql } from "../calls-sql.js";
import type { QueryPlace } from "../failures.js";
import { type QueryOptions, runQuery } from "../run-query.js";
import { type QueryScan, queryScan, scanOf } from "../scan-cost.js";
import { type LogDay, type LogPlace, logDays } from "./log-days.js";
import { type RollUpPlace, filesByFolder, rollUpKeys, runPrefix } from "./files.js";
import { GRACE_MS } from "./orphans.js";
import { type RolledUpDay, pointTo, rolledUpDays } from "./partitions.js";
import { type Staleness, staleDays, statements } from "./stale.js";

/** A stack's roll-up and all that it is made with. */
export interface RollUp extends QueryOptions {
  place: QueryPlace;
  tables: LogTables;
  logs: LogPlace;
  /** Where its files lie. */
  files: RollUpPlace;
  /** Bytes that one statement may scan. */
  cutoff: number;
  /** Days after which log objects expire. */
  expirationDays: number;
}

/** What was done to bring the roll-up up to date. */
export interface RollUpRun extends Omit<Staleness, "stale"> {
  /** Days made anew. */
  days: number;
  scans: QueryScan[];
}

/**
 * Rolls up the days of a query whose log objects are not those of the roll-up. A day is a function of its log objects:
 * made again it is the same, so that runs may overlap, and a run that ends early leaves nothing but files that no day
 * points at.
 * @param all also makes the last three days anew
 * @returns undefined when the table is not there
 * @throws KnownError, see runQuery, and the services' exceptions, for what the caller may not do among others
 */
export async function bringUpToDate(
  aws: Aws,
  rollUp: RollUp,
  query: EngineQuery,
  all: boolean,
): Promise<RollUpRun | undefined> {
  const rolledUp = await rolledUpDays(aws, rollUp.tables);
  if (rolledUp === undefined) return undefined;
  const [logs, keys] = await Promise.all([logDays(aws, rollUp.logs, query), rollUpKeys(aws, rollUp.files)]);
  const state = { logs, rolledUp, files: filesByFolder(rollUp.files, keys) };
  const { now, expirationDays } = rollUp;
  const { stale, ...others } = staleDays(state, query, { now, all, expirationDays });
  const scans: QueryScan[] = [];
  const started = Date.now();
  const at = () => new Date(now.getTime() + Date.now() - started);
  const run = { aws, rollUp, known: rolledUp, incomplete: new Set(others.damaged), at };
  for (const days of statements(stale, rollUp.cutoff)) scans.push(...(await write(run, days)));
  return { days: stale.length, ...others, scans };
}

/** What the statements of a run have in common. */
interface Run {
  aws: Aws;
  rollUp: RollUp;
  known: ReadonlyMap<string, RolledUpDay>;
  /** Days of which too little is known. */
  incomplete: ReadonlySet<string>;
  at: () => Date;
}

/** Writes some days and points to them; in two halves when they are too much for one statement after all. */
async function write(run: Run, days: readonly LogDay[]): Promise<QueryScan[]> {
  const { aws, rollUp, known, incomplete, at } = run;
  const madeAt = at();
  const prefix = runPrefix(rollUp.files, madeAt, randomBytes(4).toString("hex"));
  const folder = `s3://${rollUp.files.bucket}/${prefix}`;
  const names = days.map(({ day }) => day);
  let scan: QueryScan;
  try {
    scan = scanOf(await runQuery(aws, rollUpSql(rollUp.tables, names, folder), rollUp.place, rollUp));
  } catch (error) {
    if (!(error instanceof KnownError) || error.code !== "scan_cutoff" || days.length === 1) throw error;
    const middle = Math.ceil(days.length / 2);
    const { bytes = 0 } = error.details as { bytes?: number };
    const scans = [queryScan(bytes, 0)];
    for (const half of [days.slice(0, middle), days.slice(middle)]) scans.push(...(await write(run, half)));
    return scans;
  }
  const files = filesByFolder(rollUp.files, await rollUpKeys(aws, rollUp.files, prefix));
  requireFresh(madeAt, at());
  const { expirationDays } = rollUp;
  await pointTo(aws, rollUp.tables, { days, folder, files, expirationDays, incomplete, madeAt }, known);
  return [scan];
}

/** Another run may take files that nothing points at for an orphan's: what took so long is not pointed at. */
function requireFresh(madeAt: Date, now: Date): void {
  const taken = now.getTime() - madeAt.getTime();
  if (taken < GRACE_MS / 2) return;
  throw new KnownError(
    "roll_up_late",
    `rolling up took ${Math.round(taken / 60_000)} minutes, and what was written may be gone`,
    "run the report again, or with --no-cache",
  );
}
