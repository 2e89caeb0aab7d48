/** Longest text of a value on one line, and what is shown before the place in which two differ. */
const LONGEST = 90;
const LEAD = 15;

/** What a terminal shows as nothing, or as something else than it is. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]|(?! )\p{Zs}/gu;

/** A value on one line, cut short when it is long. */
export function showValue(value: unknown): string {
  return cut([...textOf(value)], 0);
}

/** Two values that differ, so that the two texts differ too: long ones are cut around the first difference. */
export function showChange(before: unknown, after: unknown): [string, string] {
  const texts = [textOf(before), textOf(after)] as const;
  const [old, now] = looksAlike(...texts) ? texts.map(asciiOf) : texts;
  const [a, b] = [[...(old ?? "")], [...(now ?? "")]];
  if (Math.max(a.length, b.length) <= LONGEST) return [a.join(""), b.join("")];
  const first = a.findIndex((letter, i) => letter !== b[i]);
  const start = Math.max(0, (first < 0 ? a.length : first) - LEAD);
  return [cut(a, start), cut(b, start)];
}

/** List members, each on one line: cut short, unless two would look alike then. */
export function showMembers(members: readonly unknown[]): string[] {
  const texts = members.map(textOf);
  const short = texts.map((text) => cut([...text], 0, 2 * LONGEST));
  return new Set(short).size === new Set(texts).size ? short : texts;
}

function cut(letters: readonly string[], start: number, longest = LONGEST): string {
  const end = start + longest;
  const text = letters.slice(start, end).join("");
  return `${start > 0 ? "…" : ""}${text}${end < letters.length ? "…" : ""}`;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "(not set)";
  return JSON.stringify(value).replaceAll(UNSEEN, escaped);
}

/** Letters and their marks may be one character or two, which looks the same. */
function looksAlike(one: string, other: string): boolean {
  return one.normalize("NFKC") === other.normalize("NFKC");
}

function asciiOf(text: string): string {
  return text.replaceAll(/[^\u0020-\u007e]/g, escaped);
}

function escaped(letter: string): string {
  const units = Array.from({ length: letter.length }, (_, i) => letter.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
