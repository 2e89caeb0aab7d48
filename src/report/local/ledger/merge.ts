import { callerOf as plainCaller } from "../../usage.js";
import { FIELD, ID_WORDS, STRIDE } from "../batch.js";
import {
  COUNTS,
  type Caller,
  type Columns,
  type Day,
  ID_COLUMNS,
  fits,
  newColumns,
  putLongWrites,
  putTime,
  withMetadata,
} from "./day.js";
import { rangesOf } from "./ranges.js";

/** The calls of one log object, as a reader of logs hands them over. */
export interface ObjectCalls {
  fingerprint: string;
  malformed: number;
  ids: Uint32Array;
  values: Float64Array;
  /** By the class number in `values`. */
  callerOf: (classNumber: number) => Caller;
}

/** Whether a day can hold all calls of an object. */
export function isStorable({ values }: ObjectCalls): boolean {
  for (let at = 0; at < values.length; at += STRIDE) if (!fits(values, at)) return false;
  return true;
}

/**
 * A day made of what is kept of an earlier one and of what was read.
 * @param kept numbers of the objects of `before` that still hold
 * @param metadataKeys keys of the request metadata that were read, those of `before` among them
 */
export function mergeDay(
  before: Day | undefined,
  kept: ReadonlySet<number>,
  added: readonly ObjectCalls[],
  metadataKeys: readonly string[],
): Day {
  const ranges = before === undefined ? [] : rangesOf(before).filter((_range, number) => kept.has(number));
  const count =
    ranges.reduce((sum, { from, to }) => sum + to - from, 0) +
    added.reduce((sum, { values }) => sum + values.length / STRIDE, 0);
  const columns = newColumns(count);
  // What is kept tells no more than it told.
  const keys = ranges.length === 0 ? metadataKeys : (before?.metadataKeys ?? []);
  const callers = new CallerNumbers(metadataKeys, keys);
  const objects: Day["objects"] = [];
  let row = 0;
  for (const { from, to, object } of ranges) {
    const source = before as Day;
    objects.push(object);
    for (const [name, column] of Object.entries(columns)) {
      column.set(source.columns[name as keyof Columns].subarray(from, to), row);
    }
    for (let i = row; i < row + to - from; i += 1) {
      columns.caller[i] = callers.keptNumberOf(source.callers[columns.caller[i] as number] as Caller);
    }
    row += to - from;
  }
  for (const object of added) {
    const { fingerprint, malformed, values } = object;
    const records = values.length / STRIDE;
    objects.push({ fingerprint, records, malformed });
    fill(columns, row, object);
    const { callerOf } = object;
    for (let i = 0; i < records; i += 1) {
      columns.caller[row + i] = callers.numberOf(callerOf(values[i * STRIDE + FIELD.class] as number));
    }
    row += records;
  }
  return { metadataKeys: keys, callers: callers.list, objects, columns };
}

/** Writes the ids, times and counts of calls. Column by column: there are many calls, and few columns. */
function fill(columns: Columns, row: number, { ids, values }: ObjectCalls): void {
  const records = values.length / STRIDE;
  for (const [word, name] of ID_COLUMNS.entries()) {
    const column = columns[name];
    for (let i = 0; i < records; i += 1) column[row + i] = ids[i * ID_WORDS + word] as number;
  }
  for (const name of COUNTS) {
    const column = columns[name];
    for (let i = 0; i < records; i += 1) column[row + i] = values[i * STRIDE + FIELD[name]] as number;
  }
  for (let i = 0; i < records; i += 1) {
    putTime(columns, row + i, values[i * STRIDE + FIELD.time] as number);
    putLongWrites(columns, row + i);
  }
}

class CallerNumbers {
  readonly list: Caller[] = [];
  private readonly known = new Map<Caller, number>();
  private readonly byText = new Map<string, number>();

  /** @param read keys of the request metadata that were read @param kept those of them that are kept */
  constructor(
    private readonly read: readonly string[],
    private readonly kept: readonly string[],
  ) {}

  /** Of a caller that was read. */
  numberOf(caller: Caller): number {
    return this.known.get(caller) ?? this.add(caller, withMetadata(caller, this.read, this.kept));
  }

  /** Of a caller of an earlier day. */
  keptNumberOf(caller: Caller): number {
    return this.known.get(caller) ?? this.add(caller, caller);
  }

  /** Classes of different days and sizes have the same caller. */
  private add(source: Caller, caller: Caller): number {
    const plain = plainCaller(caller);
    const text = JSON.stringify(plain);
    const number = this.byText.get(text) ?? this.list.push(plain) - 1;
    this.byText.set(text, number);
    this.known.set(source, number);
    return number;
  }
}
