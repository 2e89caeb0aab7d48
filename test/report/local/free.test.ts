import { expect, test } from "vitest";
import { free } from "../../../src/report/local/free.js";

/** Node has it, but no types for it. */
declare const WebAssembly: { Memory: new (size: { initial: number }) => { buffer: ArrayBuffer } };

test("what is freed is gone, and what others may use stays", () => {
  const large = new Uint8Array(1 << 20);
  const pooled = Buffer.from("a few bytes of the pool");
  const shared = new Uint8Array(new SharedArrayBuffer(1 << 20));
  const memory = new Uint8Array(new WebAssembly.Memory({ initial: 32 }).buffer);
  free(large, pooled, shared, memory);
  expect(large.byteLength).toBe(0);
  expect(pooled.toString()).toBe("a few bytes of the pool");
  expect([shared.byteLength, memory.byteLength]).toEqual([1 << 20, 32 << 16]);
});
