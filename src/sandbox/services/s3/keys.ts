import { refuse } from "../../errors.js";

/** Most entries of one answer, and the number used when the caller names none. */
const MAX_KEYS = 1000;

/** Page size of a list. @throws InvalidArgument for a negative one; a larger one than 1,000 is cut */
export function pageSize(asked: number | undefined): number {
  if (asked !== undefined && asked < 0)
    refuse("InvalidArgument", "Argument maxKeys must be an integer between 0 and 2147483647");
  return Math.min(asked ?? MAX_KEYS, MAX_KEYS);
}

/**
 * Keys with a prefix, in the order of their UTF-8 bytes.
 * @param from only keys for which this is true; asked before sorting, so that late pages are cheap
 */
export function sortedKeys(keys: Iterable<string>, prefix: string, from: (key: string) => boolean): string[] {
  const found: string[] = [];
  for (const key of keys) if (key.startsWith(prefix) && from(key)) found.push(key);
  // UTF-16 order, which is the engine's fast path, differs from UTF-8 order only where surrogates occur.
  return found.some((key) => /[\ud800-\udfff]/.test(key)) ? found.toSorted(byBytes) : found.toSorted();
}

/** True when `a` comes after `b` in the order of UTF-8 bytes. */
export function isAfter(a: string, b: string): boolean {
  return byBytes(a, b) > 0;
}

function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  // Surrogates stand for code points above every other UTF-16 unit.
  return rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
}

function rank(unit: number): number {
  if (Number.isNaN(unit)) return -1;
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** The part of a key up to and including the first delimiter after the prefix; undefined when there is none. */
export function commonPrefix(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (delimiter === undefined || delimiter === "") return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}
