import { join } from "node:path";
import type { Config } from "../config/schema.js";
import { KnownError } from "../errors.js";
import type { RegisterLine } from "../register/register.js";
import { packageVersion } from "../package.js";
import { readUsage } from "../report/local/engine.js";
import { findLogObjects } from "../report/local/find-objects.js";
import { Ledger } from "../report/local/ledger/ledger.js";
import type { LogSource } from "../report/local/source.js";
import { engineQuery } from "../report/query.js";
import type { UsageResult } from "../report/usage.js";
import type { Context } from "./context.js";
import type { CacheUse } from "./cost-report-options.js";

/** Where calls that were read before are kept, in the working directory. */
const LEDGER = ".ccb/cache/calls";

/**
 * A month's usage by engine `local`.
 * @throws KnownError `no_logs`
 */
export async function localUsage(
  cx: Context,
  config: Config,
  source: LogSource,
  register: RegisterLine[],
  month: string,
  cache: CacheUse,
): Promise<UsageResult> {
  const ledger =
    cache === "none"
      ? undefined
      : new Ledger({
          folder: join(cx.io.cwd, LEDGER),
          source: source.name,
          version: packageVersion(),
          fresh: cache === "refresh",
        });
  const work = cx.longWork();
  const usage = await readUsage({
    source,
    query: engineQuery(config, month, register),
    signal: cx.io.signal,
    ...(ledger === undefined ? {} : { ledger }),
    onProgress: ({ files, totalFiles, bytes, totalBytes }) =>
      work.update(
        `${files} of ${totalFiles} log objects read, ${megabytes(bytes)} of ${megabytes(totalBytes)} MB`,
      ),
  }).finally(() => work.stop());
  if (ledger?.failure !== undefined) {
    cx.say(`${LEDGER} cannot be written, so the next report reads the logs again: ${ledger.failure.message}`);
  }
  if (usage.scan.files === 0) await requireAnyLogs(source);
  return usage;
}

/** A month without calls is a finding; a place without any logs is a mistake. */
async function requireAnyLogs(source: LogSource): Promise<void> {
  const everything = { month: "", firstFolder: "0000-00-00", lastFolder: "9999-99-99", start: 0, end: 0 };
  const all = await findLogObjects(source, { ...everything, thresholds: [], slots: [] });
  if (all.length > 0) return;
  throw new KnownError(
    "no_logs",
    `there are no invocation logs under ${source.name}`,
    "expected …/AWSLogs/ACCOUNT/BedrockModelInvocationLogs/REGION/YYYY/MM/DD/HH/*.json.gz; logs arrive minutes after a call",
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
