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
 * Adds entries at the end of `{ … }` or `[ … ]`: on lines of their own where the last one has one, else behind it.
 * A trailing comma stays trailing.
 */
export function appendToFlow(text: string, collection: Collection, entries: readonly string[]): Splice[] {
  const [open, end] = rangeOf(collection);
  const close = end - 1;
  const last = itemsOf(text, collection).at(-1);
  if (last === undefined) return [intoEmpty(text, open, close, entries, isMap(collection) ? " " : "")];
  const tail = tailOf(last);
  if (startsLine(text, last.start) && text.slice(tail, close).includes("\n")) {
    const lines = onLines(entries, indentOf(text, last.start), last.comma !== undefined);
    const inserted = insertLines(text, nextLine(text, tail), lines);
    return last.comma === undefined ? [insert(last.end, ","), inserted] : [inserted];
  }
  const added = entries.join(", ");
  return [last.comma === undefined ? insert(last.end, `, ${added}`) : insert(tail, ` ${added},`)];
}

function onLines(entries: readonly string[], indent: string, endsInComma: boolean): string[] {
  return entries.map((entry, index) => {
    const comma = endsInComma || index < entries.length - 1 ? "," : "";
    return indent + entry + comma;
  });
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

function intoEmpty(
  text: string,
  open: number,
  close: number,
  entries: readonly string[],
  padding: string,
): Splice {
  const inner = text.slice(open + 1, close);
  if (!inner.includes("\n")) {
    const entry = entries.join(", ");
    return insert(close, inner === "" ? padding + entry + padding : entry);
  }
  const indent = indentOf(text, close);
  const deeper = `${indent}${indent.includes("\t") ? "\t" : "  "}`;
  return insertLines(text, lineStart(text, close), onLines(entries, deeper, false));
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
