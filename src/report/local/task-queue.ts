import { KnownError } from "../../errors.js";
import type { LogObject, LogSource } from "./source.js";
import type { Task } from "./tasks.js";

/** Objects go to a worker together up to this size, packed: a message for each small one would cost more. */
const GROUP_BYTES = 1 << 20;
const GROUP_OBJECTS = 32;

/** Content that is fetched ahead, in bytes as stored. */
const AHEAD_BYTES = 32 << 20;

/** The objects as groups of tasks, in order. Content that no worker can read by itself is fetched ahead. */
export async function* taskGroups(source: LogSource, objects: readonly LogObject[]): AsyncGenerator<Task[]> {
  let group: Task[] = [];
  let bytes = 0;
  for await (const task of tasksOf(source, objects)) {
    group.push(task);
    bytes += task.size;
    if (bytes < GROUP_BYTES && group.length < GROUP_OBJECTS) continue;
    yield group;
    group = [];
    bytes = 0;
  }
  if (group.length > 0) yield group;
}

async function* tasksOf(source: LogSource, objects: readonly LogObject[]): AsyncGenerator<Task> {
  const { fileOf } = source;
  if (fileOf !== undefined) {
    for (const { key, size } of objects) yield { key, size, file: fileOf(key) };
    return;
  }
  const ahead: { size: number; task: Promise<Task> }[] = [];
  let bytes = 0;
  let next = 0;
  while (next < objects.length || ahead.length > 0) {
    while (
      next < objects.length &&
      ahead.length < source.readsAtOnce &&
      (bytes < AHEAD_BYTES || ahead.length === 0)
    ) {
      const object = objects[next++] as LogObject;
      const task = fetchTask(source, object);
      // Its turn to be awaited comes later; until then a failure is not unhandled.
      task.catch(() => undefined);
      ahead.push({ size: object.size, task });
      bytes += object.size;
    }
    const first = ahead.shift() as (typeof ahead)[number];
    yield await first.task;
    bytes -= first.size;
  }
}

async function fetchTask(source: LogSource, { key, size }: LogObject): Promise<Task> {
  const packed = await source.read(key);
  if (packed === undefined) {
    throw new KnownError(
      "missing_object",
      `the log object ${key} is gone from ${source.name} since it was listed`,
    );
  }
  return { key, size, packed };
}
