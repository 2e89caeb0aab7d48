import { Document, Scalar } from "yaml";

/** What an edit writes: texts, lists of them and mappings. */
export type Plain = string | readonly Plain[] | PlainMap;

/** A mapping to write. */
export interface PlainMap {
  readonly [key: string]: Plain;
}

/** Renders a value on one line: `{ team: research, models: [sonnet, haiku] }`; `asJson` quotes every text. */
export function render(value: Plain, asJson: boolean): string {
  if (typeof value === "string") return renderText(value, asJson);
  if (isList(value)) return `[${value.map((item) => render(item, asJson)).join(", ")}]`;
  const pairs = Object.entries(value).map(([key, inner]) => renderPair(key, inner, asJson));
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

/** Renders `key: value` on one line. */
export function renderPair(key: string, value: Plain, asJson: boolean): string {
  return `${renderText(key, asJson)}: ${render(value, asJson)}`;
}

/** Renders a text in the quotes `like` has, where it has some, and as `render` would otherwise. */
export function renderLike(value: Plain, like: unknown, asJson: boolean): string {
  const quotes = like instanceof Scalar ? like.type : undefined;
  if (typeof value === "string" && quotes === Scalar.QUOTE_DOUBLE) return doubleQuoted(value);
  if (typeof value === "string" && quotes === Scalar.QUOTE_SINGLE && !needsEscapes(value)) {
    return `'${value.replaceAll("'", "''")}'`;
  }
  return render(value, asJson);
}

/** Whether a value is a list; `Array.isArray` does not narrow readonly arrays. */
export function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}

/** Whether a value is a mapping. */
export function isPlainMap(value: Plain): value is PlainMap {
  return typeof value === "object" && !isList(value);
}

function renderText(value: string, asJson: boolean): string {
  if (asJson || needsEscapes(value)) return doubleQuoted(value);
  if (isPlainWord(value)) return value;
  // Inside a list, because commas and brackets need quotes there. YAML 1.1's `yes` and `1:30` are quoted as well.
  const list = new Document([value], { compat: "yaml-1.1" });
  const text = list.toString({ collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 });
  return text.slice(1, text.lastIndexOf("]"));
}

/** Whether a text is a text without quotes in any version of YAML; only saves asking the YAML library. */
function isPlainWord(value: string): boolean {
  return /^[a-z][\w-]*$/i.test(value) && !/^(y|yes|n|no|on|off|true|false|null)$/i.test(value);
}

function doubleQuoted(value: string): string {
  const escape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escape);
}

/** Line breaks and characters an editor does not show. */
function needsEscapes(value: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]|\p{Surrogate}/u.test(value);
}
