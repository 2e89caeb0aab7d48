import { namesOf } from "../config/names.js";
import type { Config } from "../config/schema.js";
import type { Stack } from "../engine/kind.js";
import { S3_READS_AT_ONCE, s3Source } from "../report/local/s3-source.js";
import { megabytes } from "../report/render/numbers.js";
import type { EngineQuery, UsageResult } from "../report/usage.js";
import type { Context } from "./context.js";
import type { CacheUse } from "./cost-report-options.js";
import { requireAnyLogs } from "./cost-report-source.js";

/** Usage of months by engine `athena`. */
export async function athenaMonths(
  cx: Context,
  config: Config,
  stack: Stack,
  queryOf: (month: string) => EngineQuery,
  cache: CacheUse,
): Promise<(month: string) => Promise<UsageResult>> {
  const aws = await cx.aws(config.region, { readsAtOnce: S3_READS_AT_ONCE });
  const { athenaUsage } = await import("../report/athena/usage.js");
  const { rolledUpUsage } = await import("../report/athena/roll-up/usage.js");
  const names = namesOf(config);
  const { logsBucket } = names;
  return async (month) => {
    const work = cx.longWork();
    // A line that is redrawn must be gone before others are written.
    const said: string[] = [];
    const input = {
      names,
      stack,
      query: queryOf(month),
      now: new Date(),
      signal: cx.io.signal,
      onProgress: ({ bytes }: { bytes: number }) =>
        work.update(`Athena reads for ${month}: ${megabytes(bytes)} MB so far`),
    };
    const found = await (
      cache === "none"
        ? athenaUsage(aws, input)
        : rolledUpUsage(aws, {
            ...input,
            cutoff: config.attribution.athena.bytesScannedCutoff,
            expirationDays: config.logging.expirationDays,
            refresh: cache === "refresh",
            say: (text) => said.push(text),
          })
    ).finally(() => work.stop());
    for (const text of said) cx.say(text);
    if (found.scan.files === 0) await requireAnyLogs(s3Source(aws, { bucket: logsBucket, prefix: "" }));
    const { scan, scanCostUsd } = found;
    cx.say(`Athena scanned ${megabytes(scan.bytes)} MB for ${month}, about $${scanCostUsd.toFixed(6)}.`);
    return found;
  };
}
