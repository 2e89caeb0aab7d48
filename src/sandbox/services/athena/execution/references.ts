import { type SqlToken, isWord, nameOf, sqlTokens } from "./tokens.js";

/** A table that a statement names; without a database it may also be a common table expression. */
export interface TableReference {
  database?: string;
  table: string;
}

/** What follows FROM and JOIN in a statement, names in lower case, each once. */
export function tablesOf(sql: string): TableReference[] {
  const tokens = sqlTokens(sql).filter((token) => token.kind !== "space");
  const found = new Map<string, TableReference>();
  for (const [i, token] of tokens.entries()) {
    if (!isWord(token, "FROM", "JOIN")) continue;
    const first = nameOf(tokens[i + 1]);
    if (first === undefined) continue;
    const second = tokens[i + 2]?.text === "." ? nameOf(tokens[i + 3]) : undefined;
    const reference = second === undefined ? { table: first } : { database: first, table: second };
    found.set(JSON.stringify(reference), reference);
  }
  return [...found.values()];
}

/**
 * The conditions of a statement that hold a partition column against something, as SQL: all that decides which
 * partitions are read. They are taken to be joined by AND, as those of a scan are.
 */
export function partitionConditions(sql: string, columns: readonly string[]): string[] {
  const tokens = sqlTokens(sql);
  const starts = tokens.flatMap((token, i) => {
    const column = nameOf(token);
    return column !== undefined && columns.includes(column) && comparesAt(tokens, i) ? [i] : [];
  });
  return starts.map((start) => {
    const end = endOfCondition(tokens, start);
    return tokens
      .slice(start, end)
      .map((token) => token.text)
      .join("")
      .trim();
  });
}

function comparesAt(tokens: readonly SqlToken[], column: number): boolean {
  const before = tokens.slice(0, column).findLast((token) => token.kind !== "space");
  const next = tokens.slice(column + 1).find((token) => token.kind !== "space");
  // What a comparison ends in is no start of another: `x = dt`.
  if (!isWord(before, "WHERE", "AND") && before?.text !== "(") return false;
  return (
    ["=", "<", ">", "<=", ">=", "<>", "!="].includes(next?.text ?? "") ||
    isWord(next, "BETWEEN", "IN", "LIKE")
  );
}

const ENDS = ["AND", "OR", "GROUP", "ORDER", "HAVING", "LIMIT", "UNION"];

function endOfCondition(tokens: readonly SqlToken[], start: number): number {
  let depth = 0;
  let between = false;
  for (let i = start; i < tokens.length; i += 1) {
    const token = tokens[i];
    if (token?.text === "(") depth += 1;
    if (token?.text === ")") depth -= 1;
    if (depth < 0) return i;
    if (depth > 0) continue;
    if (isWord(token, "BETWEEN")) between = true;
    else if (between && isWord(token, "AND")) between = false;
    else if (isWord(token, ...ENDS)) return i;
  }
  return tokens.length;
}
