import { dayOf } from "../timestamp.js";
import type { EngineQuery, UsageClass } from "../usage.js";
import type { Call } from "./call.js";

/** Numbers the classes of calls in the order they turn up. */
export class ClassNumbers {
  private readonly numbers = new Map<string, number>();
  private named: UsageClass[] = [];
  private day = { from: 0, to: 0, text: "" };

  constructor(private readonly query: EngineQuery) {}

  numberOf(call: Call): number {
    const day = this.dayAt(call.time);
    const slot = countUpTo(this.query.slots, call.time);
    const band = call.failed || call.unmetered ? 0 : this.band(call);
    const { modelId, bodyModel, principal, region } = call;
    const key = `${day} ${slot} ${band} ${text(region)}\n${text(modelId)}\n${text(bodyModel)}\n${text(principal)}`;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(key, number);
      this.named.push({ day, modelId, bodyModel, principal, region, band, slot });
    }
    return number;
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

/** One line for a value, different for different values; an empty one for a missing value, since none is empty. */
function text(value: string | null): string {
  return value === null ? "" : value.includes("\n") || value.startsWith('"') ? JSON.stringify(value) : value;
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
