import { refuse } from "../errors.js";

/** Deepest nesting of a parameter's name; AWS's own shapes have less than half of it. */
const DEEPEST = 40;

interface Branch {
  [name: string]: Branch | string;
}

/**
 * Turns the parameters of the query protocol (`Tags.member.1.Key=Owner`) into the tree that the XML of the same
 * structure would be parsed to, so that one decoder reads both.
 * @throws MalformedInput for names that contradict each other
 */
export function formTree(form: URLSearchParams): unknown {
  const root = branch();
  for (const [name, value] of form) {
    const path = name.split(".");
    if (path.length > DEEPEST) malformed(name);
    const last = path.pop() ?? "";
    let at = root;
    for (const part of path) {
      const next = (at[part] ??= branch());
      if (typeof next === "string") return malformed(name);
      at = next;
    }
    if (typeof at[last] === "object") malformed(name);
    at[last] = value;
  }
  return listed(root);
}

/** Without a prototype, so that no parameter is taken for something that every object has. */
function branch(): Branch {
  return Object.create(null) as Branch;
}

/** Branches whose parts are numbers are lists, in the order of the numbers. */
function listed(tree: Branch | string): unknown {
  if (typeof tree === "string") return tree;
  const names = Object.keys(tree);
  if (names.length > 0 && names.every((name) => /^[1-9]\d{0,8}$/.test(name))) {
    return names.toSorted((a, b) => Number(a) - Number(b)).map((name) => listed(tree[name] ?? ""));
  }
  const result = Object.create(null) as Record<string, unknown>;
  for (const name of names) result[name] = listed(tree[name] ?? "");
  return result;
}

function malformed(name: string): never {
  return refuse("MalformedInput", `The parameter ${name.slice(0, 100)} does not fit the others`);
}
