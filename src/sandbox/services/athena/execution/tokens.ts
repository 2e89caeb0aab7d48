/** A piece of a statement; all pieces together are the statement. */
export interface SqlToken {
  kind: "space" | "text" | "name" | "word" | "number" | "symbol";
  /** As written, quotes included; comments are space. */
  text: string;
}

const FORMS: [SqlToken["kind"], RegExp][] = [
  ["space", /(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/y],
  ["text", /'(?:[^']|'')*'/y],
  ["name", /"(?:[^"]|"")*"/y],
  ["word", /[A-Za-z_$][\w$]*/y],
  ["number", /\d+(?:\.\d*)?(?:[eE][+-]?\d+)?/y],
  ["symbol", /->|<=|>=|<>|!=|\|\||[\s\S]/y],
];

/** Cuts a statement of Trino's SQL into tokens. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (let at = 0; at < sql.length;) {
    for (const [kind, form] of FORMS) {
      form.lastIndex = at;
      const text = form.exec(sql)?.[0];
      if (text === undefined) continue;
      tokens.push({ kind, text });
      at += text.length;
      break;
    }
  }
  return tokens;
}

/** The name a word or a quoted name stands for; undefined for anything else. Words are folded to lower case. */
export function nameOf(token: SqlToken | undefined): string | undefined {
  if (token?.kind === "name") return token.text.slice(1, -1).replaceAll('""', '"').toLowerCase();
  return token?.kind === "word" ? token.text.toLowerCase() : undefined;
}

/** True for a word, in any case. */
export function isWord(token: SqlToken | undefined, ...words: string[]): boolean {
  return token?.kind === "word" && words.includes(token.text.toUpperCase());
}
