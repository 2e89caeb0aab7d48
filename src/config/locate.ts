import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type LineCounter,
  type Node,
  type Pair,
} from "yaml";
import type { Path, Position } from "./problem.js";

/** Where to point: at a key, or at its value. */
export type Target = "key" | "value";

/** What a path leads to in a document. */
interface Found {
  /** The node of the last key on the path that exists; `undefined` at the root. */
  readonly key?: Node | undefined;
  readonly value?: Node | undefined;
  /** False when the path goes on where the document does not. */
  readonly complete: boolean;
}

/** Follows a path through mappings, lists, aliases and merge keys. */
export function find(document: Document, path: Path): Found {
  let value = nodeOf(document.contents);
  let key: Node | undefined;
  for (const step of path) {
    const inside = isAlias(value) ? value.resolve(document) : value;
    if (isMap(inside)) {
      const pair = pairOf(document, inside.items, String(step));
      if (pair === undefined) return { key, value, complete: false };
      key = nodeOf(pair.key);
      value = nodeOf(pair.value);
    } else if (isSeq(inside) && typeof step === "number" && step < inside.items.length) {
      value = nodeOf(inside.items[step]);
      key = value;
    } else {
      return { key, value, complete: false };
    }
  }
  return { key, value, complete: true };
}

/**
 * The position a problem at `path` is shown at. A block mapping or list is shown at its key, since its value
 * starts on the next line; a path that does not exist is shown at the nearest key above it.
 */
export function position(document: Document, lines: LineCounter, path: Path, target: Target): Position {
  const { key, value, complete } = find(document, path);
  const block = isCollection(value) && value.flow !== true;
  const node = target === "key" || !complete || block ? (key ?? value) : (value ?? key);
  return path.length === 0 || node?.range == null ? { line: 1, column: 1 } : at(lines, node.range[0]);
}

/** The position of an offset, 1-based also for a file without line ends. */
export function at(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** Pairs by key, of mappings that were searched: there may be as many problems as developers. */
const indexes = new WeakMap<readonly Pair[], Map<string, Pair>>();

function indexOf(items: readonly Pair[]): Map<string, Pair> {
  const known = indexes.get(items);
  if (known !== undefined) return known;
  const index = new Map(items.map((pair) => [keyText(pair), pair]));
  indexes.set(items, index);
  return index;
}

function pairOf(document: Document, items: readonly Pair[], name: string): Pair | undefined {
  const own = indexOf(items).get(name);
  if (own !== undefined) return own;
  for (const pair of items) {
    if (keyText(pair) !== "<<") continue;
    const merged = nodeOf(pair.value);
    for (const source of isSeq(merged) ? merged.items.map(nodeOf) : [merged]) {
      const map = isAlias(source) ? source.resolve(document) : source;
      const inherited = isMap(map) ? pairOf(document, map.items, name) : undefined;
      if (inherited !== undefined) return inherited;
    }
  }
  return undefined;
}

/** A pair's key as text, the way it becomes a property name. */
export function keyText(pair: Pair): string {
  const { key } = pair;
  if (isScalar(key)) return typeof key.value === "symbol" ? "<<" : String(key.value ?? "");
  try {
    return String(key);
  } catch {
    // A map as a key that merges what is no map has no text.
    return "?";
  }
}

function nodeOf(value: unknown): Node | undefined {
  return (value ?? undefined) as Node | undefined;
}
