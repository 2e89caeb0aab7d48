/** Where a value stands in a JSON text; `end` is behind its last character. */
export interface Span {
  start: number;
  end: number;
  /** Of an object: its members in order; a key may occur more than once. */
  members?: Member[];
  /** Of a list: what is in it. */
  items?: Span[];
}

export interface Member {
  key: string;
  keyStart: number;
  value: Span;
}

/** Settings are a few levels deep; Claude Code itself goes no further than 64. */
const DEEPEST = 200;

/** The text is no JSON that settings could be; `offset` is where it stops being so. */
export class JsonSyntaxError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

// JSON wants control characters escaped.
// oxlint-disable-next-line no-control-regex
const STRING = /"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const SPACE = /[ \t\r\n]*/y;

/**
 * Reads a JSON text (RFC 8259, a byte order mark allowed) for the places of its values, so that some can be changed
 * and everything else stays as it is to the letter.
 * @throws JsonSyntaxError
 */
export function jsonSpans(text: string): Span {
  let at = text.startsWith("\uFEFF") ? 1 : 0;

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const fail = (expected: string): never => {
    const found =
      at < text.length ? JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0)) : "the end";
    throw new JsonSyntaxError(`not valid JSON: expected ${expected}, got ${found}`, at);
  };
  const skip = (character: string): boolean => {
    match(SPACE);
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  let depth = 0;
  const list = (close: string, item: () => void): void => {
    if (++depth > DEEPEST) throw new JsonSyntaxError(`nested more than ${DEEPEST} levels deep`, at);
    if (!skip(close)) {
      do item();
      while (skip(","));
      if (!skip(close)) fail(`"," or "${close}"`);
    }
    depth--;
  };
  const value = (): Span => {
    match(SPACE);
    const start = at;
    if (skip("{")) {
      const members: Member[] = [];
      list("}", () => members.push(member()));
      return { start, end: at, members };
    }
    if (skip("[")) {
      const items: Span[] = [];
      list("]", () => items.push(value()));
      return { start, end: at, items };
    }
    if (match(STRING) === undefined && match(SCALAR) === undefined) fail("a value");
    return { start, end: at };
  };
  const member = (): Member => {
    match(SPACE);
    const keyStart = at;
    const key = match(STRING) ?? fail("a key in double quotes");
    if (!skip(":")) fail('":"');
    return { key: JSON.parse(key) as string, keyStart, value: value() };
  };

  const root = value();
  match(SPACE);
  if (at < text.length) fail("the end");
  return root;
}
