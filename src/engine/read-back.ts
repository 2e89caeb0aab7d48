import { pausesWithin } from "../pauses.js";
import { compareFields } from "./compare.js";
import type { ExecuteOptions } from "./execute.js";
import type { AnyKind, Live, Wanted } from "./kind.js";
import { matchLive } from "./match.js";
import type { Change } from "./plan.js";
import { includesTags } from "./tag-index.js";

/**
 * The attributes of what a change was to make, if it is there and ours.
 * @throws Error when somebody else's stands where ours should be
 */
export async function readBack(
  change: Change,
  error: Error,
  options: ExecuteOptions,
): Promise<Record<string, string> | undefined> {
  const kind = options.kinds.find((candidate) => candidate.name === change.kind);
  const want = change.want;
  if (kind === undefined || want === undefined) throw error;
  const live = await kind.read(options.read, [want]);
  const match = matchLive(kind, [want], live, options.read.stack);
  const found = match.byKey.get(want.key);
  // What the change replaces has the same key and another name.
  if (found?.name === want.name) return found.attributes;
  const stranger = match.strangers.get(want.key);
  if (stranger === undefined) return undefined;
  const whose = stranger.owner === undefined ? "see --adopt" : `it belongs to ${stranger.owner}`;
  throw reworded(error, `it was made by somebody else meanwhile; ${whose}`);
}

/** AWS's own words, and what was found out about them. */
export function reworded(error: Error, finding: string): Error {
  const { name, awsCall, $metadata } = error as Error & { awsCall?: string; $metadata?: object };
  return Object.assign(new Error(`${error.message} (${finding})`), {
    cause: error,
    name,
    awsCall,
    $metadata,
  });
}

/**
 * Waits until what a change wrote can be read, where the kind says that reads lag behind: a plan right after would show
 * a difference that is none. What is not to be seen within the kind's bound is left to the next plan.
 */
export async function untilSeen(change: Change, options: ExecuteOptions): Promise<void> {
  const kind = options.kinds.find((candidate) => candidate.name === change.kind);
  const { want } = change;
  if (kind?.lags === undefined || want === undefined) return;
  const pauses = pausesWithin(kind.lags, options.delayScale ?? 1, options.signal);
  do {
    try {
      const live = (await kind.read(options.read, [want])) as Live[];
      // Tags of a creating call come with the resource, or, on some emulators, never.
      const isSeen = change.action === "create" ? hasFields : isAsWanted;
      if (live.some((item) => item.name === want.name && isSeen(kind, want, item))) return;
    } catch (error) {
      if ((error as Error).name === "SimulatedCrash") throw error;
      // The change is made; whether it can be read is another question.
      return;
    }
  } while (options.signal?.aborted !== true && (await pauses()));
}

/** Whether a plan would leave a resource as it is. */
export function isAsWanted(kind: AnyKind, want: Wanted, live: Live): boolean {
  return hasFields(kind, want, live) && includesTags(live.tags ?? {}, want.tags ?? {});
}

function hasFields(kind: AnyKind, want: Wanted, live: Live): boolean {
  const wanted = want.spec as Record<string, unknown>;
  return compareFields(kind.fields, wanted, live.spec as Record<string, unknown>).length === 0;
}
