import { isAlias, isCollection, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import { refuseSharedAnchors } from "./anchors.js";
import { appendToBlock, belowComments, lineAfter, removeFromBlock } from "./block.js";
import { CannotEdit } from "./cannot-edit.js";
import { appendToFlow, removeFromFlow } from "./flow.js";
import {
  afterColon,
  contentEnd,
  isBlockCollection,
  isLeftOut,
  itemsOf,
  rangeOf,
  type Collection,
  type Item,
} from "./items.js";
import { appendPairs, ownPair, replaceValue } from "./pair.js";
import { isList, isPlainMap, render, renderPair, type Plain, type PlainMap } from "./render.js";
import type { EditableSource } from "./source.js";
import { columnOf, indentOf, insertLines, type Splice } from "./splice.js";
import { at } from "./verify.js";

/**
 * The mapping or list a path leads to; `undefined` where it is missing or empty.
 * @throws {CannotEdit} where an alias or a merge key stands on the way, or something that is not a mapping
 */
export function collectionAt(source: EditableSource, path: readonly string[]): Collection | undefined {
  let node: Node | null | undefined = source.root;
  const passed: Node[] = [];
  for (const [depth, key] of path.entries()) {
    if (!isMap(node)) return undefined;
    passed.push(node);
    const pair = ownPair(node, key);
    const here = path.slice(0, depth + 1);
    if (pair === undefined && at(source.data, here) !== undefined) {
      throw new CannotEdit(
        `\`${here.join(".")}\` comes from a merge key (\`<<\`); write it out in the file and run this again`,
      );
    }
    node = pair?.value as Node | null | undefined;
    if (isAlias(node)) {
      throw new CannotEdit(
        `line ${source.lineOf(node)}: \`${here.join(".")}\` is the alias *${node.source}; ` +
          "write out what it stands for and run this again",
      );
    }
    const isLast = depth === path.length - 1;
    if (node != null && !isNull(node) && !(isLast ? isCollection(node) : isMap(node))) {
      throw new CannotEdit(
        `line ${source.lineOf(node)}: \`${here.join(".")}\` is not a ${isLast ? "mapping or list" : "mapping"}; correct it by hand`,
      );
    }
  }
  if (!isCollection(node)) return undefined;
  refuseSharedAnchors(source, [...passed, node]);
  return node;
}

/** Adds entries to the mapping or list at `path`: a mapping's as `{ key: value }`, a list's as `[item]`. */
export function addUnder(source: EditableSource, path: readonly string[], entry: Plain): Splice[] {
  const target = collectionAt(source, path);
  if (target !== undefined) return appendEntry(source, target, entry);
  let map = source.root;
  for (const [depth, key] of path.entries()) {
    const rest = nested(path.slice(depth + 1), entry);
    const isSection = depth === 0 && (map === undefined || isBlockCollection(map)) && isPlainMap(rest);
    const pair = map === undefined ? undefined : ownPair(map, key);
    if (map === undefined || pair === undefined) {
      if (isSection) return appendSection(source, key, rest);
      return map === undefined ? [] : appendPairs(source, map, { [key]: rest });
    }
    if (!isMap(pair.value)) {
      return isSection ? fillSection(source, pair, rest) : replaceValue(source, pair, rest);
    }
    map = pair.value;
  }
  return [];
}

/** Removes an entry of a mapping or list. */
export function removeEntry(source: EditableSource, from: Collection, item: Item): Splice[] {
  refuseSharedAnchors(source, [], item.node);
  return isBlockCollection(from)
    ? removeFromBlock(source.text, item)
    : removeFromFlow(source.text, from, item);
}

function appendEntry(source: EditableSource, target: Collection, entry: Plain): Splice[] {
  const { text, isJson } = source;
  if (isMap(target) && isPlainMap(entry)) return appendPairs(source, target, entry);
  if (!isSeq(target) || !isList(entry)) {
    throw new CannotEdit(`line ${source.lineOf(target)}: expected a ${isList(entry) ? "list" : "mapping"}`);
  }
  const items = entry.map((item) => render(item, isJson));
  return isBlockCollection(target)
    ? appendToBlock(
        text,
        target,
        items.map((item) => `- ${item}`),
      )
    : appendToFlow(text, target, items);
}

/** Writes a new section at the end of the file, before a `...` line. */
function appendSection(source: EditableSource, key: string, value: PlainMap): Splice[] {
  const { text, root } = source;
  const end = /^\.\.\.(?=\s|$)/gm;
  end.lastIndex = root === undefined ? 0 : contentEnd(text, root);
  const where = end.exec(text)?.index ?? text.length;
  const [first] = root === undefined ? [] : itemsOf(text, root);
  const indent = first === undefined ? "" : indentOf(text, first.start);
  const lines = [`${key}:`, ...sectionLines(source, value)];
  return [
    insertLines(
      text,
      where,
      lines.map((line) => indent + line),
    ),
  ];
}

/** Writes the lines of a section that has its key but no value. */
function fillSection(source: EditableSource, pair: Pair, value: PlainMap): Splice[] {
  const { text } = source;
  const node = pair.value as Node | null;
  refuseSharedAnchors(source, [node]);
  const [start, end] = rangeOf(node);
  const after = afterColon(pair);
  const last = isLeftOut(node) ? after : end;
  const [keyStart] = rangeOf(pair.key);
  const where = belowComments(text, lineAfter(text, last), columnOf(text, keyStart));
  const indent = indentOf(text, keyStart);
  const lines = insertLines(
    text,
    where,
    sectionLines(source, value).map((line) => indent + line),
  );
  if (isLeftOut(node)) return [lines];
  return [{ start: text.slice(after, start).trim() === "" ? after : start, end, text: "" }, lines];
}

function sectionLines(source: EditableSource, value: PlainMap): string[] {
  const step = " ".repeat(indentStep(source));
  return Object.entries(value).map(([key, inner]) => step + renderPair(key, inner, false));
}

/** Columns by which the file indents its first section in lines. */
function indentStep({ text, root }: EditableSource): number {
  const section = root?.items
    .map(({ value }) => value)
    .find((value) => isMap(value) && isBlockCollection(value));
  if (root === undefined || section === undefined) return 2;
  const columnOfFirst = (map: Collection): number => columnOf(text, itemsOf(text, map)[0]!.start);
  return Math.max(1, columnOfFirst(section as YAMLMap) - columnOfFirst(root));
}

function nested(path: readonly string[], entry: Plain): Plain {
  return path.reduceRight<Plain>((inner, key) => ({ [key]: inner }), entry);
}

function isNull(node: Node): boolean {
  return isScalar(node) && node.value === null;
}
