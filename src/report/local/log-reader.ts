import type { EngineQuery } from "../usage.js";
import { BatchWriter, type CallBatch, type ObjectRead } from "./batch.js";
import type { Call } from "./call.js";
import { ClassNumbers } from "./classes.js";
import { KnownClasses } from "./known-classes.js";
import { parseRecord } from "./parsed-record.js";
import { RecordScanner } from "./scanned-record.js";

const NEWLINE = 0x0a;

/**
 * Bytes of a line at most. Bedrock puts bodies of up to 100 KB into a record and larger ones elsewhere ("Monitor model
 * invocation", Bedrock User Guide); a line is in memory several times over while it is read.
 */
const LINE_MAX = 8 << 20;

/** Reads the lines of log objects and packs their calls, of whatever month. */
export class LogReader {
  private readonly classes: ClassNumbers;
  private readonly known: KnownClasses;
  private readonly calls = new BatchWriter();
  private readonly scanner = new RecordScanner();
  private objects: ObjectRead[] = [];
  private counts = { records: 0, malformed: 0 };

  constructor(private readonly query: EngineQuery) {
    this.classes = new ClassNumbers(query);
    this.known = new KnownClasses(this.classes, query.metadataKeys);
  }

  /** Notes that an object was read to its end. @param bytes its size as stored */
  endObject(key: string, bytes: number): void {
    this.objects.push({ key, bytes, ...this.counts });
    this.counts = { records: 0, malformed: 0 };
  }

  /**
   * Reads whole lines.
   * @param text unpacked; only its last line may lack the newline
   * @throws LineTooLong
   */
  readLines(text: Buffer): void {
    const { scanner } = this;
    const { metadataKeys } = this.query;
    const isUsual = () => scanner.isUsual() && (metadataKeys.length === 0 || scanner.hasUsualMetadata());
    const address = scanner.load(text);
    for (let from = 0; from < text.length;) {
      const newline = scanner.read(address + from);
      const to = newline === -1 ? endOfLine(text, from) : newline - address;
      checkLine(to - from);
      if (newline !== -1 && isUsual()) {
        this.counts.records += 1;
        this.calls.addUsual(scanner.numbers, scanner.time, this.known.numberOf(scanner));
      } else {
        const scanned = newline === -1 ? undefined : scanner.call(metadataKeys);
        const call = scanned ?? parseLine(text.toString("utf8", from, to), metadataKeys);
        if (call !== "blank") this.count(call);
      }
      from = to + 1;
    }
  }

  /** What was read since the last time. */
  take(): CallBatch {
    const { objects } = this;
    this.objects = [];
    return { ...this.calls.take(), newClasses: this.classes.takeNew(), objects };
  }

  private count(call: Call | undefined): void {
    if (call === undefined) {
      this.counts.malformed += 1;
      return;
    }
    this.counts.records += 1;
    this.calls.add(call, this.classes.numberOf(call));
  }
}

/** A line, or a part of one, that has more bytes than any record. */
export class LineTooLong extends Error {
  constructor() {
    super(`it has a line of more than ${LINE_MAX >> 20} MiB, which is no log record`);
  }
}

/** @throws LineTooLong */
export function checkLine(bytes: number): void {
  if (bytes > LINE_MAX) throw new LineTooLong();
}

function endOfLine(text: Buffer, from: number): number {
  const newline = text.indexOf(NEWLINE, from);
  return newline === -1 ? text.length : newline;
}

function parseLine(line: string, metadataKeys: readonly string[]) {
  return /^[ \t\r]*$/.test(line) ? "blank" : parseRecord(line, metadataKeys);
}
