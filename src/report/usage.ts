import type { Warning } from "./report-types.js";

/**
 * Calls that are priced and attributed alike. Both engines hand over their findings as sums over such classes; prices
 * and owners are looked up once, in one place, for both.
 */
export interface UsageClass {
  /** Day of the call, UTC, `YYYY-MM-DD`. */
  day: string;
  /** As logged: an ARN or an id; null when the record has none. */
  modelId: string | null;
  /**
   * The model the response names: `claude-opus-5-5`. Only for application inference profiles, whose ARN does not
   * tell it; null for everything else, so that calls alike are not split.
   */
  bodyModel: string | null;
  /** `identity.arn` as logged. */
  principal: string | null;
  /** `accountId` as logged. */
  account: string | null;
  /** Region of the record, not the one the call was served from. */
  region: string | null;
  /**
   * The call was served in another geography than the one it was made in. Only for application inference profiles,
   * where nothing else may tell a `global.` one; false for everything else.
   */
  abroad: boolean;
  /** Service tier in lower case; null for the standard one, and for failed calls. */
  tier: string | null;
  /** The model refused, without any output. False for failed calls. */
  refused: boolean;
  /** What the request metadata says under each of `EngineQuery.metadataKeys`. */
  metadata: readonly (string | null)[];
  /** How many of `EngineQuery.thresholds` the prompt exceeds; 0 for failed and unmetered calls. */
  band: number;
  /** How many of `EngineQuery.slots` are not after the call. */
  slot: number;
}

/** A class apart from the time and the size of its calls. */
export type CallerClass = Omit<UsageClass, "day" | "band" | "slot">;

/** The class of whatever has one, its members in one order. */
export function callerOf(usageClass: CallerClass): CallerClass {
  const { modelId, bodyModel, principal, account, region, abroad, tier, refused, metadata } = usageClass;
  return { modelId, bodyModel, principal, account, region, abroad, tier, refused, metadata };
}

/** Sums over the calls of one class. All are safe integers. */
interface UsageSums {
  /** Calls that did not fail, unmetered ones included. */
  invocations: number;
  /** Calls with an `errorCode`; their tokens are added nowhere. */
  errors: number;
  /** Calls without token counts, in the envelope and in the body. */
  unmetered: number;
  /** Calls, failed ones included, with token counts that are no whole numbers of at least 0: missing ones. */
  oddCounts: number;
  /** Without cache reads and writes. */
  inputTokens: number;
  cacheReadTokens: number;
  /** Written to the 5-minute cache, by word of the body. */
  cacheWrite5mTokens: number;
  /** Written to the 1-hour cache, by word of the body. */
  cacheWrite1hTokens: number;
  /** Written to the cache where no body says for how long. */
  cacheWriteUnknownTokens: number;
  outputTokens: number;
}

export interface UsageRow extends UsageClass, UsageSums {}

/** How much was read. */
export interface Scan {
  /** Log objects. */
  files: number;
  /** As stored, compressed. */
  bytes: number;
  /** Records of all folders read, copies and records of other months included. */
  records: number;
  seconds: number;
}

/** What an engine found in the logs of one month. */
export interface UsageResult {
  /** At most one row a class, in no particular order. */
  rows: UsageRow[];
  /** Lines that are no record, in all folders read. */
  malformed: number;
  /** Surplus copies of the month's records. */
  duplicates: number;
  scan: Scan;
  /** What the engine knows to make figures less than certain. */
  warnings?: Warning[];
}

/** What an engine needs to know. Times are milliseconds since 1970 UTC. */
export interface EngineQuery {
  /** `YYYY-MM`. */
  month: string;
  /** First day of folders to read, `YYYY-MM-DD`: the day before the month. */
  firstFolder: string;
  /** Last day of folders to read, `YYYY-MM-DD`: the day after the month. */
  lastFolder: string;
  /** First instant of the month. */
  start: number;
  /** First instant after the month. */
  end: number;
  /** Prompt sizes, in tokens, above which some model costs more; ascending, each once. */
  thresholds: readonly number[];
  /** Instants inside the month at which a profile or developer changes hands in the register; ascending, each once. */
  slots: readonly number[];
  /** Keys of the request metadata by which calls are told apart; each once. */
  metadataKeys: readonly string[];
}

/** The last instant known to be before or at every call of a slot: enough to look up the register. */
export function slotStart(query: Pick<EngineQuery, "start" | "slots">, slot: number): number {
  return slot === 0 ? query.start : (query.slots[slot - 1] ?? query.start);
}
