import { type Body, countOf, memberOf } from "./body.js";
import { type Call, callOf } from "./call.js";
import { ENTRY, JsonWalker } from "./json-walker.js";
import { KnownValues } from "./known-values.js";
import { MemberTable, startsAt } from "./member-table.js";

/** Where the ranges of values that matter are noted. */
const SLOT = {
  schemaType: 0,
  timestamp: 1,
  requestId: 2,
  modelId: 3,
  region: 4,
  errorCode: 5,
  identity: 6,
  principal: 7,
  input: 8,
  inputTokenCount: 9,
  cacheReadInputTokenCount: 10,
  cacheWriteInputTokenCount: 11,
  output: 12,
  outputTokenCount: 13,
  outputBody: 14,
  usage: 15,
  model: 16,
  metrics: 17,
  start: 18,
  // The event at hand of a stream.
  eventType: 19,
  eventMessage: 20,
  eventUsage: 21,
  eventMetrics: 22,
} as const;

const METRICS = "amazon-bedrock-invocationMetrics";

const EVENT = new MemberTable({
  type: { slot: SLOT.eventType },
  message: { slot: SLOT.eventMessage },
  usage: { slot: SLOT.eventUsage },
  [METRICS]: { slot: SLOT.eventMetrics },
});

const RESPONSE = new MemberTable({
  usage: { slot: SLOT.usage },
  model: { slot: SLOT.model },
  [METRICS]: { slot: SLOT.metrics },
});

const RECORD = new MemberTable({
  schemaType: { slot: SLOT.schemaType },
  timestamp: { slot: SLOT.timestamp },
  requestId: { slot: SLOT.requestId },
  modelId: { slot: SLOT.modelId },
  region: { slot: SLOT.region },
  errorCode: { slot: SLOT.errorCode },
  identity: { slot: SLOT.identity, inside: new MemberTable({ arn: { slot: SLOT.principal } }) },
  input: {
    slot: SLOT.input,
    inside: new MemberTable({
      inputTokenCount: { slot: SLOT.inputTokenCount },
      cacheReadInputTokenCount: { slot: SLOT.cacheReadInputTokenCount },
      cacheWriteInputTokenCount: { slot: SLOT.cacheWriteInputTokenCount },
    }),
  },
  output: {
    slot: SLOT.output,
    inside: new MemberTable({
      outputTokenCount: { slot: SLOT.outputTokenCount },
      outputBodyJson: { slot: SLOT.outputBody, body: true },
    }),
  },
});

const MESSAGE_START = new TextEncoder().encode('"message_start"');
const MESSAGE_DELTA = new TextEncoder().encode('"message_delta"');

/** Levels of a record whose members are noted: its own, and those of `input`, `output` and `identity`. */
const LEVELS = 2;

/**
 * Reads records without parsing them: one walk over the bytes checks the JSON strictly and notes where members stand;
 * the record's own are told by their place in the structure, and only those are parsed. Text inside bodies is never
 * taken for a member, whatever it says.
 */
export class RecordScanner implements Body {
  private readonly walker = new JsonWalker();
  private text = Buffer.alloc(0);
  /** Start and end of each slot's value; a start of -1: missing. */
  private readonly ranges = new Int32Array(2 * Object.keys(SLOT).length);
  /** Ranges of the `usage` of the stream's `message_delta` events. */
  private readonly deltas: number[] = [];
  private readonly known = new KnownValues();

  /** Takes the text whose lines are to be read. @returns the address of its first byte */
  load(text: Uint8Array): number {
    const at = this.walker.load(text);
    const { bytes } = this.walker;
    if (this.text.buffer !== bytes.buffer) this.text = Buffer.from(bytes.buffer);
    return at;
  }

  /**
   * Reads one line of the text.
   * @param from address of its first byte
   * @param to address of the byte after its last one
   * @returns undefined when the line is no record, or unusual enough to need a full parse to tell
   */
  read(from: number, to: number): Call | undefined {
    const { walker } = this;
    const first = walker.skipBlanks(from);
    if (walker.bytes[first] !== 0x7b) return undefined;
    const end = walker.walk(first, LEVELS);
    if (end < 0 || walker.skipBlanks(end) !== to) return undefined;
    this.ranges.fill(-1);
    this.deltas.length = 0;
    if (!this.note(0, walker.tapeLength(), RECORD)) return undefined;
    return callOf({
      schemaType: this.repeated(SLOT.schemaType),
      timestamp: this.value(SLOT.timestamp),
      requestId: this.value(SLOT.requestId),
      modelId: this.repeated(SLOT.modelId),
      region: this.repeated(SLOT.region),
      errorCode: this.value(SLOT.errorCode),
      principal: this.repeated(SLOT.principal),
      inputTokenCount: this.value(SLOT.inputTokenCount),
      cacheReadInputTokenCount: this.value(SLOT.cacheReadInputTokenCount),
      cacheWriteInputTokenCount: this.value(SLOT.cacheWriteInputTokenCount),
      outputTokenCount: this.value(SLOT.outputTokenCount),
      body: this.hasBody() ? this : undefined,
    });
  }

  start(): unknown {
    return this.value(SLOT.start);
  }

  delta(): unknown {
    for (let i = this.deltas.length - 2; i >= 0; i -= 2) {
      const usage = this.parse(this.deltas[i] as number, this.deltas[i + 1] as number);
      if (countOf(memberOf(usage, "output_tokens")) !== undefined) return usage;
    }
    return undefined;
  }

  metrics(): unknown {
    return this.value(SLOT.metrics);
  }

  usage(): unknown {
    return this.value(SLOT.usage);
  }

  model(): unknown {
    return this.value(SLOT.model);
  }

  private hasBody(): boolean {
    const first = this.walker.bytes[this.ranges[2 * SLOT.outputBody] as number];
    return first === 0x7b || first === 0x5b;
  }

  /**
   * Notes the wanted members of one object.
   * @param from where the tape's entries for what the object contains begin
   * @param to where they end
   * @returns false when a wanted member occurs twice, and a full parse must tell which one counts
   */
  private note(from: number, to: number, table: MemberTable): boolean {
    const { ranges } = this;
    const { bytes, tape } = this.walker;
    for (let at = from; at < to;) {
      const value = tape[at + 2] as number;
      const next = this.nextSibling(at, to);
      const wanted = table.find(bytes, tape[at] as number, tape[at + 1] as number);
      if (wanted !== undefined) {
        const range = 2 * wanted.slot;
        if (ranges[range] !== -1) return false;
        ranges[range] = value;
        ranges[range + 1] = tape[at + 3] as number;
        const inside = at + ENTRY;
        if (wanted.inside !== undefined) {
          if (bytes[value] === 0x7b && !this.note(inside, next, wanted.inside)) return false;
        } else if (wanted.body === true && !this.noteBody(bytes[value], inside, next)) return false;
      }
      at = next;
    }
    return true;
  }

  private noteBody(first: number | undefined, from: number, to: number): boolean {
    if (first === 0x7b) return this.note(from, to, RESPONSE);
    for (let at = from; at < to;) {
      const next = this.nextSibling(at, to);
      const value = this.walker.tape[at + 2] as number;
      if (this.walker.bytes[value] === 0x7b && !this.noteEvent(at + ENTRY, next)) return false;
      at = next;
    }
    return true;
  }

  /** Notes an event of a stream; what it says replaces what earlier ones said. */
  private noteEvent(from: number, to: number): boolean {
    const { ranges } = this;
    const { bytes } = this.walker;
    for (let i = 2 * SLOT.eventType; i < ranges.length; i += 1) ranges[i] = -1;
    if (!this.note(from, to, EVENT)) return false;
    const metrics = ranges[2 * SLOT.eventMetrics] as number;
    if (metrics !== -1 && bytes[metrics] === 0x7b) this.copy(SLOT.eventMetrics, SLOT.metrics);
    const type = ranges[2 * SLOT.eventType] as number;
    if (type === -1 || bytes[type] !== 0x22) return true;
    if (bytes[type + 1] !== 0x6d && bytes[type + 1] !== 0x5c) return true;
    // A type may spell the same name with escapes.
    if (this.hasEscape(SLOT.eventType)) return false;
    if (startsAt(bytes, type, MESSAGE_START)) this.copy(SLOT.eventMessage, SLOT.start);
    else if (startsAt(bytes, type, MESSAGE_DELTA) && ranges[2 * SLOT.eventUsage] !== -1) {
      this.deltas.push(ranges[2 * SLOT.eventUsage] as number, ranges[2 * SLOT.eventUsage + 1] as number);
    }
    return true;
  }

  /** The entry after those for what the value of an entry contains. */
  private nextSibling(at: number, to: number): number {
    const { tape } = this.walker;
    const end = tape[at + 3] as number;
    let next = at + ENTRY;
    while (next < to && (tape[next + 2] as number) < end) next += ENTRY;
    return next;
  }

  private copy(from: number, to: number): void {
    this.ranges[2 * to] = this.ranges[2 * from] as number;
    this.ranges[2 * to + 1] = this.ranges[2 * from + 1] as number;
  }

  private hasEscape(slot: number): boolean {
    const { bytes } = this.walker;
    const to = this.ranges[2 * slot + 1] as number;
    for (let i = this.ranges[2 * slot] as number; i < to; i += 1) if (bytes[i] === 0x5c) return true;
    return false;
  }

  private value(slot: number): unknown {
    const from = this.ranges[2 * slot] as number;
    return from === -1 ? undefined : this.parse(from, this.ranges[2 * slot + 1] as number);
  }

  /** For values that few texts are written in over and over: the same text is the same string. */
  private repeated(slot: number): unknown {
    const from = this.ranges[2 * slot] as number;
    if (from === -1) return undefined;
    const to = this.ranges[2 * slot + 1] as number;
    return (
      this.known.find(this.walker.bytes, from, to) ??
      this.known.keep(this.walker.bytes, from, to, this.parse(from, to))
    );
  }

  private parse(from: number, to: number): unknown {
    const { bytes } = this.walker;
    const first = bytes[from] as number;
    if (first === 0x22) {
      const text = this.text.toString("utf8", from + 1, to - 1);
      return text.includes("\\") ? JSON.parse(`"${text}"`) : text;
    }
    // Most numbers are short and whole.
    if (to - from < 16 && (first ^ 0x30) < 10) {
      let sum = 0;
      let i = from;
      for (; i < to && ((bytes[i] as number) ^ 0x30) < 10; i += 1)
        sum = sum * 10 + ((bytes[i] as number) - 0x30);
      if (i === to) return sum;
    }
    return JSON.parse(this.text.toString("utf8", from, to));
  }
}
