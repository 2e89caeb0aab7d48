import { MessageChannel } from "node:worker_threads";

/** Smaller buffers may be parts of a pool that others use, and are not worth it. */
const WORTH_IT = 1 << 16;

/** What is sent to a closed port is dropped, and what was transferred with it is freed. */
const { port1: nowhere, port2: elsewhere } = new MessageChannel();
nowhere.close();
elsewhere.close();

/**
 * Frees the memory of buffers that nobody uses any more. The garbage collector comes late for them: it counts what
 * JavaScript allocates, and a megabyte outside its heap is one small object to it.
 */
export function free(...views: ArrayBufferView[]): void {
  const buffers = views.map(({ buffer }) => buffer).filter(({ byteLength }) => byteLength >= WORTH_IT);
  nowhere.postMessage(undefined, buffers as ArrayBuffer[]);
}
