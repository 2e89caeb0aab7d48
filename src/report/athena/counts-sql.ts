/** Largest whole number that a double tells from the next one, which is the largest count. */
const LARGEST = Number.MAX_SAFE_INTEGER;

/**
 * SQL expression: the count that a member's JSON text stands for; NULL for what is no whole number of at least 0.
 * @param text SQL expression of the member as `json_format` writes it; a text keeps its quotes, and is no number
 */
export function countSql(text: string): string {
  const number = `TRY_CAST(${text} AS DOUBLE)`;
  return `CASE WHEN ${number} BETWEEN 0 AND ${LARGEST} AND ${number} = floor(${number}) THEN CAST(${number} AS BIGINT) END`;
}

/** SQL expression: whether a member's JSON text stands for a count and is none; never NULL. */
export function oddSql(text: string): string {
  return `COALESCE(${text} <> 'null' AND ${countSql(text)} IS NULL, FALSE)`;
}

/** SQL select items: counts of columns `NAME_text`, each as `NAME`. */
export function countColumns(names: readonly string[]): string {
  return names.map((name) => `    ${countSql(`${name}_text`)} AS ${name}`).join(",\n");
}

/** SQL expression: whether any of the columns `NAME_text` stands for a count and is none. */
export function anyOdd(names: readonly string[]): string {
  return `(${names.map((name) => oddSql(`${name}_text`)).join("\n      OR ")})`;
}
