/**
 * What is where in the walker's memory, below the text: `walker/record.wat` and `walker/record-values.wat` have the
 * same numbers.
 */

/** Slots of two 32-bit numbers, from address 0 on: start and end of a member's value. A start of 0: it is missing. */
export const SLOT = {
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
  metrics: 15,
  account: 16,
  inferenceRegion: 17,
  requestMetadata: 18,
  serviceTier: 19,
  /** Of a stream's last `message_start` event; what follows is this message's, or a plain response's. */
  message: 20,
  model: 21,
  usage: 22,
  /** Beside the usage of a plain response. */
  tier: 27,
} as const;

/** Slots for the event or response at hand. */
const SCRATCH = {
  message: 28,
  model: 29,
  usage: 30,
  creation: 31,
  long: 32,
  short: 33,
  usageTier: 34,
  tier: 35,
  eventType: 36,
  eventUsage: 37,
  eventMetrics: 38,
} as const;

/** What is made of a usual record's values: places among the 32-bit numbers. */
export const MADE = {
  /** 1 when all of them were made. */
  usual: 80,
  failed: 81,
  /** A body tells one-hour from five-minute cache writes. */
  lifetimeKnown: 82,
  /** Four words of a UUID. */
  id: 84,
  // The same number is the same text; 0: missing.
  model: 88,
  region: 89,
  principal: 90,
  bodyModel: 91,
  account: 92,
  inferenceRegion: 93,
  /** -1: too long for a number. */
  requestMetadata: 94,
  input: 96,
  cacheRead: 97,
  cacheWrite: 98,
  cacheWrite1h: 99,
  output: 100,
} as const;

/** Milliseconds since 1970 of a usual record: place among the 64-bit numbers. */
export const MADE_TIME = 51;

/** Start and end of the `usage` of each `message_delta` event: place among the 32-bit numbers. */
export const DELTAS = 0x1000 / 4;

/** Where text is put. */
export const TEXT = 0x110000;

/** A member to be noted: in a slot, with the members inside when it is an object. */
interface Wanted {
  slot: number;
  inside?: Names;
  /** It is a response body. */
  body?: boolean;
}

type Names = Readonly<Record<string, Wanted>>;

const USAGE: Names = {
  cache_creation: {
    slot: SCRATCH.creation,
    inside: {
      ephemeral_1h_input_tokens: { slot: SCRATCH.long },
      ephemeral_5m_input_tokens: { slot: SCRATCH.short },
    },
  },
  service_tier: { slot: SCRATCH.usageTier },
};

const MESSAGE: Names = {
  model: { slot: SCRATCH.model },
  usage: { slot: SCRATCH.usage, inside: USAGE },
};

const METRICS = "amazon-bedrock-invocationMetrics";

const RECORD: Names = {
  schemaType: { slot: SLOT.schemaType },
  timestamp: { slot: SLOT.timestamp },
  requestId: { slot: SLOT.requestId },
  modelId: { slot: SLOT.modelId },
  accountId: { slot: SLOT.account },
  region: { slot: SLOT.region },
  inferenceRegion: { slot: SLOT.inferenceRegion },
  requestMetadata: { slot: SLOT.requestMetadata },
  serviceTier: { slot: SLOT.serviceTier },
  errorCode: { slot: SLOT.errorCode },
  identity: { slot: SLOT.identity, inside: { arn: { slot: SLOT.principal } } },
  input: {
    slot: SLOT.input,
    inside: {
      inputTokenCount: { slot: SLOT.inputTokenCount },
      cacheReadInputTokenCount: { slot: SLOT.cacheReadInputTokenCount },
      cacheWriteInputTokenCount: { slot: SLOT.cacheWriteInputTokenCount },
    },
  },
  output: {
    slot: SLOT.output,
    inside: {
      outputTokenCount: { slot: SLOT.outputTokenCount },
      outputBodyJson: { slot: SLOT.outputBody, body: true },
    },
  },
};

const RESPONSE: Names = {
  ...MESSAGE,
  // One or the other: with both, a full parse tells.
  service_tier: { slot: SCRATCH.tier },
  serviceTier: { slot: SCRATCH.tier },
  [METRICS]: { slot: SLOT.metrics },
};

const EVENT: Names = {
  type: { slot: SCRATCH.eventType },
  message: { slot: SCRATCH.message, inside: MESSAGE },
  usage: { slot: SCRATCH.eventUsage },
  [METRICS]: { slot: SCRATCH.eventMetrics },
};

const TABLES = 0x2000;
const PLACES = 32;
const PLACE_BYTES = 64;
const VECTOR = 16;

/** Writes the tables of names; their form is told in `walker/record.wat`. */
export function writeNames(memory: ArrayBuffer): void {
  const tables = new Map<Names, number>();
  const addressOf = (names: Names): number => {
    const known = tables.get(names);
    if (known !== undefined) return known;
    const table = TABLES + tables.size * PLACES * PLACE_BYTES;
    tables.set(names, table);
    return table;
  };
  // In this order.
  for (const names of [RECORD, RESPONSE, EVENT]) addressOf(names);
  // A map tells those added on the way, too.
  for (const [names, table] of tables) writeTable(memory, table, names, addressOf);
}

function writeTable(
  memory: ArrayBuffer,
  table: number,
  names: Names,
  addressOf: (names: Names) => number,
): void {
  const bytes = new Uint8Array(memory);
  const view = new DataView(memory);
  for (let place = 0; place < PLACES; place += 1) view.setInt32(table + place * PLACE_BYTES + 48, -1, true);
  for (const [text, { slot, inside, body }] of Object.entries(names)) {
    const name = new TextEncoder().encode(text);
    let place = (name[0] as number) + 6 * name.length;
    const addressAt = () => table + (place % PLACES) * PLACE_BYTES;
    while (view.getInt32(addressAt() + 48, true) !== -1) place += 1;
    const at = addressAt();
    bytes.set(name.subarray(0, VECTOR), at);
    bytes.fill(0xff, at + 16, at + 16 + Math.min(name.length, VECTOR));
    if (name.length > VECTOR) bytes.set(name.subarray(-VECTOR), at + 32);
    view.setInt32(at + 48, name.length, true);
    view.setInt32(at + 52, 8 * slot, true);
    view.setInt32(at + 56, inside === undefined ? 0 : addressOf(inside), true);
    view.setInt32(at + 60, body === true ? 1 : 0, true);
  }
}
