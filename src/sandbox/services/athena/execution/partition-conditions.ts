import { type SqlToken, isWord, nameOf, sqlTokens } from "./tokens.js";

/**
 * For each place where a statement reads a table: the conditions on partition columns that all rows read there must
 * meet, as SQL without qualifiers. They are what the WHERE of the same SELECT joins by AND; conditions that a JOIN, an
 * enclosing SELECT or an OR brings are left out, which only makes more be read.
 */
export function partitionConditions(sql: string, table: string, columns: readonly string[]): string[][] {
  const tokens = sqlTokens(sql).filter((token) => token.kind !== "space");
  const blocks = blocksOf(tokens);
  return tokens.flatMap((token, i) => {
    if (!isWord(token, "FROM", "JOIN")) return [];
    const name = tokens[i + 2]?.text === "." ? i + 3 : i + 1;
    if (nameOf(tokens[name]) !== table) return [];
    const alias = nameOf(tokens[isWord(tokens[name + 1], "AS") ? name + 2 : name + 1]);
    const where = tokens.findIndex(
      (other, at) => at > i && blocks[at] === blocks[i] && isWord(other, "WHERE"),
    );
    if (where < 0) return [[]];
    const conditions = conjuncts(clauseAfter(tokens, where)).flatMap((conjunct) => {
      const qualified = conjunct[1]?.text === "." && [table, alias].includes(nameOf(conjunct[0]));
      const rest = qualified ? conjunct.slice(2) : conjunct;
      const compared = columns.includes(nameOf(rest[0]) ?? "") && compares(rest[1], rest[2]);
      return compared ? [rest.map((part) => part.text).join(" ")] : [];
    });
    return [conditions];
  });
}

/** The SELECT each token belongs to, as a number: parentheses that hold a SELECT begin another, set operators too. */
function blocksOf(tokens: readonly SqlToken[]): number[] {
  const open = [0];
  let last = 0;
  return tokens.map((token, i) => {
    if (token.text === ")") open.pop();
    if (isWord(token, "UNION", "INTERSECT", "EXCEPT")) open[open.length - 1] = last += 1;
    const block = open.at(-1) ?? 0;
    if (token.text === "(") open.push(isWord(tokens[i + 1], "SELECT", "WITH") ? (last += 1) : block);
    return block;
  });
}

const CLAUSES = [
  "GROUP",
  "ORDER",
  "HAVING",
  "LIMIT",
  "OFFSET",
  "FETCH",
  "WINDOW",
  "UNION",
  "INTERSECT",
  "EXCEPT",
];

function clauseAfter(tokens: readonly SqlToken[], where: number): SqlToken[] {
  let depth = 0;
  for (let i = where + 1; i < tokens.length; i += 1) {
    const token = tokens[i];
    if (token?.text === "(") depth += 1;
    if (token?.text === ")") depth -= 1;
    if (depth < 0 || (depth === 0 && (token?.text === ";" || isWord(token, ...CLAUSES)))) {
      return tokens.slice(where + 1, i);
    }
  }
  return tokens.slice(where + 1);
}

/** What AND joins, parentheses opened; nothing where OR joins. */
function conjuncts(condition: readonly SqlToken[]): SqlToken[][] {
  const parts: SqlToken[][] = [[]];
  let depth = 0;
  let between = 0;
  for (const token of condition) {
    if (token.text === "(" || isWord(token, "CASE")) depth += 1;
    if (token.text === ")" || isWord(token, "END")) depth -= 1;
    if (depth === 0 && isWord(token, "OR")) return [];
    if (depth === 0 && isWord(token, "BETWEEN")) between += 1;
    if (depth === 0 && isWord(token, "AND")) {
      if (between === 0) {
        parts.push([]);
        continue;
      }
      between -= 1;
    }
    parts.at(-1)?.push(token);
  }
  return parts.flatMap((part) => (isEnclosed(part) ? conjuncts(part.slice(1, -1)) : [part]));
}

function isEnclosed(part: readonly SqlToken[]): boolean {
  if (part[0]?.text !== "(" || isWord(part[1], "SELECT", "WITH")) return false;
  let depth = 0;
  const end = part.findIndex((token) => {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    return depth === 0;
  });
  return end === part.length - 1;
}

function compares(operator: SqlToken | undefined, next: SqlToken | undefined): boolean {
  if (["=", "<", ">", "<=", ">=", "<>", "!="].includes(operator?.text ?? "")) return true;
  return isWord(isWord(operator, "NOT") ? next : operator, "BETWEEN", "IN", "LIKE");
}
