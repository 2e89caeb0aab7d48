/**
 * References stand for values that exist only once a resource is made: `${ref:KEY#ATTRIBUTE}` inside any string of a
 * step's input. They are plain strings, so they can be put into ARNs, documents and lines of text.
 */
const PATTERN = /\$\{ref:([^#}]+)#([^}]+)\}/g;

/** Attributes of resources by key, e.g. `attributes.get("logging/log-group")?.arn`. */
export type Attributes = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Refers to an attribute of the resource with this key. */
export function ref(key: string, attribute: string): string {
  return `\${ref:${key}#${attribute}}`;
}

/** The time of apply, ISO-8601 UTC in whole seconds; never part of a comparison. */
export const NOW = ref("run", "now");

/** The same in milliseconds and digits only: what is unique to a run in a client token. */
export const STAMP = ref("run", "stamp");

/** Keys of all resources a value refers to. */
export function referencedKeys(value: unknown): Set<string> {
  const keys = new Set<string>();
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  for (const match of text.matchAll(PATTERN))
    if (match[1] !== undefined && match[1] !== "run") keys.add(match[1]);
  return keys;
}

/** Thrown when a reference has no value: the resource it names was not made. */
class UnresolvedReference extends Error {
  override name = "UnresolvedReference";
}

/**
 * Fills in every reference in a value, at any depth. Bytes and other class instances are passed through.
 * @throws UnresolvedReference
 */
export function resolve<T>(value: T, attributes: Attributes): T {
  if (typeof value === "string") return fill(value, attributes) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => resolve(item, attributes)) as T;
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolve(v, attributes)])) as T;
  }
  return value;
}

/** Like {@link resolve} for text of many lines, leaving out lines that cannot be filled in. */
export function resolveLines(text: string, attributes: Attributes): string {
  const lines = text.split("\n").flatMap((line) => {
    try {
      return [fill(line, attributes)];
    } catch (error) {
      if (error instanceof UnresolvedReference) return [];
      throw error;
    }
  });
  return lines.join("\n");
}

function fill(text: string, attributes: Attributes): string {
  return text.replace(PATTERN, (_all, key: string, attribute: string) => {
    const value = attributes.get(key)?.[attribute];
    if (value === undefined) throw new UnresolvedReference(`${key} has no ${attribute} yet`);
    return value;
  });
}

/** Shows references to people: `(known after apply)`. */
export function describeRefs<T>(value: T): T {
  const text = JSON.stringify(value);
  if (text === undefined) return value;
  return JSON.parse(text.replace(PATTERN, "(known after apply)")) as T;
}
