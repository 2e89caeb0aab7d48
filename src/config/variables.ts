import { isPair, isSeq, Scalar, visit, type Document, type Node, type Pair } from "yaml";
import type { Here, Told } from "./document-checks.js";
import { keyText } from "./locate.js";
import type { Path } from "./problem.js";

/** Variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/** `$${`; or `${NAME}` or `${NAME:-default}`; or a `${` that is neither. */
const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}|\$\{/g;

/** What YAML reads as a number when it stands without quotes. */
const NUMBER = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

const WORDS = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["~", null],
  ["", null],
]);

/**
 * Puts environment variables into the values of a document, in memory: `${NAME}`, or `${NAME:-default}` for one that is
 * unset or empty; `$${` is a dollar and a brace. Keys are left as they are. A value without quotes is then read as if it
 * had been written so: a number is a number.
 */
export function fillIn(document: Document, text: string, env: Env, here: Here): Told {
  const found: Told = { problems: [], paths: [] };
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === "key" || typeof node.value !== "string" || !node.value.includes("${")) return;
      const path = pathOf([...ancestors, node] as (Node | Pair)[]);
      const wrong = (reference: string, message: string): string => {
        const [start, end] = node.range ?? [0, 0];
        const at = text.indexOf(reference, start);
        found.problems.push(here(at >= 0 && at < end ? at : start, message, path));
        found.paths.push(path);
        return reference;
      };
      const filled = node.value.replaceAll(
        REFERENCE,
        (reference: string, name: string | undefined, standard: string | undefined) => {
          if (reference === "$${") return "${";
          if (name === undefined) return wrong(reference, NO_NAME);
          const value = Object.hasOwn(env, name) ? env[name] : undefined;
          if (standard !== undefined) return value === undefined || value === "" ? standard : value;
          return value ?? wrong(reference, missing(name));
        },
      );
      node.value = node.type === Scalar.PLAIN ? typed(filled) : filled;
    },
  });
  return found;
}

/** A text in which no `${` is read as a variable. */
export function withoutVariables(text: string): string {
  return text.replaceAll("${", () => "$${");
}

const NO_NAME =
  "`${` begins a variable, such as ${NAME} or ${NAME:-default}; write $${ for a dollar and a brace";

function missing(name: string): string {
  return `the environment variable ${name} is not set; set it, or write \${${name}:-default}`;
}

function typed(text: string): string | number | boolean | null {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  return NUMBER.test(text) ? Number(text) : text;
}

function pathOf(nodes: readonly (Node | Pair)[]): Path {
  return nodes.flatMap((node, index): Path => {
    if (isPair(node)) return [keyText(node)];
    return isSeq(node) ? [node.items.indexOf(nodes[index + 1])] : [];
  });
}
