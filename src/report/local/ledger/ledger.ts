import { createHash } from "node:crypto";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { readOwned } from "../../../files/regular-file.js";
import { replaceFile } from "../../../files/replace-file.js";
import type { EngineQuery, UsageClass } from "../../usage.js";
import { type CallBatch, ID_WORDS, STRIDE } from "../batch.js";
import type { LogObject } from "../source.js";
import { free } from "../free.js";
import { decodeDay, encodeDay } from "./day-file.js";
import type { Day } from "./day.js";
import { type Month, decodeMonth, encodeMonth } from "./month-file.js";
import { type ObjectCalls, isStorable, mergeDay } from "./merge.js";
import { replay } from "./replay.js";

/** What is kept of a day of a folder, and what is still to be read of it. */
interface OpenDay {
  file: string;
  before: Day | undefined;
  kept: Set<number>;
  missing: number;
  added: ObjectCalls[];
  /** By key. */
  objects: Map<string, LogObject>;
}

export interface LedgerOptions {
  /** Where the files lie; made when the first is written. */
  folder: string;
  /** Name of where the logs are. */
  source: string;
  /** Of what reads the logs; what another one wrote is not used. */
  version: string;
  /** User id whose files are believed; by default that of this process. */
  owner?: number;
  /** Whether all is read and written anew. */
  fresh?: boolean;
}

/**
 * The calls of log objects that were read before, so that none is read twice. A file for each day of each folder, with
 * a row a call: when, who, which model, how many tokens; nothing of what was asked or answered. Objects are known by
 * key, size and ETag, so a file never goes stale; all of them may be deleted at any time.
 */
export class Ledger {
  private readonly open = new Map<string, OpenDay>();
  private readonly classes: UsageClass[][] = [];
  private metadataKeys: readonly string[] = [];
  private writing: Promise<void> = Promise.resolve();
  /** Why a day could not be kept; the figures are right all the same. */
  failure: Error | undefined;

  constructor(private readonly options: LedgerOptions) {}

  /** The figures of exactly these objects, if they were worked out before. */
  month(objects: readonly LogObject[], query: EngineQuery): Month | undefined {
    const bytes = this.read(this.monthFile(query));
    return bytes && decodeMonth(bytes, this.originOf(objects, query));
  }

  /** Keeps the figures of some objects. */
  keepMonth(objects: readonly LogObject[], query: EngineQuery, month: Month): void {
    this.put(this.monthFile(query), encodeMonth(month, this.originOf(objects, query)));
  }

  /**
   * Looks objects up.
   * @param objects in the order of their keys
   * @param onBatch gets the calls that are known
   * @returns the objects to be read, and what of them: keys of the request metadata that were asked for once are read
   * again, so that reports by different keys need not take turns in reading all
   */
  async lookUp(
    objects: readonly LogObject[],
    query: EngineQuery,
    onBatch: (batch: CallBatch) => void,
  ): Promise<{ objects: LogObject[]; query: EngineQuery }> {
    const unknown: LogObject[] = [];
    const keys = new Set(query.metadataKeys);
    for (const [day, listed] of groupBy(objects, ({ key }) => dayFolder(key))) {
      const file = join(this.options.folder, `${digest(`${this.options.source}\n${day}`)}.parquet`);
      const found = await this.load(file);
      for (const key of found?.metadataKeys ?? []) keys.add(key);
      const before = query.metadataKeys.every((key) => found?.metadataKeys.includes(key)) ? found : undefined;
      const numbers = new Map(before?.objects.map(({ fingerprint }, number) => [fingerprint, number]));
      const known = new Map<number, LogObject>();
      const missing: LogObject[] = [];
      for (const object of listed) {
        const number = numbers.get(fingerprintOf(object));
        if (number === undefined) missing.push(object);
        else known.set(number, object);
      }
      if (before !== undefined && known.size > 0) onBatch(replay(before, query, known));
      if (missing.length === 0) continue;
      unknown.push(...missing);
      this.open.set(day, {
        file,
        before,
        kept: new Set(known.keys()),
        missing: missing.length,
        added: [],
        objects: new Map(missing.map((object) => [object.key, object])),
      });
    }
    this.metadataKeys = [...keys];
    return { objects: unknown, query: { ...query, metadataKeys: this.metadataKeys } };
  }

  /** Takes note of what a worker has read; days that are complete get written. @param worker its number */
  note(worker: number, { ids, values, newClasses, objects }: CallBatch): void {
    const classes = (this.classes[worker] ??= []);
    classes.push(...newClasses);
    let from = 0;
    for (const { key, records, malformed } of objects) {
      const to = from + records;
      const name = dayFolder(key);
      const day = this.open.get(name);
      const object = day?.objects.get(key);
      if (day !== undefined && object !== undefined) {
        const calls = {
          fingerprint: fingerprintOf(object),
          malformed,
          ids: ids.slice(from * ID_WORDS, to * ID_WORDS),
          values: values.slice(from * STRIDE, to * STRIDE),
          callerOf: (number: number) => classes[number] as UsageClass,
        };
        if (isStorable(calls)) day.added.push(calls);
        day.missing -= 1;
        if (day.missing === 0) {
          this.open.delete(name);
          this.writing = this.writing.then(() => this.write(day)).catch((error) => this.failed(error));
        }
      }
      from = to;
    }
  }

  /** Waits until all is written. */
  async written(): Promise<void> {
    await this.writing;
  }

  private async load(file: string): Promise<Day | undefined> {
    const bytes = this.read(file);
    return bytes && decodeDay(bytes, this.options.version);
  }

  private async write({ file, before, kept, added }: OpenDay): Promise<void> {
    const day = mergeDay(before, kept, added, this.metadataKeys);
    for (const { ids, values } of added) free(ids, values);
    this.put(file, await encodeDay(day, this.options.version));
    free(...Object.values(day.columns));
  }

  /** Whoever else may write to the folder must not make figures up. */
  private read(file: string): Buffer | undefined {
    if (this.options.fresh === true) return undefined;
    try {
      return readOwned(file, this.options.owner ?? process.getuid?.());
    } catch {
      return undefined;
    }
  }

  /** A ledger that cannot be written makes the next run slower, and this one no less right. */
  private put(file: string, content: Uint8Array): void {
    try {
      mkdirSync(this.options.folder, { recursive: true, mode: 0o700 });
      replaceFile(file, content, 0o600);
      // Those of a folder that was copied, say, keep the mode they have.
      chmodSync(this.options.folder, 0o700);
      chmodSync(file, 0o600);
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    this.failure ??= error as Error;
  }

  private monthFile({ month }: EngineQuery): string {
    return join(this.options.folder, `${digest(`${this.options.source}\n${month}`)}.json.gz`);
  }

  /** All that a month's figures are made from: its log objects, and what the configuration and the register split it by. */
  private originOf(objects: readonly LogObject[], query: EngineQuery): string {
    const hash = createHash("sha256").update(JSON.stringify([this.options.version, query]));
    for (const { key, size, etag } of objects) hash.update(`${key}\n${size}\n${etag}\n`);
    return hash.digest("base64url");
  }
}

/** Folder of the day of a log object's key: all before the hour. */
function dayFolder(key: string): string {
  return key.replace(/[^/]*\/[^/]*$/, "");
}

function fingerprintOf({ key, size, etag }: LogObject): string {
  return digest(`${key.slice(dayFolder(key).length)}\n${size}\n${etag}`);
}

/** 72 bits: enough for no two objects of a day, and no two days, ever to be alike. */
function digest(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, 9).toString("base64url");
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
