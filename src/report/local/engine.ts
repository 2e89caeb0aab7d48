import { availableParallelism } from "node:os";
import type { EngineQuery, UsageResult } from "../usage.js";
import type { CallBatch } from "./batch.js";
import { CallTable } from "./call-table.js";
import { findLogObjects } from "./find-objects.js";
import { free } from "./free.js";
import { LogReader } from "./log-reader.js";
import { builtWorker, runInWorkers } from "./pool.js";
import type { Ledger } from "./ledger/ledger.js";
import type { LogObject, LogSource } from "./source.js";
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
  /** Calls read before, so that only new log objects are read. */
  ledger?: Ledger;
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
  const { source, query, ledger, onProgress, signal } = options;
  const started = performance.now();
  const objects = await findLogObjects(source, query);
  const totalBytes = sizeOf(objects);
  const secondsTaken = () => Number(((performance.now() - started) / 1000).toFixed(3));
  const known = ledger?.month(objects, query);
  if (known !== undefined) {
    const { records, ...figures } = known;
    const scan = { files: objects.length, bytes: totalBytes, records, seconds: secondsTaken() };
    return { ...figures, scan };
  }
  const table = new CallTable(query);
  const seen = { files: 0, bytes: 0, records: 0, malformed: 0 };
  const add = (batch: CallBatch, numbers: number[]) => {
    signal?.throwIfAborted();
    table.add(batch, numbers);
    free(batch.ids, batch.values);
    for (const { bytes, records, malformed } of batch.objects) {
      seen.files += 1;
      seen.bytes += bytes;
      seen.records += records;
      seen.malformed += malformed;
    }
    onProgress?.({ files: seen.files, bytes: seen.bytes, totalFiles: objects.length, totalBytes });
  };
  const unread =
    ledger === undefined
      ? { objects, query }
      : await ledger.lookUp(objects, query, (batch) => add(batch, []));
  const numbers: number[][] = [];
  const wanted = query.metadataKeys.map((key) => unread.query.metadataKeys.indexOf(key));
  await readObjects({ ...options, query: unread.query }, unread.objects, (worker, batch) => {
    ledger?.note(worker, batch);
    // The ledger may have asked for more of the metadata than the report does.
    batch.newClasses = batch.newClasses.map((usageClass) => ({
      ...usageClass,
      metadata: wanted.map((i) => usageClass.metadata[i] ?? null),
    }));
    add(batch, (numbers[worker] ??= []));
  });
  await ledger?.written();
  const { files, bytes, records, malformed } = seen;
  const figures = { rows: table.rows(), malformed, duplicates: table.duplicates };
  ledger?.keepMonth(objects, query, { ...figures, records });
  return { ...figures, scan: { files, bytes, records, seconds: secondsTaken() } };
}

async function readObjects(
  { source, query, workers, workerFile = builtWorker() }: LocalOptions,
  objects: readonly LogObject[],
  onBatch: (worker: number, batch: CallBatch) => void,
): Promise<void> {
  const threads = workerFile === undefined ? 0 : (workers ?? workersFor(sizeOf(objects)));
  const groups = taskGroups(source, objects);
  if (threads > 0 && workerFile !== undefined && objects.length > 0) {
    return runInWorkers({ file: workerFile, workers: threads, query, groups, onBatch });
  }
  const reader = new LogReader(query);
  for await (const tasks of groups) {
    await runTasks(reader, tasks);
    onBatch(0, reader.take());
  }
}

function sizeOf(objects: readonly LogObject[]): number {
  return objects.reduce((sum, { size }) => sum + size, 0);
}

function workersFor(bytes: number): number {
  return bytes < WORTH_THREADS ? 0 : Math.min(availableParallelism(), MOST_WORKERS);
}
