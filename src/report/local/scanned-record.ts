import { type Body, countOf, memberOf } from "./body.js";
import { type Call, callOf } from "./call.js";
import { JsonScanner } from "./json-scanner.js";
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

/**
 * Reads records without parsing them: one walk over the bytes checks the JSON strictly and notes where the record's
 * own members stand, by their place in the structure; only those are parsed. Text inside bodies is never taken for a
 * member, whatever it says.
 */
export class RecordScanner implements Body {
  private readonly json: JsonScanner;
  private readonly text: Buffer;
  /** Start and end of each slot's value; a start of -1: missing. */
  private readonly ranges = new Int32Array(2 * Object.keys(SLOT).length);
  /** Ranges of the `usage` of the stream's `message_delta` events. */
  private deltas: number[] = [];

  /** @param memory holds lines that end in a newline each */
  constructor(memory: ArrayBufferLike) {
    this.json = new JsonScanner(memory);
    this.text = Buffer.from(memory);
  }

  /**
   * Reads one line.
   * @param from at its first byte
   * @param to at the newline that ends it
   * @returns undefined when the line is no record, or unusual enough to need a full parse to tell
   */
  read(from: number, to: number): Call | undefined {
    this.ranges.fill(-1);
    this.deltas.length = 0;
    const { json } = this;
    const first = json.skipBlanks(from);
    if (json.bytes[first] !== 0x7b) return undefined;
    const end = this.walk(first, RECORD);
    if (end < 0 || json.skipBlanks(end) !== to) return undefined;
    return callOf({
      schemaType: this.value(SLOT.schemaType),
      timestamp: this.value(SLOT.timestamp),
      requestId: this.value(SLOT.requestId),
      modelId: this.value(SLOT.modelId),
      region: this.value(SLOT.region),
      errorCode: this.value(SLOT.errorCode),
      principal: this.value(SLOT.principal),
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
    const first = this.json.bytes[this.ranges[2 * SLOT.outputBody] as number];
    return first === 0x7b || first === 0x5b;
  }

  /**
   * Walks over an object and notes the values of the wanted members.
   * @param from at the opening brace
   * @returns the position after the object; -1 when a full parse must tell: a name written with escapes, a wanted
   *   member that occurs twice, no strict JSON
   */
  private walk(from: number, table: MemberTable): number {
    const { json, ranges } = this;
    const { bytes } = json;
    let i = json.skipBlanks(from + 1);
    if (bytes[i] === 0x7d) return i + 1;
    for (;;) {
      if (bytes[i] !== 0x22) return -1;
      const name = i + 1;
      i = json.skipPlainString(i);
      if (i < 0) return -1;
      const wanted = table.find(bytes, name, i - 1);
      if (bytes[i] !== 0x3a && bytes[(i = json.skipBlanks(i))] !== 0x3a) return -1;
      i += 1;
      if ((bytes[i] as number) <= 0x20) i = json.skipBlanks(i);
      if (wanted === undefined) i = json.skipValue(i);
      else {
        const at = 2 * wanted.slot;
        if (ranges[at] !== -1) return -1;
        ranges[at] = i;
        if (wanted.inside !== undefined && bytes[i] === 0x7b) i = this.walk(i, wanted.inside);
        else if (wanted.body === true) i = this.walkBody(i);
        else i = json.skipValue(i);
        ranges[at + 1] = i;
      }
      if (i < 0) return -1;
      if ((bytes[i] as number) <= 0x20) i = json.skipBlanks(i);
      if (bytes[i] === 0x7d) return i + 1;
      if (bytes[i] !== 0x2c) return -1;
      i += 1;
      if (bytes[i] !== 0x22) i = json.skipBlanks(i);
    }
  }

  private walkBody(from: number): number {
    const { json } = this;
    if (json.bytes[from] === 0x7b) return this.walk(from, RESPONSE);
    if (json.bytes[from] !== 0x5b) return json.skipValue(from);
    let i = json.skipBlanks(from + 1);
    if (json.bytes[i] === 0x5d) return i + 1;
    for (;;) {
      i = json.bytes[i] === 0x7b ? this.walkEvent(i) : json.skipValue(i);
      if (i < 0) return -1;
      i = json.skipBlanks(i);
      if (json.bytes[i] === 0x5d) return i + 1;
      if (json.bytes[i] !== 0x2c) return -1;
      i = json.skipBlanks(i + 1);
    }
  }

  /** Walks over an event of a stream; what it says replaces what earlier ones said. */
  private walkEvent(from: number): number {
    const { ranges } = this;
    const { bytes } = this.json;
    ranges.fill(-1, 2 * SLOT.eventType);
    const end = this.walk(from, EVENT);
    if (end < 0) return -1;
    const type = ranges[2 * SLOT.eventType] as number;
    const metrics = 2 * SLOT.eventMetrics;
    if (ranges[metrics] !== -1 && bytes[ranges[metrics] as number] === 0x7b) this.copy(metrics, SLOT.metrics);
    if (type === -1 || bytes[type] !== 0x22) return end;
    // A type may spell the same name with escapes.
    if (this.hasEscape(SLOT.eventType)) return -1;
    if (startsAt(bytes, type, MESSAGE_START)) this.copy(2 * SLOT.eventMessage, SLOT.start);
    else if (startsAt(bytes, type, MESSAGE_DELTA) && ranges[2 * SLOT.eventUsage] !== -1) {
      this.deltas.push(ranges[2 * SLOT.eventUsage] as number, ranges[2 * SLOT.eventUsage + 1] as number);
    }
    return end;
  }

  private copy(from: number, to: number): void {
    this.ranges[2 * to] = this.ranges[from] as number;
    this.ranges[2 * to + 1] = this.ranges[from + 1] as number;
  }

  private hasEscape(slot: number): boolean {
    const { bytes } = this.json;
    const to = this.ranges[2 * slot + 1] as number;
    for (let i = this.ranges[2 * slot] as number; i < to; i += 1) if (bytes[i] === 0x5c) return true;
    return false;
  }

  private value(slot: number): unknown {
    const from = this.ranges[2 * slot] as number;
    return from === -1 ? undefined : this.parse(from, this.ranges[2 * slot + 1] as number);
  }

  private parse(from: number, to: number): unknown {
    const { bytes } = this.json;
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
