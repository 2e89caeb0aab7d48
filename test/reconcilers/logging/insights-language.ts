/** Members of a JSON event that Insights makes fields of (CloudWatch Logs User Guide, "Supported logs and discovered fields"). */
const DISCOVERED_FIELDS = 200;

type Value = string | number | boolean | undefined;
type Row = Map<string, Value>;
type Expression = (row: Row) => Value;

/** A log event: its text, and when it happened in ms since 1970. */
export interface LogEvent {
  message: string;
  timestamp: number;
}

/** The fields Insights finds in an event: leaves in the order of the document, arrays flattened, no more than 200. */
export function discoveredFields(message: string): Row {
  const row: Row = new Map();
  const visit = (value: unknown, path: string): void => {
    if (typeof value === "object" && value !== null) {
      for (const [name, item] of Object.entries(value)) visit(item, path === "" ? name : `${path}.${name}`);
    } else if (row.size < DISCOVERED_FIELDS && value !== null) row.set(path, value as Value);
  };
  if (message.startsWith("{")) visit(JSON.parse(message), "");
  return row;
}

/**
 * Runs the part of the Logs Insights language that the saved queries use. Text is a number where a number is asked for,
 * as in AWS's example of `avg` over a parsed field.
 * @param now ms since 1970
 * @throws Error for whatever else is in the query
 */
export function runInsights(
  query: string,
  events: readonly LogEvent[],
  now: number,
): Record<string, Value>[] {
  const rows = events.map(({ message, timestamp }) =>
    discoveredFields(message).set("@message", message).set("@timestamp", timestamp),
  );
  return new Query(query, now).run(rows).map((row) => Object.fromEntries(row));
}

const TOKEN =
  /#[^\n]*|\s+|(?<regex>\/(?:\\.|[^/\\\n])+\/)|(?<text>"[^"]*")|(?<span>\d+[mhd]\b)|(?<number>\d+)|(?<word>[@a-zA-Z][\w.]*)|(?<sign>[(),=>+*|-])/y;

interface Token {
  kind: string;
  text: string;
}

function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < query.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(query);
    if (match === null) throw new Error(`not understood: ${query.slice(at, at + 40)}`);
    const found = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined);
    if (found !== undefined) tokens.push({ kind: found[0], text: found[1] ?? "" });
  }
  return tokens;
}

const SPANS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

class Query {
  private readonly tokens: Token[];
  private at = 0;

  constructor(
    query: string,
    private readonly now: number,
  ) {
    this.tokens = tokensOf(query);
  }

  run(rows: Row[]): Row[] {
    let result = rows;
    do result = this.command(this.word(), result);
    while (this.take("|"));
    if (this.at < this.tokens.length) throw new Error(`not understood: ${this.tokens[this.at]?.text}`);
    return result;
  }

  private command(command: string, rows: Row[]): Row[] {
    switch (command) {
      case "parse": {
        const source = this.word();
        const pattern = this.regex();
        return rows.map((row) => {
          const groups = pattern.exec(String(row.get(source)))?.groups ?? {};
          return new Map([...row, ...Object.entries(groups)]);
        });
      }
      case "fields": {
        const named = this.list(() => this.named());
        return rows.map((row) => new Map([...row, ...named.map(({ name, of }) => [name, of(row)] as const)]));
      }
      case "filter": {
        const condition = this.either();
        return rows.filter((row) => condition(row) === true);
      }
      case "stats":
        return this.stats(rows);
      case "sort": {
        const keys = this.list(() => ({ field: this.word(), down: this.take("desc") }));
        return rows.toSorted((a, b) => {
          for (const { field, down } of keys) {
            const [x = 0, y = 0] = [a.get(field), b.get(field)];
            if (x !== y) return x < y === down ? 1 : -1;
          }
          return 0;
        });
      }
      case "limit":
        return rows.slice(0, Number(this.next().text));
      default:
        throw new Error(`there is no command ${command}`);
    }
  }

  private stats(rows: Row[]): Row[] {
    const totals = this.list(() => {
      const name = this.word();
      this.expect("(");
      const of: Expression = name === "count" ? (this.expect("*"), () => 1) : this.sum();
      this.expect(")");
      this.expect("as");
      if (!["count", "sum"].includes(name)) throw new Error(`there is no function ${name}`);
      return { name: this.word(), of };
    });
    const by = this.take("by") ? this.list(() => this.named()) : [];
    const groups = new Map<string, Row>();
    for (const row of rows) {
      const key = by.map(({ name, of }) => [name, of(row)] as const);
      const group = groups.get(JSON.stringify(key)) ?? new Map(key);
      for (const { name, of } of totals) group.set(name, Number(group.get(name) ?? 0) + Number(of(row) ?? 0));
      groups.set(JSON.stringify(key), group);
    }
    return [...groups.values()];
  }

  private named(): { name: string; of: Expression } {
    const plain = this.tokens[this.at]?.text ?? "";
    const of = this.sum();
    return { name: this.take("as") ? this.word() : plain, of };
  }

  private either(): Expression {
    const first = this.both();
    const parts = [first];
    while (this.take("or")) parts.push(this.both());
    if (parts.length === 1) return first;
    return (row) => parts.some((part) => part(row) === true);
  }

  private both(): Expression {
    const first = this.condition();
    const parts = [first];
    while (this.take("and")) parts.push(this.condition());
    if (parts.length === 1) return first;
    return (row) => parts.every((part) => part(row) === true);
  }

  private condition(): Expression {
    if (this.take("not")) {
      const inner = this.condition();
      return (row) => inner(row) !== true;
    }
    const left = this.sum();
    if (this.take("like")) {
      const pattern = this.regex();
      return (row) => pattern.test(String(left(row)));
    }
    if (this.take("=")) {
      const right = this.sum();
      return (row) => left(row) === right(row);
    }
    if (this.take(">")) {
      const right = this.sum();
      return (row) => Number(left(row)) > Number(right(row));
    }
    return left;
  }

  private sum(): Expression {
    let left = this.product();
    for (;;) {
      const sign = this.take("+") ? 1 : this.take("-") ? -1 : 0;
      if (sign === 0) return left;
      const [before, right] = [left, this.product()];
      left = (row) => Number(before(row)) + sign * Number(right(row));
    }
  }

  private product(): Expression {
    let left = this.primary();
    while (this.take("*")) {
      const [before, right] = [left, this.primary()];
      left = (row) => Number(before(row)) * Number(right(row));
    }
    return left;
  }

  private primary(): Expression {
    if (this.take("(")) {
      const inner = this.either();
      this.expect(")");
      return inner;
    }
    const { kind, text } = this.next();
    if (kind === "number") return () => Number(text);
    if (kind === "text") return () => text.slice(1, -1);
    if (kind !== "word") throw new Error(`not understood: ${text}`);
    return this.take("(") ? this.call(text) : (row) => row.get(text);
  }

  private call(name: string): Expression {
    if (name === "bin") {
      const { text } = this.next();
      this.expect(")");
      const size = Number.parseInt(text, 10) * (SPANS[text.slice(-1)] ?? Number.NaN);
      return (row) => Number(row.get("@timestamp")) - (Number(row.get("@timestamp")) % size);
    }
    const values = this.take(")") ? [] : this.list(() => this.sum());
    if (values.length > 0) this.expect(")");
    switch (name) {
      case "now":
        return () => this.now / 1000;
      case "coalesce":
        return (row) => values.map((value) => value(row)).find((value) => value !== undefined);
      case "ispresent":
        return (row) => values[0]?.(row) !== undefined;
      default:
        throw new Error(`there is no function ${name}`);
    }
  }

  private list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.take(",")) items.push(item());
    return items;
  }

  private regex(): RegExp {
    const { kind, text } = this.next();
    if (kind !== "regex") throw new Error(`expected a regular expression, got ${text}`);
    return new RegExp(text.slice(1, -1));
  }

  private word(): string {
    const { kind, text } = this.next();
    if (kind !== "word") throw new Error(`expected a name, got ${text}`);
    return text;
  }

  private next(): Token {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new Error("the query ends too early");
    return token;
  }

  private take(text: string): boolean {
    if (this.tokens[this.at]?.text !== text) return false;
    this.at += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw new Error(`expected ${text}, got ${this.tokens[this.at]?.text}`);
  }
}
