import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { EngineQuery } from "../usage.js";
import type { CallBatch } from "./batch.js";
import type { Task } from "./tasks.js";
import { type WorkerAnswer, errorOf } from "./worker-protocol.js";

/** Messages a worker has at once: the next one waits there while it works. */
const WAITING = 2;

/** Little of what a worker makes lives long: a small nursery does, and several large ones would take more memory. */
const LIMITS = { maxYoungGenerationSizeMb: 6 };

/** The built worker beside the built program; undefined when this is not the built program. */
export function builtWorker(): string | undefined {
  const file = fileURLToPath(new URL("report-worker.js", import.meta.url));
  return existsSync(file) ? file : undefined;
}

/**
 * Has groups of tasks done by worker threads.
 * @param onBatch is called in the order in which each worker finished its batches
 * @throws what a worker met; then all workers are stopped
 */
export async function runInWorkers(options: {
  file: string;
  workers: number;
  query: EngineQuery;
  groups: AsyncGenerator<Task[]>;
  onBatch: (worker: number, batch: CallBatch) => void;
}): Promise<void> {
  const { file, workers, query, groups, onBatch } = options;
  const threads = Array.from({ length: workers }, (_, number) => {
    return new WorkerThread(new Worker(file, { workerData: query, resourceLimits: LIMITS }), (batch) =>
      onBatch(number, batch),
    );
  });
  try {
    await Promise.all(
      threads.flatMap((thread) => Array.from({ length: WAITING }, () => feed(thread, groups))),
    );
  } finally {
    await Promise.all(threads.map((thread) => thread.stop()));
  }
}

async function feed(thread: WorkerThread, groups: AsyncGenerator<Task[]>): Promise<void> {
  for (let next = await groups.next(); next.done !== true; next = await groups.next()) {
    await thread.run(next.value);
  }
}

/** A worker thread that answers each message with one, in order. */
class WorkerThread {
  private readonly waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  private failure: Error | undefined;

  constructor(
    private readonly worker: Worker,
    onBatch: (batch: CallBatch) => void,
  ) {
    worker.on("message", (answer: WorkerAnswer) => {
      const done = this.waiting.shift();
      if ("failure" in answer) return done?.reject(errorOf(answer.failure));
      try {
        onBatch(answer.batch);
        done?.resolve();
      } catch (error) {
        done?.reject(error as Error);
      }
    });
    worker.on("error", (error) => this.fail(error));
    worker.on("exit", (code) => this.fail(new Error(`a worker of the cost report ended early (${code})`)));
  }

  run(tasks: Task[]): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(tasks, []);
    });
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}
