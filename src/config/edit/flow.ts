import { isMap } from "yaml";
import { itemsOf, rangeOf, type Collection, type Item } from "./items.js";
import {
  cutLines,
  endsLine,
  indentOf,
  insertLines,
  isBlank,
  lineStart,
  nextLine,
  startsLine,
  type Splice,
} from "./splice.js";

/**
 * Adds an entry at the end of `{ … }` or `[ … ]`: on a line of its own where the last one has one, else behind it.
 * A trailing comma stays trailing.
 */
export function appendToFlow(text: string, collection: Collection, entry: string): Splice[] {
  const [open, end] = rangeOf(collection);
  const close = end - 1;
  const last = itemsOf(text, collection).at(-1);
  if (last === undefined) return [intoEmpty(text, open, close, entry, isMap(collection) ? " " : "")];
  const tail = tailOf(last);
  if (startsLine(text, last.start) && text.slice(tail, close).includes("\n")) {
    const comma = last.comma === undefined ? "" : ",";
    const line = insertLines(text, nextLine(text, tail), [indentOf(text, last.start) + entry + comma]);
    return last.comma === undefined ? [insert(last.end, ","), line] : [line];
  }
  return [last.comma === undefined ? insert(last.end, `, ${entry}`) : insert(tail, ` ${entry},`)];
}

/** Removes an entry of `{ … }` or `[ … ]` with its comma, and its line where nothing else but a comment is on it. */
export function removeFromFlow(text: string, collection: Collection, item: Item): Splice[] {
  const items = itemsOf(text, collection);
  const index = items.findIndex(({ start }) => start === item.start);
  const previous = items[index - 1];
  const next = items[index + 1];
  const tail = tailOf(item);
  // The comma before the last entry goes with it, unless the list ends in a comma anyway.
  const orphan = next === undefined && item.comma === undefined ? previous?.comma : undefined;
  if (startsLine(text, item.start) && endsLine(text, tail)) {
    const lines = cutLines(text, item.start, tail);
    return orphan === undefined ? [lines] : [cut(orphan, orphan + 1), lines];
  }
  if (next !== undefined) return [beforeNext(text, item.start, tail, next.start)];
  if (previous === undefined) return [onlyEntry(text, collection, item)];
  const afterPrevious = tailOf(previous);
  const isAdjacent = text.slice(afterPrevious, item.start).trim() === "";
  if (orphan === undefined) return [cut(isAdjacent ? afterPrevious : item.start, tail)];
  return isAdjacent ? [cut(orphan, tail)] : [cut(orphan, orphan + 1), cut(item.start, tail)];
}

function intoEmpty(text: string, open: number, close: number, entry: string, padding: string): Splice {
  const inner = text.slice(open + 1, close);
  if (!inner.includes("\n")) {
    return insert(close, inner === "" ? padding + entry + padding : entry);
  }
  const indent = indentOf(text, close);
  return insertLines(text, lineStart(text, close), [
    `${indent}${indent.includes("\t") ? "\t" : "  "}${entry}`,
  ]);
}

function onlyEntry(text: string, collection: Collection, item: Item): Splice {
  const [open, end] = rangeOf(collection);
  const before = text.slice(open + 1, item.start);
  const after = text.slice(tailOf(item), end - 1);
  // `{ zoe: {} }` came from `{}`; `{ zoe: {}}` from `{ }`.
  const isPadded = isBlank(before + after) && before !== "" && after !== "";
  return isPadded ? cut(open + 1, end - 1) : cut(item.start, tailOf(item));
}

function beforeNext(text: string, start: number, tail: number, next: number): Splice {
  if (isBlank(text.slice(tail, next))) return cut(start, next);
  const blanks = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return cut(startsLine(text, start) ? start : start - blanks, tail);
}

function tailOf(item: Item): number {
  return item.comma === undefined ? item.end : item.comma + 1;
}

function insert(at: number, text: string): Splice {
  return { start: at, end: at, text };
}

function cut(start: number, end: number): Splice {
  return { start, end, text: "" };
}
