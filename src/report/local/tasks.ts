import { createReadStream, readFileSync } from "node:fs";
import type { LogReader } from "./log-reader.js";
import { isLarge, readPacked, readStream } from "./unpack.js";

/** A log object to be read: its content, or the file that holds it. */
export type Task = { key: string; size: number } & ({ file: string } | { packed: Uint8Array });

/** Reads the lines of some objects. @throws KnownError `damaged_object`, and what reading a file throws */
export async function runTasks(reader: LogReader, tasks: readonly Task[]): Promise<void> {
  for (const task of tasks) {
    if ("packed" in task) {
      const { buffer, byteOffset, length } = task.packed;
      await readPacked(reader, task.key, Buffer.from(buffer, byteOffset, length));
    } else if (isLarge(task.size)) await readStream(reader, task.key, createReadStream(task.file));
    else await readPacked(reader, task.key, readFileSync(task.file));
  }
}
