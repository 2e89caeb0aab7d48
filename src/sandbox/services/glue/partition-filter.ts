import type { Column } from "@aws-sdk/client-glue";
import { refuse } from "../../errors.js";
import { type SqlToken, isWord, nameOf, sqlTokens } from "../athena/execution/tokens.js";
import { ERROR } from "./rows.js";

type Value = string | number;
type Test = (values: readonly string[]) => boolean;

const NUMBERS = /^(tinyint|smallint|int|bigint|long|decimal\b.*)$/i;
const TEXTS = /^(string|date|timestamp)$/i;

const COMPARISONS: Record<string, (a: Value, b: Value) => boolean> = {
  "=": (a, b) => a === b,
  "<>": (a, b) => a !== b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  ">": (a, b) => a > b,
  "<=": (a, b) => a <= b,
  ">=": (a, b) => a >= b,
};

/**
 * The filter of GetPartitions (Glue API Reference, `GetPartitions`, `Expression`): comparisons of a partition key with
 * values, `BETWEEN`, `IN`, `LIKE`, joined by `AND`, `OR`, `NOT` and parentheses. Keys of a numeric type compare as
 * numbers, others as texts.
 * @throws InvalidInputException for an expression that is not one, and for a key that the table has not
 */
export function partitionFilter(expression: string | undefined, keys: readonly Column[]): Test {
  if (expression === undefined || expression.trim() === "") return () => true;
  if (expression.length > 2048) refuse(ERROR, "expression must be at most 2048 characters long");
  return new Reader(expression, keys).whole();
}

class Reader {
  private readonly tokens: SqlToken[];
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly keys: readonly Column[],
  ) {
    this.tokens = sqlTokens(text).filter((token) => token.kind !== "space");
  }

  whole(): Test {
    const test = this.either();
    return this.at === this.tokens.length ? test : this.fail();
  }

  private either(): Test {
    const tests = [this.both()];
    while (this.takes("OR")) tests.push(this.both());
    return (values) => tests.some((test) => test(values));
  }

  private both(): Test {
    const tests = [this.one()];
    while (this.takes("AND")) tests.push(this.one());
    return (values) => tests.every((test) => test(values));
  }

  private one(): Test {
    if (this.takes("NOT")) {
      const test = this.one();
      return (values) => !test(values);
    }
    if (this.symbol("(")) {
      const test = this.either();
      return this.symbol(")") ? test : this.fail();
    }
    return this.comparison();
  }

  private comparison(): Test {
    const name = nameOf(this.tokens[this.at]);
    const index = this.keys.findIndex((key) => key.Name?.toLowerCase() === name);
    const type = this.keys[index]?.Type ?? "string";
    if (index < 0) return this.fail();
    if (!NUMBERS.test(type) && !TEXTS.test(type)) {
      return refuse(ERROR, `Partition keys of type ${type} cannot be filtered`);
    }
    this.at += 1;
    const valueOf = (text: string): Value => (NUMBERS.test(type) ? Number(text) : text);
    const test = this.after(valueOf);
    return (values) => test(valueOf(values[index] ?? ""));
  }

  private after(valueOf: (text: string) => Value): (value: Value) => boolean {
    const compare = COMPARISONS[this.tokens[this.at]?.text ?? ""];
    if (compare !== undefined) {
      this.at += 1;
      const other = valueOf(this.literal());
      return (value) => compare(value, other);
    }
    if (this.takes("NOT")) {
      const test = this.after(valueOf);
      return (value) => !test(value);
    }
    if (this.takes("BETWEEN")) {
      const first = valueOf(this.literal());
      if (!this.takes("AND")) this.fail();
      const last = valueOf(this.literal());
      return (value) => value >= first && value <= last;
    }
    if (this.takes("IN") && this.symbol("(")) {
      const list = [valueOf(this.literal())];
      while (this.symbol(",")) list.push(valueOf(this.literal()));
      return this.symbol(")") ? (value) => list.includes(value) : this.fail();
    }
    if (this.takes("LIKE")) {
      const form = likeness(this.literal());
      return (value) => form.test(String(value));
    }
    return this.fail();
  }

  private literal(): string {
    const token = this.tokens[this.at];
    this.at += 1;
    if (token?.kind === "text") return token.text.slice(1, -1).replaceAll("''", "'");
    if (token?.kind === "number") return token.text;
    if (token?.text === "-") return `-${this.literal()}`;
    return this.fail();
  }

  private takes(word: string): boolean {
    return this.found(isWord(this.tokens[this.at], word));
  }

  private symbol(text: string): boolean {
    return this.found(this.tokens[this.at]?.text === text);
  }

  private found(found: boolean): boolean {
    if (found) this.at += 1;
    return found;
  }

  private fail(): never {
    refuse(ERROR, `Unsupported expression '${this.text}'`);
  }
}

function likeness(pattern: string): RegExp {
  const parts = [...pattern].map((char) =>
    char === "%" ? ".*" : char === "_" ? "." : char.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
  );
  return new RegExp(`^${parts.join("")}$`, "s");
}
