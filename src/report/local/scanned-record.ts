import { type Body, countOf, isOdd, memberOf } from "./body.js";
import { type Call, callOf } from "./call.js";
import { JsonWalker } from "./json-walker.js";
import { bodyOf } from "./parsed-record.js";
import { DELTAS, MADE, MADE_TIME, SLOT } from "./walker-memory.js";

/** From `MADE.model` on. */
const TEXT_SLOTS = [
  ...[SLOT.modelId, SLOT.region, SLOT.principal, SLOT.model],
  ...[SLOT.account, SLOT.inferenceRegion, SLOT.requestMetadata],
];

/**
 * Reads records without parsing them: one walk over the bytes checks the JSON strictly and notes where members stand;
 * the record's own are told by their place in the structure, and only those are parsed. Text inside bodies is never
 * taken for a member, whatever it says.
 */
export class RecordScanner implements Body {
  private readonly walker = new JsonWalker();
  private text = Buffer.alloc(0);

  /** Takes the text whose lines are to be read. @returns the address of its first byte */
  load(text: Uint8Array): number {
    const at = this.walker.load(text);
    const { bytes } = this.walker;
    if (this.text.buffer !== bytes.buffer) this.text = Buffer.from(bytes.buffer);
    return at;
  }

  /**
   * Reads one line of the text.
   * @param at address of its first byte
   * @returns the address of its newline; -1 when it is blank, no object, or unusual enough to need a full parse to tell
   */
  read(at: number): number {
    return this.walker.line(at);
  }

  /** Whether the line is a record that is told by `numbers` and `time` alone. */
  isUsual(): boolean {
    return this.walker.numbers[MADE.usual] === 1;
  }

  /** Whether the request metadata of a usual record has a number. */
  hasUsualMetadata(): boolean {
    return this.walker.numbers[MADE.requestMetadata] !== -1;
  }

  /** Of a usual record, by `MADE`. */
  get numbers(): Int32Array {
    return this.walker.numbers;
  }

  /** Of a usual record: milliseconds since 1970 UTC. */
  get time(): number {
    return this.walker.times[MADE_TIME] as number;
  }

  /** The value that a text's number of a usual record stands for. @param place from `MADE.model` on */
  valueOf(place: number): unknown {
    return this.value(TEXT_SLOTS[place - MADE.model] as number);
  }

  /**
   * The line's call, usual or not; undefined when it is no record.
   * @param metadataKeys keys of the request metadata to be read
   */
  call(metadataKeys: readonly string[] = []): Call | undefined {
    const envelope = {
      schemaType: this.value(SLOT.schemaType),
      timestamp: this.value(SLOT.timestamp),
      requestId: this.value(SLOT.requestId),
      modelId: this.value(SLOT.modelId),
      account: this.value(SLOT.account),
      region: this.value(SLOT.region),
      inferenceRegion: this.value(SLOT.inferenceRegion),
      requestMetadata: metadataKeys.length === 0 ? undefined : this.value(SLOT.requestMetadata),
      serviceTier: this.value(SLOT.serviceTier),
      errorCode: this.value(SLOT.errorCode),
      principal: this.value(SLOT.principal),
      inputTokenCount: this.value(SLOT.inputTokenCount),
      cacheReadInputTokenCount: this.value(SLOT.cacheReadInputTokenCount),
      cacheWriteInputTokenCount: this.value(SLOT.cacheWriteInputTokenCount),
      outputTokenCount: this.value(SLOT.outputTokenCount),
      body: this.isObject() || this.isStream() ? this : undefined,
    };
    return callOf(envelope, metadataKeys);
  }

  start(): unknown {
    return this.value(SLOT.message);
  }

  delta(): unknown {
    for (const usage of this.deltas()) {
      if (countOf(memberOf(usage, "output_tokens")) !== undefined) return usage;
    }
    return undefined;
  }

  hasOddDelta(): boolean {
    for (const usage of this.deltas()) if (isOdd(memberOf(usage, "output_tokens"))) return true;
    return false;
  }

  metrics(): unknown {
    return this.value(SLOT.metrics);
  }

  usage(): unknown {
    return this.isStream() ? undefined : this.value(SLOT.usage);
  }

  model(): unknown {
    return this.isStream() ? undefined : this.value(SLOT.model);
  }

  tier(): unknown {
    return this.isStream() ? undefined : this.value(SLOT.tier);
  }

  /** Asked for when there was no output, so that the body is short. */
  stopReasons(): unknown[] {
    return bodyOf(this.value(SLOT.outputBody))?.stopReasons() ?? [];
  }

  /** `usage` of each `message_delta`, the last one first. */
  private *deltas(): Iterable<unknown> {
    const { numbers } = this.walker;
    for (let i = DELTAS + this.walker.deltaLength() - 2; i >= DELTAS; i -= 2) {
      yield this.parse(numbers[i] as number, numbers[i + 1] as number);
    }
  }

  private isObject(): boolean {
    return this.walker.bytes[this.walker.numbers[2 * SLOT.outputBody] as number] === 0x7b;
  }

  private isStream(): boolean {
    return this.walker.bytes[this.walker.numbers[2 * SLOT.outputBody] as number] === 0x5b;
  }

  private value(slot: number): unknown {
    const { numbers } = this.walker;
    const from = numbers[2 * slot] as number;
    return from === 0 ? undefined : this.parse(from, numbers[2 * slot + 1] as number);
  }

  private parse(from: number, to: number): unknown {
    if (this.walker.bytes[from] === 0x22) {
      const text = this.text.toString("utf8", from + 1, to - 1);
      return text.includes("\\") ? JSON.parse(`"${text}"`) : text;
    }
    return JSON.parse(this.text.toString("utf8", from, to));
  }
}
