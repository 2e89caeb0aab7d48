import { JSON_WALKER } from "./json-walker-code.js";

/** Node has it, but no types for it. */
declare const WebAssembly: {
  Module: new (code: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

/** What `json-walker.wat` exports; positions are addresses in the memory. */
interface Exports {
  memory: { buffer: ArrayBuffer; grow(pages: number): number };
  /** End of the tape. */
  end: { value: number };
  walk(at: number, levels: number): number;
}

/** Where text is put: behind the tape. */
const TEXT = 0x100000;

/** Bytes behind the text that may be read, and that it is followed by. */
const SLACK = 64;

const PAGE = 1 << 16;
const NEWLINE = 0x0a;

/** Numbers of one entry of the tape. */
export const ENTRY = 4;

/**
 * Checks JSON text strictly and finds its members, at the speed of vector instructions: JavaScript alone takes two
 * to three times as long, which is more than unpacking the text does. What it does is told in `json-walker.wat`.
 */
export class JsonWalker {
  /** All memory, the text included. */
  bytes = new Uint8Array();
  /**
   * Entries of four numbers, `ENTRY`, for each noted member: start and end of its name, start and end of its value.
   */
  tape = new Int32Array();
  private readonly exports: Exports;

  constructor() {
    // Compiling takes less than a millisecond.
    const module = new WebAssembly.Module(Buffer.from(JSON_WALKER, "base64"));
    this.exports = new WebAssembly.Instance(module).exports as Exports;
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
   * Walks over a value and notes the members of its outermost levels on the tape.
   * @param at address of its first byte
   * @returns the address after it; -1 when it is no strict JSON, or needs a full parse to tell
   */
  walk(at: number, levels: number): number {
    return this.exports.walk(at, levels);
  }

  /** How many numbers the tape has. */
  tapeLength(): number {
    return this.exports.end.value / 4;
  }

  /** Address of the next byte that is no blank. */
  skipBlanks(at: number): number {
    let i = at;
    for (let byte = this.bytes[i]; byte === 0x20 || byte === 0x09 || byte === 0x0d; byte = this.bytes[i])
      i += 1;
    return i;
  }

  /** Growing the memory makes a new buffer. */
  private look(): void {
    const { buffer } = this.exports.memory;
    this.bytes = new Uint8Array(buffer);
    this.tape = new Int32Array(buffer, 0, TEXT / 4);
  }
}
