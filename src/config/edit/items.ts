import {
  isCollection,
  isMap,
  isPair,
  isScalar,
  Scalar,
  type CST,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { CannotEdit } from "./cannot-edit.js";
import { lineEnd } from "./splice.js";

/** A mapping or a list. */
export type Collection = YAMLMap | YAMLSeq;

/** Where an entry of a mapping or list stands. */
export interface Item {
  /** Offset of its first character, with `- `, `? `, anchor and tag. */
  readonly start: number;
  /** Offset after its last character, without a comment or comma behind it. */
  readonly end: number;
  /** Offset of the comma after it, in a flow collection. */
  readonly comma: number | undefined;
  readonly node: Pair | Node;
}

/** The entries of a mapping or list with their places, in the order of the file. */
export function itemsOf(text: string, collection: Collection): Item[] {
  const tokens = tokenItems(collection);
  const real = [...tokens.entries()].filter(
    ([, token]) => token.key != null || token.value !== undefined || hasMark(token),
  );
  if (real.length !== collection.items.length) {
    throw new CannotEdit("the file is written in a way that cannot be edited safely; edit it by hand");
  }
  return real.map(([position, token], index) => {
    const node = collection.items[index] as Pair | Node;
    const next = tokens[position + 1];
    return {
      start: startOf(token, node),
      end: endOf(text, token, node),
      comma: next?.start.find(({ type }) => type === "comma")?.offset,
      node,
    };
  });
}

/** Where a pair's value, or its anchor or tag, may be written: after the colon and the properties. */
export function afterColon(pair: Pair): number {
  const last = pair.srcToken?.sep?.findLast(isMark);
  return last === undefined ? rangeOf(pair.key)[1] : last.offset + last.source.length;
}

/** Whether a pair has its colon, which `{ alice }` and `? alice` lack. */
export function hasColon(pair: Pair): boolean {
  return pair.srcToken?.sep?.some(({ type }) => type === "map-value-ind") === true;
}

/** Start and end of a node, without anchor and tag, comment and line break. */
export function rangeOf(node: unknown): readonly [number, number] {
  const [start, end] = (node as Node | null)?.range ?? [0, 0];
  return [start, end];
}

/** Offset after the last character of a node; of a block scalar, after its last line that counts. */
export function contentEnd(text: string, node: Node): number {
  if (isBlockCollection(node) && node.items.length > 0) return itemsOf(text, node).at(-1)!.end;
  const [start, end] = rangeOf(node);
  if (!isBlockScalar(node)) return end;
  const source = text.slice(start, end);
  if (/^[|>][\d-]*\+/.test(source)) return end - (/\r?\n$/.exec(source)?.[0].length ?? 0);
  return lineEnd(text, start + source.trimEnd().length);
}

/** Whether a node is a mapping or list in lines, without braces or brackets. */
export function isBlockCollection(node: unknown): node is Collection {
  return isCollection(node) && node.flow !== true;
}

/** Whether a node is a text after `|` or `>`. */
export function isBlockScalar(node: unknown): boolean {
  return isScalar(node) && (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED);
}

/** Whether a value is left out: `alice:`. */
export function isLeftOut(node: unknown): boolean {
  const [start, end] = rangeOf(node);
  return node === null || start === end;
}

/** The value of an entry: of a mapping what follows the colon, of a list the item. */
export function valueOf(node: Pair | Node): Node | null {
  return isPair(node) ? (node.value as Node | null) : node;
}

function tokenItems(collection: Collection): readonly CST.CollectionItem[] {
  const token = collection.srcToken as CST.BlockMap | CST.BlockSequence | CST.FlowCollection | undefined;
  // `[a: b]` holds a mapping without braces, which has no tokens of its own.
  if (token === undefined || !("items" in token)) {
    return isMap(collection) ? collection.items.flatMap(({ srcToken }) => srcToken ?? []) : [];
  }
  return token.items;
}

function startOf(token: CST.CollectionItem, node: Pair | Node): number {
  const [first] = [...token.start, ...(token.key == null ? (token.sep ?? []) : [])].filter(isMark);
  return first?.offset ?? rangeOf(isPair(node) ? node.key : node)[0];
}

function endOf(text: string, token: CST.CollectionItem, node: Pair | Node): number {
  const value = valueOf(node);
  if (value !== null && !isLeftOut(value)) return contentEnd(text, value);
  if (isPair(node)) return afterColon(node);
  const last = token.start.findLast(isMark);
  return last === undefined ? rangeOf(node)[1] : last.offset + last.source.length;
}

function hasMark(token: CST.CollectionItem): boolean {
  return [...token.start, ...(token.sep ?? [])].some(isMark);
}

/** Tokens that belong to an entry, unlike the blanks, comments and commas around it. */
function isMark({ type }: CST.SourceToken): boolean {
  return !["space", "newline", "comment", "comma"].includes(type);
}
