/** Entry of a worker thread of the local engine: reads log objects, and answers each message with a batch of calls. */
import { parentPort, workerData } from "node:worker_threads";
import type { EngineQuery } from "../usage.js";
import { LogReader } from "./log-reader.js";
import { type Task, runTasks } from "./tasks.js";
import { type WorkerAnswer, failureOf } from "./worker-protocol.js";

const reader = new LogReader(workerData as EngineQuery);

let last = Promise.resolve();
parentPort?.on("message", (tasks: Task[]) => {
  // One after the other, so that an answer holds the calls of its message and no others.
  last = last.then(() => answer(tasks));
});

async function answer(tasks: Task[]): Promise<void> {
  try {
    await runTasks(reader, tasks);
    const batch = reader.take();
    const reply: WorkerAnswer = { batch };
    parentPort?.postMessage(reply, [batch.ids.buffer, batch.values.buffer] as ArrayBuffer[]);
  } catch (error) {
    const reply: WorkerAnswer = { failure: failureOf(error) };
    parentPort?.postMessage(reply, []);
  }
}
