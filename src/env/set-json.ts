import { isDeepStrictEqual } from "node:util";
import { type Member, type Span, jsonSpans } from "./json-spans.js";

/** A key of an object, or the place in a list. */
export type Step = string | number;

/** Something on the way to a value is neither an object nor a list, whichever the path wants. */
export class WrongKind extends Error {
  constructor(
    /** What leads to it; nothing is the document itself. */
    readonly path: readonly Step[],
    readonly offset: number,
    readonly expected: "object" | "list",
  ) {
    super(`not a JSON ${expected}`);
  }
}

/**
 * Sets one value in a JSON text, in the text's own style; what is missing on the way to it is made, and the place behind
 * a list's last item appends to it. All the rest stays as it is to the letter, and so does the text when the value is
 * there already.
 * @throws JsonSyntaxError when the text is no JSON
 * @throws WrongKind when something on the way has no such places
 */
export function setJson(text: string, path: readonly Step[], value: unknown): string {
  let here = jsonSpans(text);
  for (const [depth, step] of path.entries()) {
    const next = childOf(here, path, depth)?.value;
    if (next === undefined) return insert(text, here, step, nested(path.slice(depth + 1), value), depth);
    here = next;
  }
  const same = isDeepStrictEqual(JSON.parse(text.slice(here.start, here.end)), JSON.parse(toJson(value)));
  return same ? text : splice(text, here.start, here.end, laidOut(text, value, here.start));
}

/**
 * Takes a value out of a JSON text; a key that stands there several times goes altogether. All the rest stays as it is
 * to the letter.
 * @throws as setJson
 */
export function removeJson(text: string, path: readonly Step[]): string {
  let here = jsonSpans(text);
  for (const depth of path.keys()) {
    const child = childOf(here, path, depth);
    if (child === undefined) return text;
    if (depth === path.length - 1) {
      const rest = without(text, here, child.place);
      return typeof path[depth] === "number" ? rest : removeJson(rest, path);
    }
    here = child.value;
  }
  return text;
}

interface Child {
  value: Span;
  /** Which of its container's. */
  place: number;
}

function childOf(container: Span, path: readonly Step[], depth: number): Child | undefined {
  const step = path[depth];
  if (typeof step === "number") {
    if (container.items === undefined) throw new WrongKind(path.slice(0, depth), container.start, "list");
    const value = container.items[step];
    return value === undefined ? undefined : { value, place: step };
  }
  const { members } = container;
  if (members === undefined) throw new WrongKind(path.slice(0, depth), container.start, "object");
  // Of keys that occur twice the last one counts.
  const place = members.findLastIndex((one: Member) => one.key === step);
  const member = members[place];
  return member === undefined ? undefined : { value: member.value, place };
}

/** Where a container's members or items begin and end. */
function childSpans({ members, items = [] }: Span): { start: number; end: number }[] {
  return members?.map(({ keyStart, value }) => ({ start: keyStart, end: value.end })) ?? items;
}

function nested(path: readonly Step[], value: unknown): unknown {
  return path.reduceRight(
    (content, step) => (typeof step === "number" ? [content] : { [step]: content }),
    value,
  );
}

function insert(text: string, into: Span, step: Step, value: unknown, depth: number): string {
  const { newline, unit } = styleOf(text);
  const spans = childSpans(into);
  const [first, last] = [spans.at(0), spans.at(-1)];
  const child = (space?: string) =>
    typeof step === "number" ? toJson(value, space) : `${toJson(step)}: ${toJson(value, space)}`;
  const line = (indent: string) => newline + indent + child(unit).replaceAll("\n", newline + indent);
  if (first === undefined || last === undefined) {
    const [open, close] = typeof step === "number" ? ["[", "]"] : ["{", "}"];
    const content = `${open}${line(unit.repeat(depth + 1))}${newline}${unit.repeat(depth)}${close}`;
    return splice(text, into.start, into.end, content);
  }
  const onOneLine = !text.slice(into.start, first.start).includes("\n");
  const added = onOneLine ? `, ${child()}` : `,${line(indentBefore(text, first.start))}`;
  return splice(text, last.end, last.end, added);
}

function without(text: string, container: Span, place: number): string {
  const spans = childSpans(container);
  const [before, gone, after] = [spans[place - 1], spans[place], spans[place + 1]];
  if (gone === undefined) return text;
  if (before !== undefined) return splice(text, before.end, gone.end, "");
  if (after !== undefined) return splice(text, gone.start, after.start, "");
  return splice(text, container.start + 1, container.end - 1, "");
}

/** A value as it stands behind a key of the text: on one line where the text has only one. */
function laidOut(text: string, value: unknown, at: number): string {
  if (!text.includes("\n")) return toJson(value);
  const { newline, unit } = styleOf(text);
  const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", at - 1) + 1))?.[0] ?? "";
  return toJson(value, unit).replaceAll("\n", newline + indent);
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

function toJson(value: unknown, space?: string): string {
  return JSON.stringify(value, null, space);
}
