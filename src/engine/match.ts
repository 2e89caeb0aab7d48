import { compareFields } from "./compare.js";
import type { AnyKind, Live, Stack, Wanted } from "./kind.js";
import { KEY_TAG, ownershipOf } from "./ownership.js";

/** Live resources of one kind, sorted by what they are to us. */
export interface Match {
  /** Ours and wanted, by key. */
  byKey: Map<string, Live>;
  /** Ours and no longer wanted, or surplus. */
  orphans: { key: string; live: Live }[];
  /** Not ours, but with a wanted name, by the key that wants it; `owner` undefined when it is nobody's. */
  strangers: Map<string, { live: Live; owner?: string }>;
  /** Names that are held, by us or by others. */
  names: Set<string>;
}

/**
 * Sorts live resources by whose they are. Where names can change (the kind has `rename`), a resource of ours *is* what
 * its `ccb:key` says; elsewhere its name decides. Of several with one key (a replacement cut short) the newest that
 * fits is kept and the others are surplus.
 */
export function matchLive(
  kind: AnyKind,
  wanted: readonly Wanted[],
  live: readonly Live[],
  stack: Stack,
): Match {
  const keyOfName = new Map(wanted.map((want) => [want.name, want.key]));
  const byKey = new Map(wanted.map((want) => [want.key, want]));
  const match: Match = { byKey: new Map(), orphans: [], strangers: new Map(), names: new Set() };
  const ours = new Map<string, Live[]>();
  for (const item of live) {
    match.names.add(item.name);
    const owner = ownershipOf(item, stack);
    const nameKey = keyOfName.get(item.name);
    if (owner.whose === "ours") {
      const key = keyOf(kind, item, nameKey, byKey);
      ours.set(key, [...(ours.get(key) ?? []), item]);
    } else if (nameKey !== undefined) {
      match.strangers.set(nameKey, {
        live: item,
        ...(owner.whose === "foreign" ? { owner: owner.owner } : {}),
      });
    }
  }
  for (const [key, items] of ours) {
    const want = byKey.get(key);
    const [best, ...surplus] = items.toSorted(
      (a, b) => preference(kind, b, want) - preference(kind, a, want),
    );
    if (best === undefined) continue;
    if (want !== undefined) match.byKey.set(key, best);
    else match.orphans.push({ key, live: best });
    for (const item of surplus)
      match.orphans.push({ key: `${key}@${item.attributes["id"] ?? item.name}`, live: item });
  }
  return match;
}

/** Whether an orphan is what another live resource stands in for already. @param key as under `orphans` */
export function isReplaced(match: Match, key: string): boolean {
  const at = key.lastIndexOf("@");
  return at > 0 && match.byKey.has(key.slice(0, at));
}

/** What a resource of ours is. A copy under another name, tags and all, is not what it was copied from. */
function keyOf(
  kind: AnyKind,
  item: Live,
  nameKey: string | undefined,
  wanted: ReadonlyMap<string, Wanted>,
): string {
  const tagged = item.key ?? item.tags?.[KEY_TAG];
  if (kind.rename !== undefined) return tagged ?? nameKey ?? `${kind.name}/${item.name}`;
  if (nameKey !== undefined) return nameKey;
  if (tagged === undefined) return `${kind.name}/${item.name}`;
  return wanted.has(tagged) ? `${tagged}@${item.name}` : tagged;
}

/** Higher for what needs no replacement, then for what was made later. */
function preference(kind: AnyKind, live: Live, want: Wanted | undefined): number {
  const made = Date.parse(live.attributes["createdAt"] ?? "") || 0;
  if (want === undefined) return made;
  const differences = compareFields(
    kind.fields,
    want.spec as object as Record<string, unknown>,
    live.spec as object as Record<string, unknown>,
  );
  return made + (differences.some((change) => change.replaces !== undefined) ? 0 : 1e15);
}
