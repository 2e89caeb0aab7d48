import { availableParallelism } from "node:os";
import type { EngineQuery, UsageResult } from "../usage.js";
import type { CallBatch } from "./batch.js";
import { CallTable } from "./call-table.js";
import { findLogObjects } from "./find-objects.js";
import { LogReader } from "./log-reader.js";
import { builtWorker, runInWorkers } from "./pool.js";
import type { LogSource } from "./source.js";
import { taskGroups } from "./task-queue.js";
import { runTasks } from "./tasks.js";

/** Below this much, in bytes as stored, starting threads takes longer than reading. */
const WORTH_THREADS = 4 << 20;

/** More threads would take memory and gain little. */
const MOST_WORKERS = 4;

/** How far reading has come. */
interface ReadProgress {
  files: number;
  bytes: number;
  totalFiles: number;
  /** As stored. */
  totalBytes: number;
}

export interface LocalOptions {
  source: LogSource;
  query: EngineQuery;
  onProgress?: (progress: ReadProgress) => void;
  signal?: AbortSignal;
  /** Threads; 0 reads in this one. By default as many as pay. */
  workers?: number;
  /** The built worker. */
  workerFile?: string;
}

/**
 * Engine `local`: reads the log objects themselves.
 * @throws KnownError `damaged_object`, `missing_object`; the signal's reason when aborted
 */
export async function readUsage(options: LocalOptions): Promise<UsageResult> {
  const { source, query, onProgress, signal } = options;
  const started = performance.now();
  const objects = await findLogObjects(source, query);
  const totalBytes = objects.reduce((sum, { size }) => sum + size, 0);
  const table = new CallTable(query);
  const seen = { files: 0, bytes: 0, records: 0, malformed: 0 };
  const numbers: number[][] = [];
  const onBatch = (worker: number, batch: CallBatch) => {
    signal?.throwIfAborted();
    table.add(batch, (numbers[worker] ??= []));
    for (const { bytes, records, malformed } of batch.objects) {
      seen.files += 1;
      seen.bytes += bytes;
      seen.records += records;
      seen.malformed += malformed;
    }
    onProgress?.({ files: seen.files, bytes: seen.bytes, totalFiles: objects.length, totalBytes });
  };
  const file = options.workerFile ?? builtWorker();
  const workers = file === undefined ? 0 : (options.workers ?? workersFor(totalBytes));
  const groups = taskGroups(source, objects);
  if (workers > 0 && file !== undefined) await runInWorkers({ file, workers, query, groups, onBatch });
  else {
    const reader = new LogReader(query);
    for await (const tasks of groups) {
      await runTasks(reader, tasks);
      onBatch(0, reader.take());
    }
  }
  const { files, bytes, records, malformed } = seen;
  const seconds = Number(((performance.now() - started) / 1000).toFixed(3));
  return {
    rows: table.rows(),
    malformed,
    duplicates: table.duplicates,
    scan: { files, bytes, records, seconds },
  };
}

function workersFor(bytes: number): number {
  return bytes < WORTH_THREADS ? 0 : Math.min(availableParallelism(), MOST_WORKERS);
}
