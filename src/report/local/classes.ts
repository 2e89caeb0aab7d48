import { dayOf } from "../timestamp.js";
import { type EngineQuery, type UsageClass, callerOf } from "../usage.js";
import type { Call } from "./call.js";
import { countUpTo } from "./count-up-to.js";

/** One step of the way to a class. */
interface Branch {
  next: Map<string | number | null, Branch>;
  /** Of the class, at the end of the way. */
  number: number;
}

/** A time in which neither day nor slot changes. */
interface Period {
  from: number;
  /** The first millisecond after it. */
  to: number;
  /** `YYYY-MM-DD`. */
  day: string;
  /** Days since 1970. */
  dayNumber: number;
  slot: number;
}

const DAY = 86_400_000;

/** Numbers the classes of calls in the order they turn up. */
export class ClassNumbers {
  private readonly root = branch();
  private size = 0;
  private named: UsageClass[] = [];
  private period: Period = { from: 0, to: 0, day: "", dayNumber: 0, slot: 0 };

  constructor(private readonly query: EngineQuery) {}

  numberOf(call: Call): number {
    const { day, slot } = this.periodOf(call.time);
    // A prompt is what the model reads: input and cache, read and written.
    const prompt = call.input + call.cacheRead + call.cacheWrite;
    const band = call.failed || call.unmetered ? 0 : this.bandOf(prompt);
    return this.find({ ...callerOf(call), day, band, slot });
  }

  /** The number of a class. */
  find(usageClass: UsageClass): number {
    const { day, modelId, bodyModel, principal, account, region, band, slot } = usageClass;
    // Looked up one after the other: joined to one text, they would have to be hashed anew for each call.
    let at = this.root;
    at = step(at, principal);
    at = step(at, day);
    at = step(at, modelId);
    at = step(at, bodyModel);
    at = step(at, region);
    at = step(at, slot);
    at = step(at, band);
    at = step(at, account);
    at = step(at, usageClass.tier);
    at = step(at, (usageClass.abroad ? 1 : 0) + (usageClass.refused ? 2 : 0));
    for (const value of usageClass.metadata) at = step(at, value);
    if (at.number === -1) {
      at.number = this.size;
      this.size += 1;
      this.named.push({ ...callerOf(usageClass), day, band, slot });
    }
    return at.number;
  }

  /** Classes numbered since the last time, in order. */
  takeNew(): UsageClass[] {
    const taken = this.named;
    this.named = [];
    return taken;
  }

  /** How many thresholds a prompt exceeds. @param prompt in tokens */
  bandOf(prompt: number): number {
    let band = 0;
    for (const threshold of this.query.thresholds) if (prompt > threshold) band += 1;
    return band;
  }

  /** The period of an instant. Records follow each other in time: it is nearly always that of the one before. */
  periodOf(time: number): Readonly<Period> {
    if (time < this.period.from || time >= this.period.to) {
      const { slots } = this.query;
      const dayNumber = Math.floor(time / DAY);
      const slot = countUpTo(slots, time);
      this.period = {
        from: Math.max(dayNumber * DAY, slots[slot - 1] ?? -Infinity),
        to: Math.min((dayNumber + 1) * DAY, slots[slot] ?? Infinity),
        day: dayOf(time),
        dayNumber,
        slot,
      };
    }
    return this.period;
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
