/** The smallest valid file; line numbers in the tables count from here. */
export const BASE = [
  "version: 1",
  "region: us-east-1",
  "models:",
  "  opus: { copyFrom: us.anthropic.claude-opus-4-6-v1 }",
  "  haiku: { copyFrom: us.anthropic.claude-haiku-4-5-20251001-v1:0 }",
  "logging:",
  "  bucketPrefix: acme-corp",
  "",
].join("\n");

/** Line of the first line appended to {@link BASE}. */
export const NEXT = 8;

/** One broken file: what is appended (or the edit of the base), the line it is blamed on, and a piece of the message. */
export type Broken = readonly [text: string | Edit, line: number, message: string | RegExp, path?: string];

type Edit = readonly [find: string, replace: string];

/** The text of a case. A text that starts with `version` or with a `|` stands alone; `|` is removed. */
export function textOf(text: string | Edit): string {
  if (typeof text !== "string") {
    if (!BASE.includes(text[0])) throw new Error(`the base has no ${text[0]}`);
    return BASE.replace(text[0], text[1]);
  }
  return text.startsWith("|") ? text.slice(1) : BASE + text;
}
