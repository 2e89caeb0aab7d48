import { MessageChannel } from "node:worker_threads";

/** Smaller buffers are not worth it, and may be part of a pool that others use. */
const WORTH_IT = Math.max(1 << 16, Buffer.poolSize);

/** What is sent to a closed port is dropped, and what was transferred with it is freed. */
const { port1: nowhere, port2: elsewhere } = new MessageChannel();
nowhere.close();
elsewhere.close();

/**
 * Frees the memory of buffers that nobody uses any more. The garbage collector comes late for them: it counts what
 * JavaScript allocates, and a megabyte outside its heap is one small object to it.
 */
export function free(...views: ArrayBufferView[]): void {
  for (const { buffer } of views) {
    if (buffer.byteLength <= WORTH_IT) continue;
    try {
      nowhere.postMessage(undefined, [buffer as ArrayBuffer]);
    } catch {
      // Not all memory can be let go of by hand: it is the collector's then.
    }
  }
}
