import { type SqlToken, isWord, sqlTokens } from "./tokens.js";

/** Functions of Trino that DuckDB has under another name, and cannot be given by a macro because they take lambdas. */
const FUNCTIONS: Record<string, string> = { TRANSFORM: "list_transform", REDUCE: "list_reduce" };

/**
 * A statement of Trino's SQL as DuckDB takes it. All else is done by macros; only what DuckDB's grammar or a macro has
 * no room for is spelt anew: `ARRAY(type)`, functions with lambdas, `concat` of any number of arguments, `IF`, casts
 * to bytes, and the day it is.
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
    } else if (call !== undefined && isWord(token, "CONCAT")) {
      // DuckDB's concat makes a text of bytes and leaves NULL out.
      out += `(${call.parts.map((part) => `(${spelt(part, today)})`).join(" || ")})`;
      i = call.end;
    } else if (call !== undefined && isWord(token, "IF")) {
      const [condition, first, second = "NULL"] = call.parts.map((part) => spelt(part, today));
      out += `CASE WHEN ${condition} THEN ${first} ELSE ${second} END`;
      i = call.end;
    } else if (call !== undefined && isWord(token, "CAST", "TRY_CAST") && isVarbinary(call.parts[0] ?? [])) {
      const words = call.parts[0] ?? [];
      const as = words.findLastIndex((word) => isWord(word, "AS"));
      out += `as_varbinary(${spelt(words.slice(0, as), today)})`;
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

/** True for what a cast to bytes has in its parentheses. */
function isVarbinary(tokens: readonly SqlToken[]): boolean {
  const [as, type] = tokens.filter((token) => token.kind !== "space").slice(-2);
  return isWord(as, "AS") && isWord(type, "VARBINARY");
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
