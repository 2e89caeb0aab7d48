import type { Aws } from "../../../aws/aws.js";
import { isDenied } from "../../../aws/errors.js";
import type { Names } from "../../../config/names.js";
import type { Stack } from "../../../engine/kind.js";
import { KnownError } from "../../../errors.js";
import { listed } from "../../listed.js";
import { counted } from "../../../counted.js";
import { megabytes } from "../../render/numbers.js";
import type { Warning } from "../../report-types.js";
import { scanSum } from "../scan-cost.js";
import {
  type AthenaUsage,
  type AthenaUsageInput,
  athenaUsage,
  placeOf,
  queriedUsage,
  tablesOf,
} from "../usage.js";
import { rolledUpUsageSql } from "../usage-sql.js";
import { removeOrphans } from "./orphans.js";
import { type RollUp, type RollUpRun, bringUpToDate } from "./roll-up.js";

export interface RolledUpUsageInput extends AthenaUsageInput {
  names: AthenaUsageInput["names"] & Pick<Names, "logsBucket" | "logsKeyPrefix" | "rollUpPrefix">;
  stack: Pick<Stack, "account" | "region">;
  /** Bytes that one statement may scan: the workgroup's limit. */
  cutoff: number;
  /** Days after which log objects expire by the bucket's lifecycle rule. */
  expirationDays: number;
  /** Whether the last three days are rolled up anew whatever they are. */
  refresh: boolean;
  /** Told in one sentence what was rolled up, and why the roll-up was not used. */
  say(text: string): void;
}

/**
 * A month's usage from the roll-up of the log, after bringing its days up to date: the figures are those of
 * `athenaUsage`, for a small part of the bytes, and stay when the log has expired. Without the roll-up's table, or
 * without the permissions that it takes, it is `athenaUsage`. `scan` and `scanCostUsd` are sums over all queries.
 * @param aws lets many reads run at once
 * @throws KnownError, see runQuery
 */
export async function rolledUpUsage(aws: Aws, input: RolledUpUsageInput): Promise<AthenaUsage> {
  const rollUp = rollUpOf(input);
  let run: RollUpRun | undefined;
  let usage: AthenaUsage | undefined;
  try {
    run = await bringUpToDate(aws, rollUp, input.query, input.refresh);
    if (run === undefined) {
      const { database, callsTable } = rollUp.tables;
      input.say(`The logs are read: there is no roll-up table ${database}.${callsTable}; run ccb apply.`);
    } else {
      sayWhatWasDone(input, run);
      usage = await queriedUsage(aws, rolledUpUsageSql(rollUp.tables, input.query), input);
      usage.warnings = [...warningsOf(run)];
    }
  } catch (error) {
    const denied = denial(error);
    if (denied === undefined) throw error;
    input.say(`The logs are read, since the roll-up may not be used: ${denied}`);
  }
  usage ??= await athenaUsage(aws, input);
  if ((run?.days ?? 0) > 0) await tidyUp(aws, rollUp, input);
  return withScans(usage, run);
}

function rollUpOf(input: RolledUpUsageInput): RollUp {
  const { names, stack, cutoff, expirationDays, now, signal, onProgress } = input;
  return {
    place: placeOf({ names }),
    tables: tablesOf({ names }),
    logs: {
      bucket: names.logsBucket,
      prefix: `${names.logsKeyPrefix}/`,
      account: stack.account,
      region: stack.region,
    },
    files: { bucket: names.logsBucket, prefix: names.rollUpPrefix, account: stack.account },
    ...{ cutoff, expirationDays, now, signal, onProgress },
  };
}

/** What makes the roll-up's figures other than those of the logs. */
function* warningsOf({ outlived, damaged }: RollUpRun): Iterable<Warning> {
  if (outlived.length > 0) {
    yield {
      code: "logs_expired",
      message: `logs have expired, so the figures are those of the roll-up: ${listed(outlived)}`,
    };
  }
  if (damaged.length > 0) {
    yield {
      code: "roll_up_damaged",
      message: `logs have expired and files of the roll-up are gone, so too little is known of ${listed(damaged)}`,
    };
  }
}

function sayWhatWasDone({ query, say }: RolledUpUsageInput, { days, scans }: RollUpRun): void {
  if (days === 0) return;
  say(`Rolled up ${counted(days, "day")} for ${query.month}, ${megabytes(scanSum(scans).bytes)} MB scanned.`);
}

async function tidyUp(aws: Aws, { files, tables, now }: RollUp, { say }: RolledUpUsageInput) {
  try {
    await removeOrphans(aws, files, tables, now);
  } catch (error) {
    // The report is made; what is left over costs next to nothing, and the next run tries again.
    const { awsCall, message } = error as Error & { awsCall?: string };
    say(`Files that the roll-up no longer needs were not deleted: ${awsCall ?? "S3"}: ${message}`);
  }
}

function withScans(usage: AthenaUsage, run: RollUpRun | undefined): AthenaUsage {
  if (run === undefined) return usage;
  const before = scanSum(run.scans);
  const { scan } = usage;
  return {
    ...usage,
    scan: { ...scan, bytes: scan.bytes + before.bytes, seconds: scan.seconds + before.seconds },
    scanCostUsd: usage.scanCostUsd + before.costUsd,
  };
}

/** What the caller may not do, if that is what an error says. */
function denial(error: unknown): string | undefined {
  if (error instanceof KnownError) {
    const { reason } = (error.details ?? {}) as { reason?: string };
    return error.code === "access_denied" ? (reason ?? error.message) : undefined;
  }
  if (!isDenied(error)) return undefined;
  const { awsCall, message } = error as Error & { awsCall?: string };
  return awsCall === undefined ? message : `${awsCall}: ${message}`;
}
