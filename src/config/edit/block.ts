import { CannotEdit } from "./cannot-edit.js";
import { isBlockCollection, itemsOf, valueOf, type Collection, type Item } from "./items.js";
import {
  columnOf,
  cutLines,
  endsLine,
  indentOf,
  insertLines,
  isBlank,
  lineEnd,
  nextLine,
  startsLine,
  type Splice,
} from "./splice.js";

/** Adds entries, each on its own line, below the last one, and below comments indented deeper than the entries. */
export function appendToBlock(text: string, collection: Collection, entries: readonly string[]): Splice[] {
  const items = itemsOf(text, collection);
  const [first, last] = [items[0]!, items.at(-1)!];
  const at = belowComments(text, lineAfter(text, last.end), columnOf(text, first.start));
  const indent = indentOf(text, first.start);
  const lines = entries.map((entry) => indent + entry);
  return [insertLines(text, at, lines)];
}

/** Removes an entry's lines, with the comments on them; comments above the entry stay. */
export function removeFromBlock(text: string, item: Item): Splice[] {
  if (!startsLine(text, item.start)) {
    throw new CannotEdit("the entry does not start on a line of its own; remove it by hand");
  }
  const after = lineAfter(text, item.end);
  const end = isBlockCollection(valueOf(item.node))
    ? belowComments(text, after, columnOf(text, item.start))
    : after;
  return [cutLines(text, item.start, end === after ? item.end : end - 1)];
}

/** Where comment lines that start at `at` and are indented deeper than `column` end. Blank lines between count. */
export function belowComments(text: string, at: number, column: number): number {
  let end = at;
  let cursor = at;
  while (cursor < text.length) {
    const line = text.slice(cursor, lineEnd(text, cursor));
    const isDeepComment = line.search(/[^ ]/) > column && /^[ \t]*#/.test(line);
    if (!isBlank(line) && !isDeepComment) break;
    cursor = nextLine(text, cursor);
    if (isDeepComment) end = cursor;
  }
  return end;
}

/**
 * The start of the line after `end`.
 * @throws {CannotEdit} when more than a comment follows on the same line
 */
export function lineAfter(text: string, end: number): number {
  if (!endsLine(text, end)) {
    throw new CannotEdit("the entry shares its last line with something else; edit the file by hand");
  }
  return nextLine(text, end);
}
