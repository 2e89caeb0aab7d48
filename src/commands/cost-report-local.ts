import { join } from "node:path";
import { Interrupted } from "../errors.js";
import { packageVersion } from "../package.js";
import { readUsage } from "../report/local/engine.js";
import { Ledger } from "../report/local/ledger/ledger.js";
import type { LogSource } from "../report/local/source.js";
import { megabytes } from "../report/render/numbers.js";
import type { EngineQuery, UsageResult } from "../report/usage.js";
import type { Context } from "./context.js";
import type { CacheUse } from "./cost-report-options.js";
import { requireAnyLogs } from "./cost-report-source.js";

/** Where calls that were read before are kept, among what ccb keeps. */
const LEDGER = "cache/calls";

/** To be raised when something else is read off a record, or kept of it: releases make ledgers anew in any case. */
const LEDGER_VERSION = 2;

/**
 * A month's usage by engine `local`.
 * @throws KnownError `no_logs`, `interrupted`
 */
export async function localUsage(
  cx: Context,
  source: LogSource,
  query: EngineQuery,
  cache: CacheUse,
): Promise<UsageResult> {
  const ledger =
    cache === "none"
      ? undefined
      : new Ledger({
          folder: join(cx.dataFolder(), LEDGER),
          source: source.name,
          version: `${LEDGER_VERSION} ${packageVersion()}`,
          fresh: cache === "refresh",
        });
  const work = cx.longWork();
  const usage = await readUsage({
    source,
    query,
    signal: cx.io.signal,
    ...(ledger === undefined ? {} : { ledger }),
    onProgress: ({ files, totalFiles, bytes, totalBytes }) =>
      work.update(
        `${files} of ${totalFiles} log objects read, ${megabytes(bytes)} of ${megabytes(totalBytes)} MB`,
      ),
  })
    .catch((error: unknown) => {
      if (!cx.io.signal.aborted) throw error;
      throw new Interrupted(
        ledger === undefined
          ? "interrupted"
          : "interrupted; the next report goes on from the days that were read",
      );
    })
    .finally(() => work.stop());
  if (ledger?.failure !== undefined) {
    cx.say(
      `.ccb/${LEDGER} cannot be written, so the next report reads the logs again: ${ledger.failure.message}`,
    );
  }
  if (usage.scan.files === 0) await requireAnyLogs(source);
  return usage;
}
