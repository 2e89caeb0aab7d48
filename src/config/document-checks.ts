import { isAlias, isMap, isPair, isScalar, Scalar, visit, type Document, type Node } from "yaml";
import { keyText } from "./locate.js";
import type { Path, Problem } from "./problem.js";

/** Levels of mappings and lists a file may have; the configuration itself has six. */
const DEPTH_MAX = 100;

/** Whether the document is nested so deeply that walking it could exhaust the stack. */
export function isTooDeep(document: Document): boolean {
  let level: unknown[] = [document.contents];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEPTH_MAX) return true;
    level = level.flatMap((node) => (isPair(node) ? [node.key, node.value] : [node])).flatMap(itemsOf);
  }
  return false;
}

function itemsOf(node: unknown): unknown[] {
  return typeof node === "object" && node !== null && "items" in node ? (node.items as unknown[]) : [];
}

/** Makes a problem at an offset of the file. */
export type Here = (offset: number, message: string, path?: Path) => Problem;

/** Problems that leave nothing more to be said about some values. */
export interface Told {
  readonly problems: Problem[];
  /** Where those values stand. */
  readonly paths: Path[];
}

/** Aliases that name no anchor before them, or one they are inside of. */
export function unresolvedAliases(document: Document, here: Here): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Alias(_key, alias, ancestors) {
      const target = alias.resolve(document);
      const offset = alias.range?.[0] ?? 0;
      if (target === undefined) {
        problems.push(here(offset, `the alias *${alias.source} has no anchor &${alias.source} before it`));
      } else if (ancestors.includes(target)) {
        problems.push(here(offset, `the alias *${alias.source} is inside the value it stands for`));
      }
    },
  });
  return problems;
}

/** Keys given twice in one mapping, keys that YAML reads as something else, and the one that JavaScript reserves. */
export function keyProblems(document: Document, here: Here): Told {
  const problems: Problem[] = [];
  const paths: Path[] = [];
  const walk = (node: unknown, path: Path): void => {
    if (isAlias(node) || typeof node !== "object" || node === null || !("items" in node)) return;
    if (!isMap(node)) {
      (node.items as unknown[]).forEach((item, index) => walk(item, [...path, index]));
      return;
    }
    const offsets = new Map<string, number>();
    for (const pair of node.items) {
      const name = keyText(pair);
      const inner = [...path, name];
      const key = pair.key as Node | null;
      const offset = key?.range?.[0] ?? 0;
      const tell = (message: string) => problems.push(here(offset, message, inner));
      const first = offsets.get(name);
      const written = renamed(key, name);
      if (written !== undefined) {
        paths.push(inner);
        tell(`YAML reads the key ${written} as ${meaning(key)}; put it in quotes: "${written}"`);
      } else if (name === "__proto__") {
        tell("`__proto__` cannot be a key");
      } else if (first !== undefined && name !== "<<") {
        const { line } = here(first, "");
        tell(`duplicate key \`${name}\`, first given on line ${line}; remove one of them`);
      }
      offsets.set(name, first ?? offset);
      walk(pair.value, inner);
    }
  };
  walk(document.contents, []);
  return { problems, paths };
}

/** What stands in the file for a key that becomes another text, such as `007`, `1e3` or `~`; undefined for any other. */
function renamed(key: Node | null, name: string): string | undefined {
  if (!isScalar(key) || key.type !== Scalar.PLAIN || typeof key.value === "symbol") return undefined;
  const source = key.source ?? name;
  return typeof key.value === "string" || source === name ? undefined : source;
}

function meaning(key: Node | null): string {
  const value = isScalar(key) ? key.value : null;
  if (value === null) return "nothing";
  return typeof value === "number" ? `the number ${value}` : String(value);
}
