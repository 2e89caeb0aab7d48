import type { RegisterLine } from "../register/register.js";
import { parseTimestamp } from "./timestamp.js";

/** Lines about one thing, each with the instant from which on it holds; ascending, one line an instant. */
type Timeline = { since: number; line: RegisterLine }[];

/** The profile register as a history: what held at the time of a call, not what holds today. */
export class RegisterHistory {
  private readonly profiles: Map<string, Timeline>;
  private readonly developers: Map<string, Timeline>;

  /** @param lines in the order of the file; lines without a readable `createdAt` hold at no time */
  constructor(lines: readonly RegisterLine[]) {
    this.profiles = timelines(lines, (line) => line.arn);
    this.developers = timelines(lines, (line) => line.developer);
  }

  /** The line of a profile that holds at an instant; the first one also holds before. */
  profile(arn: string, at: number): RegisterLine | undefined {
    return lineAt(this.profiles.get(arn), at);
  }

  /** The line of a developer, over all their profiles, that holds at an instant. */
  developer(name: string, at: number): RegisterLine | undefined {
    return lineAt(this.developers.get(name), at);
  }

  /** Instants after which a lookup gives another answer, between two instants (exclusive); ascending. */
  changes(after: number, before: number): number[] {
    const instants = [
      ...changesOf(this.profiles, ["developer", "team", "project", "costCenter", "source"]),
      ...changesOf(this.developers, ["team", "project", "costCenter"]),
    ];
    return [...new Set(instants)].filter((at) => at > after && at < before).toSorted((a, b) => a - b);
  }
}

function timelines(
  lines: readonly RegisterLine[],
  keyOf: (line: RegisterLine) => string | undefined,
): Map<string, Timeline> {
  const all = new Map<string, Timeline>();
  for (const line of lines) {
    const since = typeof line.createdAt === "string" ? parseTimestamp(line.createdAt) : undefined;
    const key = keyOf(line);
    if (since === undefined || typeof key !== "string") continue;
    const timeline = all.get(key);
    if (timeline === undefined) all.set(key, [{ since, line }]);
    else timeline.push({ since, line });
  }
  for (const [key, timeline] of all) {
    // The sort keeps the file's order among equals; of those the last one holds.
    const sorted = timeline.toSorted((a, b) => a.since - b.since);
    all.set(
      key,
      sorted.filter((entry, i) => sorted[i + 1]?.since !== entry.since),
    );
  }
  return all;
}

function lineAt(timeline: Timeline | undefined, at: number): RegisterLine | undefined {
  if (timeline === undefined) return undefined;
  return (timeline.findLast(({ since }) => since <= at) ?? timeline[0])?.line;
}

function changesOf(all: Map<string, Timeline>, members: (keyof RegisterLine)[]): number[] {
  return [...all.values()].flatMap((timeline) =>
    timeline
      .filter(({ line }, i) => {
        const previous = timeline[i - 1]?.line;
        return previous !== undefined && members.some((member) => line[member] !== previous[member]);
      })
      .map(({ since }) => since),
  );
}
