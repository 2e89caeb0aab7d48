import { dayOf } from "../timestamp.js";
import type { EngineQuery, UsageClass } from "../usage.js";
import type { Call } from "./call.js";

/** One step of the way to a class. */
interface Branch {
  next: Map<string | number | null, Branch>;
  /** Of the class, at the end of the way. */
  number: number;
}

/** Numbers the classes of calls in the order they turn up. */
export class ClassNumbers {
  private readonly root = branch();
  private size = 0;
  private named: UsageClass[] = [];
  private day = { from: 0, to: 0, text: "" };

  constructor(private readonly query: EngineQuery) {}

  numberOf(call: Call): number {
    const day = this.dayAt(call.time);
    const slot = countUpTo(this.query.slots, call.time);
    const band = call.failed || call.unmetered ? 0 : this.band(call);
    const { modelId, bodyModel, principal, region } = call;
    // Looked up one after the other: joined to one text, they would have to be hashed anew for each call.
    let at = this.root;
    at = step(at, principal);
    at = step(at, day);
    at = step(at, modelId);
    at = step(at, bodyModel);
    at = step(at, region);
    at = step(at, slot);
    at = step(at, band);
    if (at.number === -1) {
      at.number = this.size;
      this.size += 1;
      this.named.push({ day, modelId, bodyModel, principal, region, band, slot });
    }
    return at.number;
  }

  /** Classes numbered since the last time, in order. */
  takeNew(): UsageClass[] {
    const taken = this.named;
    this.named = [];
    return taken;
  }

  /** A prompt is what the model reads: input and cache, read and written. */
  private band(call: Call): number {
    const prompt = call.input + call.cacheRead + call.cacheWrite;
    let band = 0;
    for (const threshold of this.query.thresholds) if (prompt > threshold) band += 1;
    return band;
  }

  private dayAt(time: number): string {
    if (time < this.day.from || time >= this.day.to) {
      const from = Math.floor(time / 86_400_000) * 86_400_000;
      this.day = { from, to: from + 86_400_000, text: dayOf(time) };
    }
    return this.day.text;
  }
}

function branch(): Branch {
  return { next: new Map(), number: -1 };
}

function step(from: Branch, by: string | number | null): Branch {
  let next = from.next.get(by);
  if (next === undefined) {
    next = branch();
    from.next.set(by, next);
  }
  return next;
}

/** How many of ascending instants are not after a time. */
function countUpTo(instants: readonly number[], time: number): number {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instants[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
