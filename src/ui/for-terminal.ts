import { randomUUID } from "node:crypto";
import type { Io } from "./io.js";

/** Stands before every escape sequence of ccb's own: no text from outside can know it. */
const OWN = `\u0000${randomUUID()}`;

/**
 * ccb's own sequences; line ends; and what is not for a terminal: controls, and marks that reorder or hide the text
 * around them.
 */
const PARTS = new RegExp(
  `${OWN}(?=\\u001b)\\u001b|\\r\\n|[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]`,
  "g",
);

/** Marks a sequence as ccb's own, so that it reaches the terminal. */
export function own(sequence: string): string {
  return sequence.replaceAll("\u001b", `${OWN}\u001b`);
}

/**
 * Text as it may be sent to a terminal: whatever could move its cursor, change its state or turn the direction of
 * writing is shown as `\u001b`. Inside JSON that is the same text still.
 */
export function forTerminal(text: string): string {
  return text.replace(PARTS, (part) => {
    if (part.startsWith(OWN)) return "\u001b";
    return part === "\r\n" ? part : escaped(part);
  });
}

/** The outside world, to which nothing is sent but what is fit {@link forTerminal}. */
export function guarded(io: Io): Io {
  return {
    ...io,
    out: (text) => io.out(forTerminal(text)),
    err: (text) => io.err(forTerminal(text)),
    ask: (question) => io.ask(forTerminal(question)),
  };
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
