/** Controls, and marks that reorder or hide the text around them; a session name may hold any of them. */
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
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
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  return [...segmenter.segment(text)].reduce((sum, { segment }) => sum + (WIDE.test(segment) ? 2 : 1), 0);
}

/** Cuts a text to a number of columns, with an ellipsis where something was cut. */
export function cut(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = "";
  for (const { segment } of segmenter.segment(text)) {
    if (columnsOf(kept + segment) > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Like {@link cut}, but keeps both ends: ids tell themselves apart by those. */
export function cutInside(text: string, columns: number): string {
  const segments = [...segmenter.segment(text)].map(({ segment }) => segment);
  if (columnsOf(text) <= columns) return text;
  const start = segments.slice(0, 3);
  const end = segments.slice(3);
  while (end.length > 0 && columnsOf(start.join("") + end.join("")) > columns - 1) end.shift();
  return cut(`${start.join("")}…${end.join("")}`, columns);
}

/** Fills up with spaces, on the right or on the left. */
export function padded(text: string, columns: number, side: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, columns - columnsOf(text)));
  return side === "left" ? text + space : space + text;
}
