import { dayOf } from "../../timestamp.js";
import type { EngineQuery } from "../../usage.js";
import { CALLS_VERSION } from "./calls-table.js";
import { type LogDay, noLogs } from "./log-days.js";
import type { RolledUpDay } from "./partitions.js";

const DAY = 86_400_000;
/** Days at the end of a query, or up to today, that are made anew when all is to be. */
const LAST_DAYS = 3;

/** What there is, by day and by folder. */
export interface State {
  logs: ReadonlyMap<string, LogDay>;
  rolledUp: ReadonlyMap<string, RolledUpDay>;
  /** Number of the roll-up's files by folder, `s3://bucket/prefix/`. */
  files: ReadonlyMap<string, number>;
}

/** What is to be done about the days of a query. */
export interface Staleness {
  /** Days to be rolled up. */
  stale: LogDay[];
  /** Days, `YYYY-MM-DD`, that have fewer log objects than they were made from, since those expire: they stay as they are. */
  outlived: string[];
  /** Days whose files went when their log had expired, in part at least: too little is known of them. */
  damaged: string[];
}

/**
 * The days of a query that must be rolled up before it: those the roll-up does not have, has from other log objects or
 * by other rules, or has lost files of. A day that is old enough for its log to have expired, and has fewer log objects
 * than it was made from, is left as it is: the roll-up outlives the log.
 * @param all whether the last three days are made anew whatever they are
 * @param expirationDays days after which log objects expire by the bucket's lifecycle rule
 */
export function staleDays(
  { logs, rolledUp, files }: State,
  { firstFolder, lastFolder }: Pick<EngineQuery, "firstFolder" | "lastFolder">,
  { now, all, expirationDays }: { now: Date; all: boolean; expirationDays: number },
): Staleness {
  const end = Math.min(now.getTime(), Date.parse(lastFolder));
  const lastDays = dayOf(end - (LAST_DAYS - 1) * DAY);
  const found: Staleness = { stale: [], outlived: [], damaged: [] };
  const days = [...new Set([...logs.keys(), ...rolledUp.keys()])].filter(
    (day) => day >= firstFolder && day <= lastFolder,
  );
  for (const day of days.toSorted()) {
    const log = logs.get(day) ?? noLogs(day);
    const made = rolledUp.get(day);
    // Log objects without any line are rare, and then a day is made anew for nothing; a lost one would stay lost.
    const lost = made?.files === 0 && log.bytes > 0;
    const whole = made !== undefined && !lost && (files.get(made.location) ?? 0) === made.files;
    const incomplete = made?.incomplete === true && log.objects <= made.objects;
    if (incomplete) found.damaged.push(day);
    // The rule may have been a stricter one when the day was rolled up.
    const rule = Math.min(expirationDays, made?.expirationDays ?? expirationDays);
    if (made !== undefined && log.objects < made.objects && day <= dayOf(now.getTime() - rule * DAY)) {
      if (!incomplete) (whole ? found.outlived : found.damaged).push(day);
      if (!whole && log.objects > 0) found.stale.push(log);
      continue;
    }
    const fresh = whole && made.fingerprint === log.fingerprint && made.version === CALLS_VERSION;
    if (!fresh || (all && day >= lastDays)) found.stale.push(log);
  }
  return found;
}

/** Days Athena writes at once (Athena User Guide, "UNLOAD": at most 100 partitions). */
const DAYS_AT_ONCE = 100;
/** Share of the workgroup's limit to use: bodies under `data/`, which are scanned too, are in no listing. */
const SHARE = 0.8;

/**
 * Days in as few statements as the workgroup's limit allows. A day that is larger than that alone stands alone.
 * @param cutoff bytes that a statement may scan
 */
export function statements(days: readonly LogDay[], cutoff: number): LogDay[][] {
  const groups: LogDay[][] = [];
  let bytes = 0;
  for (const day of days) {
    const last = groups.at(-1);
    bytes += day.bytes;
    if (last === undefined || last.length === DAYS_AT_ONCE || bytes > cutoff * SHARE) {
      groups.push([day]);
      bytes = day.bytes;
    } else last.push(day);
  }
  return groups;
}
