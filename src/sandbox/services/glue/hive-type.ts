const PRIMITIVE =
  /^(tinyint|smallint|int|integer|bigint|float|double|boolean|string|binary|date|timestamp)(?![a-z0-9_])/i;
const SIZED = /^(char|varchar)\(\s*([1-9]\d{0,4})\s*\)/i;
const DECIMAL = /^decimal(\(\s*(\d{1,2})\s*(,\s*(\d{1,2})\s*)?\))?(?![a-z0-9_])/i;
const FIELD = /^[^\s:,<>()]+\s*:/;

/**
 * True when a text is a column type of the Hive grammar that Athena reads: primitives, `decimal(p,s)`, `char(n)`,
 * `varchar(n)`, and `array<…>`, `map<primitive,…>`, `struct<name:type,…>` nested to any depth
 * (Athena User Guide, "Data types in Amazon Athena").
 */
export function isHiveType(text: string): boolean {
  const rest = afterType(text.trim());
  return rest !== undefined && rest === "";
}

/** What follows the type that a text starts with, or undefined when it starts with none. */
function afterType(text: string): string | undefined {
  const primitive = afterPrimitive(text);
  if (primitive !== undefined) return primitive;
  const open = /^(array|map|struct)\s*<\s*/i.exec(text);
  if (open === null) return undefined;
  const inner = text.slice(open[0].length);
  const kind = open[1]?.toLowerCase();
  if (kind === "array") return after(">", afterType(inner));
  if (kind === "map") return after(">", then(after(",", afterPrimitive(inner)), afterType));
  return afterFields(inner);
}

function afterPrimitive(text: string): string | undefined {
  const plain = PRIMITIVE.exec(text);
  if (plain !== null) return text.slice(plain[0].length).trimStart();
  const sized = SIZED.exec(text);
  if (sized !== null) {
    const most = sized[1]?.toLowerCase() === "char" ? 255 : 65_535;
    return Number(sized[2]) > most ? undefined : text.slice(sized[0].length).trimStart();
  }
  const decimal = DECIMAL.exec(text);
  if (decimal === null) return undefined;
  const precision = Number(decimal[2] ?? 10);
  const scale = Number(decimal[4] ?? 0);
  if (precision < 1 || precision > 38 || scale > precision) return undefined;
  return text.slice(decimal[0].length).trimStart();
}

function afterFields(text: string): string | undefined {
  const name = FIELD.exec(text);
  if (name === null) return undefined;
  const rest = afterType(text.slice(name[0].length).trimStart());
  const next = after(",", rest);
  return next === undefined ? after(">", rest) : afterFields(next);
}

function after(mark: string, text: string | undefined): string | undefined {
  return text?.startsWith(mark) === true ? text.slice(1).trimStart() : undefined;
}

function then(text: string | undefined, next: (text: string) => string | undefined): string | undefined {
  return text === undefined ? undefined : next(text);
}
