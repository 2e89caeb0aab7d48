import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import type { ParquetReadOptions } from "hyparquet";
import type { ColumnSource } from "hyparquet-writer";
import { COLUMNS, type Caller, type Column, type Day, type KeptObject, newColumns } from "./day.js";

/** Name of the file's own note on callers and objects, and of the one on its version and checksum. */
const NOTE = "ccb.day";
const SEAL = "ccb.seal";
/** Where the checksum will be. */
const UNSEALED = "00000000";

/** Ids are random: no encoding makes them shorter, and words that stand by themselves are read without a copy. */
const RANDOM: readonly string[] = ["id0", "id1", "id2", "id3"];

/** A day is read as a whole, so there is nothing to gain from small pages, in bytes, or small groups of calls. */
const PAGE = 16 << 20;
const CALLS = 1 << 20;

interface Note {
  calls: number;
  metadataKeys: readonly string[];
  callers: Caller[];
  objects: KeptObject[];
}

/**
 * A day as an Apache Parquet file: one row a call, some 26 bytes each. Integers are delta-encoded, which makes them
 * shorter than compression would and reading them faster.
 * @param version of what reads the logs: files of another version are read as none
 */
export async function encodeDay(day: Day, version: string): Promise<Uint8Array> {
  const { ByteWriter, parquetWrite } = await import("hyparquet-writer");
  const { metadataKeys, callers, objects, columns } = day;
  const note: Note = { calls: columns.id0.length, metadataKeys, callers, objects };
  const text = deflateRawSync(JSON.stringify(note)).toString("base64");
  const seal = sealOf(version);
  const writer = new ByteWriter();
  parquetWrite({
    writer,
    columnData: COLUMNS.map((name): ColumnSource => ({
      name,
      data: columns[name],
      type: "INT32",
      nullable: false,
      encoding: RANDOM.includes(name) ? "PLAIN" : "DELTA_BINARY_PACKED",
      offsetIndex: false,
    })),
    codec: "UNCOMPRESSED",
    statistics: false,
    pageSize: PAGE,
    rowGroupSize: CALLS,
    createdBy: "ccb",
    kvMetadata: [
      { key: NOTE, value: text },
      { key: SEAL, value: seal + UNSEALED },
    ],
  });
  const bytes = Buffer.from(writer.getBuffer());
  const at = bytes.lastIndexOf(seal) + seal.length;
  bytes.write(checksumOf(bytes, at), at);
  return bytes;
}

/** Reads a day; undefined when the file is of another version, or any byte of it is not as it was written. */
export async function decodeDay(file: Uint8Array, version: string): Promise<Day | undefined> {
  // What is damaged must not reach the reader of Parquet: some of its errors come when nobody is there to catch them.
  if (!isWhole(Buffer.from(file.buffer, file.byteOffset, file.byteLength), version)) return undefined;
  const { parquetMetadata, parquetRead } = await import("hyparquet");
  const bytes = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
  try {
    const metadata = parquetMetadata(bytes);
    const text = metadata.key_value_metadata?.find(({ key }) => key === NOTE)?.value ?? "";
    const { calls, metadataKeys, callers, objects } = JSON.parse(
      inflateRawSync(Buffer.from(text, "base64")).toString(),
    ) as Note;
    const columns = newColumns(calls);
    const chunks: Parameters<NonNullable<ParquetReadOptions["onChunk"]>>[0][] = [];
    await parquetRead({
      file: { byteLength: bytes.byteLength, slice: (from, to) => bytes.slice(from, to) },
      metadata,
      // Nobody would catch an error here.
      onChunk: (chunk) => void chunks.push(chunk),
    });
    for (const { columnName, columnData, rowStart } of chunks) {
      columns[columnName as Column].set(columnData as ArrayLike<number>, rowStart);
    }
    return { metadataKeys, callers, objects, columns };
  } catch {
    return undefined;
  }
}

/** What the file's checksum stands behind, so that it is found without reading the file. */
function sealOf(version: string): string {
  return `${SEAL} ${version} `;
}

function isWhole(bytes: Buffer, version: string): boolean {
  const seal = sealOf(version);
  const found = bytes.lastIndexOf(seal);
  const at = found + seal.length;
  return found !== -1 && bytes.toString("latin1", at, at + UNSEALED.length) === checksumOf(bytes, at);
}

/**
 * Of all bytes but its own. Parquet has checksums for pages, but few writers and readers heed them, and none for what
 * tells where the pages are.
 */
function checksumOf(bytes: Buffer, at: number): string {
  const sum = crc32(bytes.subarray(at + UNSEALED.length), crc32(bytes.subarray(0, at)));
  return sum.toString(16).padStart(UNSEALED.length, "0");
}
