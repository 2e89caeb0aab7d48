import { type SqlToken, isWord, sqlTokens } from "./tokens.js";

/** Functions of Trino that DuckDB has under another name, and cannot be given by a macro because they take lambdas. */
const FUNCTIONS: Record<string, string> = { TRANSFORM: "list_transform", REDUCE: "list_reduce" };

/**
 * A statement of Trino's SQL as DuckDB takes it. All else is done by macros; only what DuckDB's grammar has no room
 * for is spelt anew: `ARRAY(type)`, functions with lambdas, and the day it is.
 */
export function forDuckDb(sql: string, now: Date): string {
  return spelt(sqlTokens(sql), now.toISOString().slice(0, 10));
}

function spelt(tokens: readonly SqlToken[], today: string): string {
  let out = "";
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i];
    if (token === undefined) break;
    const call =
      token.kind === "word" && tokens[i + 1]?.text === "(" ? argumentsAt(tokens, i + 1) : undefined;
    const name = FUNCTIONS[token.text.toUpperCase()];
    if (call !== undefined && name !== undefined) {
      const [list, second, third] = call.parts.map((part) => spelt(part, today));
      // Trino: reduce(list, start, step, result); the result is taken as it is.
      out += `${name}(${name === "list_reduce" ? [list, third, second].join(", ") : [list, second].join(", ")})`;
      i = call.end;
    } else if (call !== undefined && isWord(token, "ARRAY")) {
      out += `${spelt(call.parts[0] ?? [], today)}[]`;
      i = call.end;
    } else {
      out += isWord(token, "CURRENT_DATE") ? `DATE '${today}'` : token.text;
    }
  }
  return out;
}

/** The arguments in parentheses from `open` on, and where they end. */
function argumentsAt(tokens: readonly SqlToken[], open: number): { parts: SqlToken[][]; end: number } {
  const parts: SqlToken[][] = [[]];
  let depth = 0;
  for (let i = open; i < tokens.length; i += 1) {
    const token = tokens[i];
    if (token === undefined) break;
    if (token.text === ")" || token.text === "]") depth -= 1;
    if (depth === 0 && i > open) return { parts, end: i };
    if (depth === 1 && token.text === ",") parts.push([]);
    else if (i > open) parts.at(-1)?.push(token);
    if (token.text === "(" || token.text === "[") depth += 1;
  }
  return { parts, end: tokens.length };
}
