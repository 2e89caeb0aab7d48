import { type SqlToken, isWord, nameOf, sqlTokens } from "./tokens.js";

/**
 * The columns of a table that a statement reads: those whose names occur in it anywhere, or all where a star over the
 * table itself may reach the answer. A name that means something else in the statement counts too, so that this may be
 * more than Athena reads, never less.
 */
export function columnsRead(sql: string, table: string, columns: readonly string[]): Set<string> {
  const tokens = sqlTokens(sql).filter((token) => token.kind !== "space");
  const stars = tokens.flatMap((_, i) => (isStar(tokens, i) ? [i] : []));
  if (stars.some((at) => readsFrom(tokens, at + 1, table)) && starsReachEnd(tokens, stars)) {
    return new Set(columns);
  }
  const named = new Set(tokens.map(nameOf));
  return new Set(columns.filter((column) => named.has(column)));
}

/** True for the star of a list of columns; not for that of `count(*)`, nor for a product. */
function isStar(tokens: readonly SqlToken[], at: number): boolean {
  const before = tokens[at - 1];
  if (tokens[at]?.text !== "*") return false;
  return isWord(before, "SELECT", "DISTINCT", "ALL") || [",", "."].includes(before?.text ?? "");
}

/** True when the SELECT around a place reads the table. */
function readsFrom(tokens: readonly SqlToken[], start: number, table: string): boolean {
  let depth = 0;
  for (let i = start; i < tokens.length && depth >= 0; i += 1) {
    const token = tokens[i];
    if (token?.text === "(") depth += 1;
    if (token?.text === ")") depth -= 1;
    if (depth !== 0) continue;
    if (isWord(token, "UNION", "INTERSECT", "EXCEPT")) return false;
    if (!isWord(token, "FROM", "JOIN")) continue;
    const name = tokens[i + 2]?.text === "." ? tokens[i + 3] : tokens[i + 1];
    if (nameOf(name) === table) return true;
  }
  return false;
}

/**
 * False when the outermost SELECT has no star: then every column that reaches the answer is named on its way. What
 * compares whole rows needs all columns nevertheless.
 */
function starsReachEnd(tokens: readonly SqlToken[], stars: readonly number[]): boolean {
  const depths: number[] = [];
  for (const [i, { text }] of tokens.entries()) {
    depths.push((depths[i - 1] ?? 0) + (text === "(" ? 1 : 0) - (text === ")" ? 1 : 0));
  }
  const compared = tokens.some(
    (token, i) =>
      isWord(token, "INTERSECT", "EXCEPT") ||
      (isWord(token, "UNION") && !isWord(tokens[i + 1], "ALL")) ||
      (isWord(token, "DISTINCT") && stars.includes(i + 1)),
  );
  return compared || stars.some((at) => depths[at] === 0);
}
