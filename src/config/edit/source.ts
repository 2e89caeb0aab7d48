import { isMap, type Document, type Node, type YAMLMap } from "yaml";
import { readSource } from "../document.js";
import { CannotEdit } from "./cannot-edit.js";

/** A configuration file's text with its parsed form, in which every node knows its place. */
export interface EditableSource {
  readonly text: string;
  /** The top-level mapping; `undefined` in a file without content. */
  readonly root: YAMLMap | undefined;
  readonly document: Document | undefined;
  /** The content with aliases and merge keys resolved. */
  readonly data: Record<string, unknown>;
  /** The file is JSON and is to remain so. */
  readonly isJson: boolean;
  /** 1-based line of a node. */
  readonly lineOf: (node: Node) => number;
}

/**
 * Parses a file for editing.
 * @throws {CannotEdit} for syntax errors, duplicate keys, several documents, or a document that is not a mapping
 */
export function readEditable(text: string): EditableSource {
  const { documents, lines, problems, data } = readSource(text, { keepTokens: true });
  const [document, second] = documents;
  const lineOf = (node: Node): number => Math.max(1, lines.linePos(node.range?.[0] ?? 0).line);
  const common = { text, document, lineOf, isJson: isJson(text) };
  if (second === undefined && (document === undefined || isEmpty(document))) {
    return { ...common, root: undefined, data: {} };
  }
  const [problem] = problems;
  if (problem !== undefined || data === undefined || !isMap(document?.contents)) {
    const why = problem === undefined ? "it is not a mapping" : `line ${problem.line}: ${problem.message}`;
    throw new CannotEdit(`the file cannot be edited as it is: ${why}; correct it and run this again`);
  }
  return { ...common, root: document.contents, data };
}

function isEmpty({ contents, errors }: Document): boolean {
  const isNothing = contents === null || (contents.range?.[0] === contents.range?.[1] && !contents.tag);
  return isNothing && errors.length === 0;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\ufeff/, ""));
    return true;
  } catch {
    return false;
  }
}
