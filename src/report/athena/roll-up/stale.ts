import { dayOf } from "../../timestamp.js";
import type { EngineQuery } from "../../usage.js";
import { CALLS_VERSION } from "./calls-table.js";
import { type LogDay, noLogs } from "./log-days.js";
import type { RolledUpDay } from "./partitions.js";

const DAY = 86_400_000;
/** Days, today included, in which log objects may still come, and none has expired yet. */
const RECENT_DAYS = 3;

/** What there is, by day and by folder. */
export interface State {
  logs: ReadonlyMap<string, LogDay>;
  rolledUp: ReadonlyMap<string, RolledUpDay>;
  /** Number of the roll-up's files by folder, `s3://bucket/prefix/`. */
  files: ReadonlyMap<string, number>;
}

/**
 * The days of a query that must be rolled up before it: those the roll-up does not have, has from other log objects or
 * by other rules, or has lost files of. A day that has fewer log objects than it was made from is left as it is unless
 * it is recent: logs expire by the bucket's lifecycle rule, and the roll-up outlives them.
 * @param all whether the recent days are made anew whatever they are
 * @returns `damaged`: days whose files are gone and whose log has expired
 */
export function staleDays(
  { logs, rolledUp, files }: State,
  { firstFolder, lastFolder }: Pick<EngineQuery, "firstFolder" | "lastFolder">,
  { now, all }: { now: Date; all: boolean },
): { stale: LogDay[]; damaged: string[] } {
  const recentFrom = dayOf(now.getTime() - (RECENT_DAYS - 1) * DAY);
  const stale: LogDay[] = [];
  const damaged: string[] = [];
  const days = [...new Set([...logs.keys(), ...rolledUp.keys()])].filter(
    (day) => day >= firstFolder && day <= lastFolder,
  );
  for (const day of days.toSorted()) {
    const log = logs.get(day) ?? noLogs(day);
    const made = rolledUp.get(day);
    const recent = day >= recentFrom;
    const whole = made !== undefined && (files.get(made.location) ?? 0) === made.files;
    if (made !== undefined && !recent && log.objects < made.objects) {
      if (!whole) damaged.push(day);
      continue;
    }
    const fresh = whole && made.fingerprint === log.fingerprint && made.version === CALLS_VERSION;
    if (!fresh || (all && recent)) stale.push(log);
  }
  return { stale, damaged };
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
