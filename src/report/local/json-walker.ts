import { JSON_WALKER } from "./json-walker-code.js";
import { TEXT, writeNames } from "./walker-memory.js";

/** Node has it, but no types for it. */
declare const WebAssembly: {
  Module: new (code: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

/** What the files of `walker` export; positions are addresses in the memory. */
interface Exports {
  memory: { buffer: ArrayBuffer; grow(pages: number): number };
  deltaEnd: { value: number };
  line(at: number): number;
  walk(at: number, depth: number): number;
}

/** Bytes behind the text that may be read, and that it is followed by. */
const SLACK = 64;

const PAGE = 1 << 16;
const NEWLINE = 0x0a;

/**
 * Checks JSON text strictly and finds what matters in log records, at the speed of vector instructions: JavaScript
 * alone takes several times as long, which is more than unpacking the text does. What it does is told in the files of
 * `walker`.
 */
export class JsonWalker {
  /** All memory, the text included. */
  bytes = new Uint8Array();
  /** The part below the text, by `SLOT`, `MADE` and `DELTAS`. */
  numbers = new Int32Array();
  /** The same, by `MADE_TIME`. */
  times = new Float64Array();
  private readonly exports: Exports;

  constructor() {
    // Compiling takes less than a millisecond.
    const module = new WebAssembly.Module(Buffer.from(JSON_WALKER, "base64"));
    this.exports = new WebAssembly.Instance(module).exports as Exports;
    writeNames(this.exports.memory.buffer);
    this.look();
  }

  /** Takes the text to walk over in place of the one before, and ends it with a newline. @returns its address */
  load(text: Uint8Array): number {
    const { memory } = this.exports;
    const lacking = TEXT + text.length + SLACK - memory.buffer.byteLength;
    if (lacking > 0) {
      memory.grow(Math.ceil(lacking / PAGE));
      this.look();
    }
    this.bytes.set(text, TEXT);
    this.bytes[TEXT + text.length] = NEWLINE;
    return TEXT;
  }

  /**
   * Reads a line: notes its members in the slots, and makes numbers of their values when they are usual.
   * @param at address of its first byte
   * @returns the address of its newline; -1 when it is blank, no object, or needs a full parse to tell
   */
  line(at: number): number {
    return this.exports.line(at);
  }

  /**
   * Walks over any JSON value.
   * @param at address of its first byte
   * @returns the address after it; -1 when it is no strict JSON, or too deep
   */
  walk(at: number): number {
    return this.exports.walk(at, 0);
  }

  /** How many numbers of deltas were noted: two of each. */
  deltaLength(): number {
    return this.exports.deltaEnd.value / 4;
  }

  /** Growing the memory makes a new buffer. */
  private look(): void {
    const { buffer } = this.exports.memory;
    this.bytes = new Uint8Array(buffer);
    this.numbers = new Int32Array(buffer, 0, TEXT / 4);
    this.times = new Float64Array(buffer, 0, TEXT / 8);
  }
}
