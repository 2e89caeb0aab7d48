import type { CallerClass } from "../../usage.js";
import { FIELD, ID_WORDS } from "../batch.js";

/** What a call's class is made of, apart from its time and its size. */
export type Caller = CallerClass;

/** A log object whose calls are kept. */
export interface KeptObject {
  /** Of its key, size and ETag. */
  fingerprint: string;
  records: number;
  malformed: number;
}

/** The columns of the calls that are kept, one number a call: the request id in words, the time in two parts. */
export const COLUMNS = [
  "id0",
  "id1",
  "id2",
  "id3",
  "second",
  "milli",
  "caller",
  "flags",
  "input",
  "cacheRead",
  "cacheWrite",
  "cacheWrite1h",
  "output",
] as const;

export type Column = (typeof COLUMNS)[number];
export type Columns = Record<Column, Int32Array>;

/** What is kept of the log objects of one day of one folder. */
export interface Day {
  /** Keys of the request metadata that callers tell. */
  metadataKeys: readonly string[];
  /** Numbered by the column `caller`. */
  callers: Caller[];
  /** In the order of their calls. */
  objects: KeptObject[];
  columns: Columns;
}

/** Numbers of a batch that are columns as they are. */
export const COUNTS = ["flags", "input", "cacheRead", "cacheWrite", "cacheWrite1h", "output"] as const;

/** Columns of the request id, in the order of its words. */
export const ID_COLUMNS = COLUMNS.slice(0, ID_WORDS) as ("id0" | "id1" | "id2" | "id3")[];

/** Where seconds are counted from: in 32 bits they reach from 1951 to 2088. */
const EPOCH = Date.UTC(2020, 0, 1) / 1000;

const LARGEST = 2 ** 31 - 1;

/** Room for some calls. */
export function newColumns(calls: number): Columns {
  return Object.fromEntries(COLUMNS.map((name) => [name, new Int32Array(calls)])) as Columns;
}

/** Whether the numbers of a call fit into columns; the few that do not are read from their logs each time. */
export function fits(values: Float64Array, at: number): boolean {
  for (const name of COUNTS) if ((values[at + FIELD[name]] as number) > LARGEST) return false;
  const second = Math.floor((values[at + FIELD.time] as number) / 1000) - EPOCH;
  return Math.abs(second) <= LARGEST;
}

/** Stands for all cache writes of a call: one number for most calls takes next to no room. */
const ALL = -1;

/** Writes how many of a call's cache writes are for an hour, which is in its column as it is. */
export function putLongWrites({ cacheWrite, cacheWrite1h }: Columns, row: number): void {
  if (cacheWrite[row] !== 0 && cacheWrite1h[row] === cacheWrite[row]) cacheWrite1h[row] = ALL;
}

/** How many of a call's cache writes are for an hour. */
export function longWritesAt({ cacheWrite, cacheWrite1h }: Columns, row: number): number {
  return (cacheWrite1h[row] === ALL ? cacheWrite[row] : cacheWrite1h[row]) as number;
}

/**
 * What a caller's metadata says under some keys.
 * @param from the keys it tells @param to some of them
 */
export function withMetadata(caller: Caller, from: readonly string[], to: readonly string[]): Caller {
  return { ...caller, metadata: to.map((key) => caller.metadata[from.indexOf(key)] ?? null) };
}

/** Writes the instant of a call into its columns. @param time milliseconds since 1970 UTC */
export function putTime(columns: Columns, row: number, time: number): void {
  const second = Math.floor(time / 1000);
  columns.second[row] = second - EPOCH;
  columns.milli[row] = time - second * 1000;
}

/** The instant of a call, in milliseconds since 1970 UTC. */
export function timeAt({ second, milli }: Columns, row: number): number {
  return ((second[row] as number) + EPOCH) * 1000 + (milli[row] as number);
}
