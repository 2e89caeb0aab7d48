import type { Caller, CallerModel } from "./callers.js";
import { monthSpan, workingTimes } from "./calendar.js";
import { Random } from "./random.js";

/** What one call was, whatever its record looks like. */
export interface SeedCall {
  /** Milliseconds since 1970 UTC, whole seconds. */
  at: number;
  requestId: string;
  caller: Caller;
  model: CallerModel;
  /** `background`: the small calls Claude Code makes beside the conversation. */
  kind: "conversation" | "background";
  inputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  /** Lifetime of what was written. */
  ttl: "5m" | "1h";
  outputTokens: number;
}

/** Tokens of Claude Code's system prompt and tools, as every conversation starts with them. */
const SYSTEM_PROMPT = 18_400;
/** Conversations are compacted before they reach the model's window. */
const COMPACT_ABOVE = 155_000;

/**
 * The calls of a month, by time. A conversation reads its history from the cache, writes the last turn to it and sends
 * next to nothing uncached.
 * @param callers at least one
 * @param count how many calls
 */
export function seedCalls(month: string, count: number, callers: readonly Caller[]): SeedCall[] {
  const random = new Random(JSON.stringify([month, count, callers]));
  const draw = workingTimes(month);
  const { end } = monthSpan(month);
  const weights = callers.map(() => random.around(100, 1.9));
  const calls: SeedCall[] = [];
  while (calls.length < count) {
    const caller = callers[random.weighted(weights)];
    if (caller === undefined) throw new RangeError("nobody calls");
    for (const call of conversation(random, idPrefix(month), caller, draw(random))) {
      if (calls.length < count && call.at < end) calls.push(call);
    }
  }
  return calls.toSorted((a, b) => a.at - b.at || (a.requestId < b.requestId ? -1 : 1));
}

/** The request ids of a seeded month start like this. */
export function idPrefix(month: string): string {
  return `5eed${month}`;
}

function* conversation(random: Random, prefix: string, caller: Caller, start: number): Generator<SeedCall> {
  const [main] = caller.models;
  const model = random.chance(0.75) && main !== undefined ? main : random.pick(caller.models);
  const small = caller.models.find(({ source }) => source.includes("haiku")) ?? model;
  const ttl = random.chance(0.25) ? "1h" : "5m";
  const turns = random.around(18, 2.2);
  let at = start;
  let cached = 0;
  // Somebody's earlier conversation often left the system prompt in the cache.
  if (random.chance(0.6)) cached = SYSTEM_PROMPT;
  let context = SYSTEM_PROMPT + random.around(1_500, 2);
  for (let turn = 0; turn < turns; turn += 1) {
    const output = random.around(240, 2.6);
    const inputTokens = random.whole(2, 14);
    const base = { requestId: uuid(random, prefix), caller, ttl, at } as const;
    yield {
      ...base,
      ...{ model, kind: "conversation", inputTokens, outputTokens: output },
      ...{ cacheReadTokens: cached, cacheWriteTokens: context - cached },
    };
    if (random.chance(0.12)) {
      yield {
        ...base,
        ...{ requestId: uuid(random, prefix), model: small, kind: "background", at: at + 1000 },
        ...{ inputTokens: random.around(450, 2), cacheReadTokens: 0, cacheWriteTokens: 0 },
        outputTokens: random.around(25, 1.8),
      };
    }
    const pause = random.around(22, 2.4);
    at += pause * 1000;
    // A cache that was not touched in time is written anew.
    cached = pause > (ttl === "1h" ? 3600 : 300) ? 0 : context;
    context += output + random.around(900, 3);
    if (context > COMPACT_ABOVE) {
      context = SYSTEM_PROMPT + random.around(6_000, 1.5);
      cached = SYSTEM_PROMPT;
    }
  }
}

function uuid(random: Random, prefix: string): string {
  return prefix + random.uuid().slice(prefix.length);
}
