/** A replacement of `text[start, end)`; offsets count UTF-16 units, as the YAML parser does. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const BOM = "\ufeff";

/** Applies splices that do not overlap; of two at one offset the first given comes first. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = "";
  let offset = 0;
  for (const splice of splices.toSorted((a, b) => a.start - b.start)) {
    result += text.slice(offset, splice.start) + splice.text;
    offset = splice.end;
  }
  return result + text.slice(offset);
}

/** Where the line that holds `offset` starts, after a byte order mark. */
export function lineStart(text: string, offset: number): number {
  const start = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  return start === 0 && text.startsWith(BOM) ? 1 : start;
}

/** Where the line that holds `offset` ends, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  if (newline === -1) return text.length;
  return newline > offset && text[newline - 1] === "\r" ? newline - 1 : newline;
}

/** Where the line after the one that holds `offset` starts; the end of the text where there is none. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  return newline === -1 ? text.length : newline + 1;
}

/** Columns between the start of the line and `offset`. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** The blanks `offset`'s line starts with, or as many spaces where something else stands before `offset`. */
export function indentOf(text: string, offset: number): string {
  const before = text.slice(lineStart(text, offset), offset);
  return isBlank(before) ? before : " ".repeat(before.length);
}

/** Whether nothing but blanks stands before `offset` on its line. */
export function startsLine(text: string, offset: number): boolean {
  return isBlank(text.slice(lineStart(text, offset), offset));
}

/** Whether nothing but blanks and a comment follows `offset` on its line. */
export function endsLine(text: string, offset: number): boolean {
  return /^[ \t]*(?:[ \t]#[^\n]*)?$/.test(text.slice(offset, lineEnd(text, offset)));
}

/** Whether a text is empty or spaces and tabs only. */
export function isBlank(text: string): boolean {
  return /^[ \t]*$/.test(text);
}

/** Inserts whole lines at the start of a line or at the end of the text; a missing final newline stays missing. */
export function insertLines(text: string, at: number, lines: readonly string[]): Splice {
  const eol = lineBreakBefore(text, at);
  const body = lines.join(eol);
  return { start: at, end: at, text: at > lineStart(text, at) ? eol + body : body + eol };
}

/** Removes the lines from the one that holds `start` to the one that holds `end`. */
export function cutLines(text: string, start: number, end: number): Splice {
  const from = lineStart(text, start);
  const to = nextLine(text, end);
  const isUnended = to === text.length && !text.endsWith("\n");
  return { start: isUnended && from > 1 ? lineEnd(text, previousLine(text, from)) : from, end: to, text: "" };
}

function previousLine(text: string, start: number): number {
  return lineStart(text, start - 1);
}

/** The line break of the line before `at`, else the first of the text. */
function lineBreakBefore(text: string, at: number): string {
  const newline = at === 0 ? -1 : text.lastIndexOf("\n", at - 1);
  const known = newline === -1 ? text.indexOf("\n") : newline;
  return known > 0 && text[known - 1] === "\r" ? "\r\n" : "\n";
}
