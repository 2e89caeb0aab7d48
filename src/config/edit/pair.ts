import { isAlias, isMap, isScalar, type Node, type Pair, type YAMLMap } from "yaml";
import { keyText } from "../locate.js";
import { refuseSharedAnchors } from "./anchors.js";
import { appendToBlock, lineAfter } from "./block.js";
import { CannotEdit } from "./cannot-edit.js";
import { appendToFlow } from "./flow.js";
import {
  afterColon,
  contentEnd,
  hasColon,
  isBlockCollection,
  isBlockScalar,
  isLeftOut,
  rangeOf,
} from "./items.js";
import { render, renderLike, renderPair, type Plain, type PlainMap } from "./render.js";
import type { EditableSource } from "./source.js";
import { lineEnd, type Splice } from "./splice.js";

/** A mapping's own pair with this key; what a merge key brings in is not its own. */
export function ownPair(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => keyText(pair) === key && !isMergeKey(pair));
}

/** A mapping's own pairs by key; of several with one key the first. */
export function ownPairs(map: YAMLMap): Map<string, Pair> {
  const own = map.items.filter((pair) => !isMergeKey(pair));
  return new Map(own.toReversed().map((pair) => [keyText(pair), pair]));
}

/** Adds pairs at the end of a mapping, in the mapping's own style. */
export function appendPairs({ text, isJson }: EditableSource, map: YAMLMap, pairs: PlainMap): Splice[] {
  const entries = Object.entries(pairs).map(([key, value]) => renderPair(key, value, isJson));
  return isBlockCollection(map) && map.items.length > 0
    ? appendToBlock(text, map, entries)
    : appendToFlow(text, map, entries);
}

/** Writes a pair's value in the place of the present one, which may be left out, in lines or a block scalar. */
export function replaceValue(source: EditableSource, pair: Pair, value: Plain): Splice[] {
  const { text, isJson } = source;
  const node = pair.value as Node | null;
  refuseSharedAnchors(source, [], node);
  const at = afterColon(pair);
  const written = renderLike(value, node, isJson);
  if (node === null || isLeftOut(node)) {
    return [{ start: at, end: at, text: `${hasColon(pair) ? "" : ":"} ${written}` }];
  }
  const [start, end] = rangeOf(node);
  if (isBlockScalar(node)) return [{ start, end: contentEnd(text, node), text: written }];
  if (!isBlockCollection(node)) return [{ start, end, text: written }];
  const last = contentEnd(text, node);
  lineAfter(text, last);
  // A comment on the key's line stays, the lines below go.
  return [
    { start: at, end: at, text: ` ${written}` },
    { start: lineEnd(text, at), end: lineEnd(text, last), text: "" },
  ];
}

/**
 * Sets one member of an entry. An entry without a value becomes `{ key: value }`, an alias `{ <<: *x, key: value }`.
 * @throws {CannotEdit} for an entry that is neither a mapping nor empty
 */
export function setMember(source: EditableSource, entry: Pair, key: string, value: Plain): Splice[] {
  const node = entry.value as Node | null;
  if (node === null || (isScalar(node) && node.value === null)) {
    return replaceValue(source, entry, { [key]: value });
  }
  if (isMap(node)) {
    refuseSharedAnchors(source, [node]);
    const member = ownPair(node, key);
    return member === undefined
      ? appendPairs(source, node, { [key]: value })
      : replaceValue(source, member, value);
  }
  const [start, end] = rangeOf(node);
  if (isAlias(node) && source.document !== undefined && isMap(node.resolve(source.document))) {
    const own = renderPair(key, value, source.isJson);
    return [{ start, end, text: `{ <<: *${node.source}, ${own} }` }];
  }
  const got = isAlias(node) ? `*${node.source}` : render(String(node), source.isJson);
  throw new CannotEdit(
    `line ${source.lineOf(node)}: \`${keyText(entry)}\` is ${got}, not a mapping; write it as one by hand`,
  );
}

function isMergeKey(pair: Pair): boolean {
  return isScalar(pair.key) && keyText(pair) === "<<" && pair.key.type === "PLAIN";
}
