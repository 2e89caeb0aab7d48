import { isAlias, isNode, isPair, visit, type Node, type Pair } from "yaml";
import { CannotEdit } from "./cannot-edit.js";
import type { EditableSource } from "./source.js";

/**
 * Refuses an edit that would change what an alias elsewhere stands for.
 * @param changed nodes that get other content; their anchors must not be in use
 * @param removed what goes away, with everything in it; aliases inside it do not count
 * @throws {CannotEdit} naming the anchor and the line of the alias
 */
export function refuseSharedAnchors(
  source: EditableSource,
  changed: ReadonlyArray<Node | null | undefined>,
  removed?: Node | Pair | null,
): void {
  const inside = removed == null ? [] : nodesIn(removed);
  const targets = [...changed, ...inside].filter((node) => node != null && !isAlias(node) && node.anchor);
  if (targets.length === 0 || source.document === undefined) return;
  const { document, lineOf } = source;
  visit(document, {
    Alias(_key, alias) {
      if (inside.includes(alias)) return;
      const target = alias.resolve(document);
      if (target === undefined || !targets.includes(target)) return;
      throw new CannotEdit(
        `the anchor &${alias.source} on line ${lineOf(target)} is used as *${alias.source} on line ${lineOf(alias)}, ` +
          `which would change too; write out what *${alias.source} stands for and run this again`,
      );
    },
  });
}

function nodesIn(root: Node | Pair): Node[] {
  if (isPair(root)) return [root.key, root.value].filter(isNode).flatMap(nodesIn);
  const nodes: Node[] = [];
  visit(root, (_key, node) => {
    if (isNode(node)) nodes.push(node);
  });
  return nodes;
}
