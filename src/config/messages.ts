import { distance } from "fastest-levenshtein";
import { hostOnly, hostsOnly } from "../password.js";

/** Describes a value of the wrong kind: `got the number 3`, `got "thirty"`, `got a list`. */
export function got(value: unknown): string {
  if (value === null) return "got nothing";
  if (Array.isArray(value)) return "got a list";
  switch (typeof value) {
    case "string":
      return `got ${quote(value)}`;
    case "number":
      return `got the number ${value}`;
    case "boolean":
      return `got ${value}`;
    case "bigint":
      return `got the number ${value.toString()}`;
    default:
      return "got a mapping";
  }
}

/** A text in double quotes, shortened so that a message stays on one line; of web addresses, the host. */
export function quote(value: string): string {
  const shown = hostsOnly(hostOnly(value));
  return JSON.stringify(shown.length > 80 ? `${shown.slice(0, 77)}...` : shown);
}

/** A text on one line: line ends and tabs in it are shown. */
export function oneLine(text: string): string {
  return text.replace(/[\n\r\t]/g, (char) => JSON.stringify(char).slice(1, -1));
}

/** The candidate a person most likely meant, or `undefined` when none is close. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let least = Math.floor((wanted.length + 1) / 2) + 1;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const away = wanted.length > 2 && other.startsWith(wanted) ? 1 : distance(wanted, other);
    if (away < least) [best, least] = [candidate, away];
  }
  return best;
}

/** `; did you mean "x"?` for the nearest candidate, or an empty text. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const best = nearest(word, candidates);
  return best === undefined ? "" : `; did you mean \`${best}\`?`;
}
