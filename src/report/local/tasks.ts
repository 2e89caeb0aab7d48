import { closeSync, createReadStream, readFileSync } from "node:fs";
import { openRegular } from "../../files/regular-file.js";
import type { LogReader } from "./log-reader.js";
import { isLarge, readPacked, readStream } from "./unpack.js";

/** A log object to be read: its content, or the file that holds it. */
export type Task = { key: string; size: number } & ({ file: string } | { packed: Uint8Array });

/**
 * Reads the lines of some objects.
 * @throws KnownError `damaged_object`, `not_a_file`, and what reading a file throws
 */
export async function runTasks(reader: LogReader, tasks: readonly Task[]): Promise<void> {
  for (const task of tasks) {
    if ("packed" in task) {
      const { buffer, byteOffset, length } = task.packed;
      await readPacked(reader, task.key, Buffer.from(buffer, byteOffset, length));
    } else await readFrom(reader, task.key, task.file, task.size);
  }
}

async function readFrom(reader: LogReader, key: string, file: string, size: number): Promise<void> {
  const fd = openRegular(file);
  // The stream closes it.
  if (isLarge(size)) return readStream(reader, key, createReadStream(file, { fd }));
  try {
    await readPacked(reader, key, readFileSync(fd));
  } finally {
    closeSync(fd);
  }
}
