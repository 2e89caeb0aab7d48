import type { EngineQuery } from "../usage.js";
import { BatchWriter, type CallBatch } from "./batch.js";
import { ClassNumbers } from "./classes.js";
import { parseRecord } from "./parsed-record.js";
import { RecordScanner } from "./scanned-record.js";

const NEWLINE = 0x0a;

/** Reads the lines of log objects and packs the calls of the month. */
export class LogReader {
  private readonly classes: ClassNumbers;
  private readonly calls = new BatchWriter();
  private counts = { files: 0, bytes: 0, records: 0, malformed: 0 };

  constructor(private readonly query: EngineQuery) {
    this.classes = new ClassNumbers(query);
  }

  /** Notes that an object was read to its end. @param bytes its size as stored */
  endObject(bytes: number): void {
    this.counts.files += 1;
    this.counts.bytes += bytes;
  }

  /**
   * Reads whole lines.
   * @param text unpacked; only its last line may lack the newline
   */
  readLines(text: Buffer): void {
    if (text.length === 0) return;
    const scanner = new RecordScanner(text.buffer);
    let from = 0;
    for (let to = text.indexOf(NEWLINE); to !== -1; to = text.indexOf(NEWLINE, from)) {
      this.readLine(scanner, text, from, to);
      from = to + 1;
    }
    if (from < text.length) this.readLastLine(text.subarray(from));
  }

  /** What was read since the last time. */
  take(): CallBatch {
    const { counts } = this;
    this.counts = { files: 0, bytes: 0, records: 0, malformed: 0 };
    return { ...this.calls.take(), newClasses: this.classes.takeNew(), ...counts };
  }

  /** The scanner needs a newline after each line. */
  private readLastLine(line: Buffer): void {
    const ended = new Uint8Array(line.length + 1);
    ended.set(line);
    ended[line.length] = NEWLINE;
    const text = Buffer.from(ended.buffer);
    this.readLine(new RecordScanner(text.buffer), text, 0, line.length);
  }

  private readLine(scanner: RecordScanner, text: Buffer, from: number, to: number): void {
    const start = text.byteOffset;
    const call = scanner.read(start + from, start + to) ?? parseLine(text.toString("utf8", from, to));
    if (call === "blank") return;
    if (call === undefined) {
      this.counts.malformed += 1;
      return;
    }
    this.counts.records += 1;
    if (call.time < this.query.start || call.time >= this.query.end) return;
    this.calls.add(call, this.classes.numberOf(call));
  }
}

function parseLine(line: string) {
  return /^[ \t\r]*$/.test(line) ? "blank" : parseRecord(line);
}
