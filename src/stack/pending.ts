import { kinds } from "../../reconcilers/index.js";
import type { Live, Pending, ReadContext, Stack, Wanted } from "../engine/kind.js";
import { matchLive } from "../engine/match.js";

/** What only a person can do, from the live state. */
export function pendingOf(wanted: readonly Wanted[], live: readonly Live[], stack: Stack): Pending[] {
  return kinds.flatMap((kind) => {
    if (kind.pending === undefined) return [];
    const own = wanted.filter((want) => want.kind === kind.name);
    const match = matchLive(
      kind,
      own,
      live.filter((item) => item.kind === kind.name),
      stack,
    );
    return own.flatMap((want) => kind.pending?.(want, match.byKey.get(want.key)) ?? []);
  });
}

/** The same after a run: only the kinds that can wait on a person are read again. */
export async function readPending(context: ReadContext, wanted: readonly Wanted[]): Promise<Pending[]> {
  const waiting = kinds.filter((kind) => kind.pending !== undefined);
  const answers = await Promise.all(
    waiting.map(async (kind) => {
      const own = wanted.filter((want) => want.kind === kind.name);
      return own.length === 0 ? [] : ((await kind.read(context, own)) as Live[]);
    }),
  );
  return pendingOf(wanted, answers.flat(), context.stack);
}
