import { closeSync, openSync, readSync } from "node:fs";

/** Bytes of a YAML that are read: ten thousand developers with every setting of their own fit in. */
export const YAML_BYTES_MAX = 2_000_000;

const CHUNK = 65_536;

/** A byte order mark in UTF-8. */
const MARK = [0xef, 0xbb, 0xbf];

/** A text without its byte order mark, or why there is none. */
type Text = { text: string; hasMark: boolean } | { problem: string };

/**
 * The text of a file, or why there is none as one sentence that says what to do. Of a device or pipe no more than the
 * limit is read.
 * @param most bytes that are accepted
 */
export function readText(file: string, most: number): Text {
  let bytes: Buffer;
  try {
    bytes = readUpTo(file, most + 1);
  } catch (error) {
    return { problem: reasonOf(error) };
  }
  return decode(bytes, most);
}

/** What was read, up to one byte above the limit, as text, or why it is none. */
export function decode(bytes: Uint8Array, most: number): Text {
  if (bytes.length > most) return { problem: tooLarge(most) };
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { problem: "the file is UTF-16; save it as UTF-8" };
  }
  try {
    const hasMark = MARK.every((byte, index) => bytes[index] === byte);
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), hasMark };
  } catch {
    return { problem: "the file is not UTF-8 text; save it as UTF-8" };
  }
}

/** Says that a file is larger than is read. */
export function tooLarge(most: number): string {
  return `the file is larger than ${most / 1e6} MB, which is the most ccb reads; split it up or leave something out`;
}

function readUpTo(file: string, most: number): Buffer {
  const fd = openSync(file, "r");
  try {
    const chunks: Buffer[] = [];
    for (let left = most; left > 0;) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK, left));
      const count = readSync(fd, chunk, 0, chunk.length, null);
      if (count === 0) break;
      chunks.push(chunk.subarray(0, count));
      left -= count;
    }
    return Buffer.concat(chunks);
  } finally {
    closeSync(fd);
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "there is no such file; run `ccb init` to write one, or name another with --config";
    case "EISDIR":
      return "this is a folder; name the file in it with --config";
    case "EACCES":
    case "EPERM":
      return "the file may not be read; check its permissions";
    default:
      return `the file cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}
