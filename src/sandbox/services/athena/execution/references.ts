import { isWord, nameOf, sqlTokens } from "./tokens.js";

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
