import { jsonSpans, type Member, type Span } from "./json-spans.js";

/** Something on the way to the value is no object. */
export class NotAnObject extends Error {
  constructor(
    /** Keys that lead to it; none is the document itself. */
    readonly path: readonly string[],
    readonly offset: number,
  ) {
    super("not an object");
  }
}

/**
 * Sets one value in a JSON text, in the text's own style; objects on the way to it that are missing are made. All the
 * rest stays as it is to the letter, and so does the text when the value is there already.
 * @throws JsonSyntaxError when the text is no JSON
 * @throws NotAnObject when something on the way is no object
 */
export function setJson(text: string, path: readonly string[], value: string): string {
  let here: Span = jsonSpans(text);
  for (const [depth, key] of path.entries()) {
    if (here.members === undefined) throw new NotAnObject(path.slice(0, depth), here.start);
    // Of keys that occur twice the last one counts.
    const member: Member | undefined = here.members.findLast((one) => one.key === key);
    if (member === undefined) return insert(text, here, path.slice(depth), value, depth);
    here = member.value;
  }
  const same = JSON.parse(text.slice(here.start, here.end)) === value;
  return same ? text : splice(text, here.start, here.end, JSON.stringify(value));
}

function insert(text: string, into: Span, path: readonly string[], value: string, depth: number): string {
  const { newline, unit } = styleOf(text);
  const [first, last] = [into.members?.at(0), into.members?.at(-1)];
  const [key = "", ...inner] = path;
  const nested = inner.reduceRight<unknown>((content, name) => ({ [name]: content }), value);
  const member = (space?: string) => `${JSON.stringify(key)}: ${JSON.stringify(nested, null, space)}`;
  const line = (indent: string) => newline + indent + member(unit).replaceAll("\n", newline + indent);
  if (first === undefined || last === undefined) {
    const content = `{${line(unit.repeat(depth + 1))}${newline}${unit.repeat(depth)}}`;
    return splice(text, into.start, into.end, content);
  }
  const onOneLine = !text.slice(into.start, first.keyStart).includes("\n");
  const added = onOneLine ? `, ${member()}` : `,${line(indentBefore(text, first.keyStart))}`;
  return splice(text, last.value.end, last.value.end, added);
}

/** Line break and indentation of a text: those before its first key, else two spaces. */
function styleOf(text: string): { newline: string; unit: string } {
  return {
    newline: text.includes("\r\n") ? "\r\n" : "\n",
    unit: /\{[ \t]*\r?\n([ \t]+)"/.exec(text)?.[1] ?? "  ",
  };
}

function indentBefore(text: string, offset: number): string {
  return /[ \t]*$/.exec(text.slice(0, offset))?.[0] ?? "";
}

function splice(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}
