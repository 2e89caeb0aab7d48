/** Controls, and marks that reorder or hide the text around them; a session name may hold any of them. */
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const PLAIN = /^[\u0020-\u007e]*$/;
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}])/u;
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Text as it may be shown anywhere: one line, nothing that moves a cursor or turns the direction of writing. */
export function visible(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd").replace(UNSAFE, "\ufffd");
}

/** Columns a text takes on a terminal. */
export function columnsOf(text: string): number {
  // Most text is plain, and segmenting is slow.
  return PLAIN.test(text) ? text.length : segmentsOf(text).reduce((sum, { columns }) => sum + columns, 0);
}

/** Cuts a text to a number of columns, with an ellipsis where something was cut. */
export function cut(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  if (PLAIN.test(text)) return `${text.slice(0, columns - 1)}…`;
  let kept = "";
  let room = columns - 1;
  for (const { segment, columns: own } of segmentsOf(text)) {
    if (own > room) break;
    kept += segment;
    room -= own;
  }
  return `${kept}…`;
}

const START = 3;

/** Like {@link cut}, but keeps both ends: ids tell themselves apart by those. */
export function cutInside(text: string, columns: number): string {
  if (columns <= START + 1) return cut(text, columns);
  if (columnsOf(text) <= columns) return text;
  if (PLAIN.test(text)) return `${text.slice(0, START)}…${text.slice(START + 1 - columns)}`;
  const segments = segmentsOf(text);
  const start = segments.slice(0, START);
  let room = columns - 1 - start.reduce((sum, { columns: own }) => sum + own, 0);
  let at = segments.length;
  while (at > START && (segments[at - 1]?.columns ?? 0) <= room) room -= segments[--at]?.columns ?? 0;
  const joined = (some: typeof segments) => some.map(({ segment }) => segment).join("");
  return cut(`${joined(start)}…${joined(segments.slice(at))}`, columns);
}

/** What a reader takes for one sign each, with the columns it takes. */
function segmentsOf(text: string): { segment: string; columns: number }[] {
  return [...segmenter.segment(text)].map(({ segment }) => ({
    segment,
    columns: WIDE.test(segment) ? 2 : 1,
  }));
}

/** Fills up with spaces, on the right or on the left. */
export function padded(text: string, columns: number, side: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, columns - columnsOf(text)));
  return side === "left" ? text + space : space + text;
}
