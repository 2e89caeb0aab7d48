import { Readable } from "node:stream";
import { createGunzip, gunzipSync } from "node:zlib";
import { KnownError } from "../../errors.js";
import { free } from "./free.js";
import { LineTooLong, type LogReader, checkLine } from "./log-reader.js";

/** Objects larger than this, packed or unpacked, are read piece by piece. */
const AT_ONCE = 24 << 20;
const PIECE = 1 << 18;
const NEWLINE = 0x0a;

/** Whether an object of this size, packed, is better read piece by piece. */
export function isLarge(stored: number): boolean {
  return stored > AT_ONCE / 4;
}

/**
 * Reads a log object that is in memory.
 * @param packed gzip of one or more members; empty: no lines
 * @throws KnownError `damaged_object`
 */
export async function readPacked(reader: LogReader, key: string, packed: Buffer): Promise<void> {
  const size = unpackedSize(packed);
  if (size > AT_ONCE || isLarge(packed.length)) return readStream(reader, key, Readable.from([packed]));
  let text: Buffer | undefined;
  try {
    text = unpackAtOnce(packed, size);
  } catch (error) {
    throw damaged(key, error);
  }
  if (text === undefined) return readStream(reader, key, Readable.from([packed]));
  try {
    reader.readLines(text);
  } catch (error) {
    throw error instanceof LineTooLong ? damaged(key, error) : error;
  }
  reader.endObject(key, packed.length);
  free(text);
}

/**
 * Reads a log object piece by piece, for objects of any size. Of one line no more is held than a line may have.
 * @throws KnownError `damaged_object`
 */
export async function readStream(reader: LogReader, key: string, packed: Readable): Promise<void> {
  let stored = 0;
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const gunzip = createGunzip({ chunkSize: PIECE });
  packed.on("data", (piece: Buffer) => (stored += piece.length));
  packed.on("error", (error) => gunzip.destroy(error));
  try {
    for await (const piece of packed.pipe(gunzip) as AsyncIterable<Buffer>) {
      const end = piece.lastIndexOf(NEWLINE) + 1;
      if (end > 0) {
        const whole =
          pending.length === 0 ? piece.subarray(0, end) : Buffer.concat([...pending, piece.subarray(0, end)]);
        reader.readLines(whole);
        pending = [];
        pendingBytes = 0;
      }
      if (end < piece.length) pending.push(piece.subarray(end));
      pendingBytes += piece.length - end;
      checkLine(pendingBytes);
    }
    reader.readLines(Buffer.concat(pending));
  } catch (error) {
    throw damaged(key, error);
  } finally {
    packed.destroy();
  }
  reader.endObject(key, stored);
}

/** Undefined when the object turns out to be larger than its trailer says: it has several members. */
function unpackAtOnce(packed: Buffer, size: number): Buffer | undefined {
  if (packed.length === 0) return packed;
  try {
    // One buffer of the right size, instead of pieces to be joined; one byte more, since a full one is followed by
    // another.
    return gunzipSync(packed, { chunkSize: Math.max(size + 1, 1024), maxOutputLength: AT_ONCE });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") return undefined;
    throw error;
  }
}

/** Size of the last member's content, modulo 2^32 (RFC 1952, `ISIZE`). */
function unpackedSize(packed: Buffer): number {
  return packed.length < 18 ? 0 : packed.readUInt32LE(packed.length - 4);
}

function damaged(key: string, error: unknown): KnownError {
  return new KnownError(
    "damaged_object",
    `cannot read the log object ${key}: ${(error as Error).message}`,
    "Restore the object, or move it away, and run the report again: without it the figures would be too low.",
    undefined,
    { key },
    { cause: error },
  );
}
