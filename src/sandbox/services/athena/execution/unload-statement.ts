import { QueryFailure } from "./failure.js";
import { type SqlToken, isWord, nameOf, sqlTokens } from "./tokens.js";

/** `UNLOAD (select) TO 'place' WITH (…)` (Athena User Guide, "UNLOAD"). */
export interface UnloadStatement {
  select: string;
  /** `s3://bucket/prefix/`, with the slash at its end. */
  to: string;
  /** DuckDB's name of the compression. */
  compression: string;
  compressionLevel?: number;
  /** In lower case. */
  partitionedBy: string[];
}

/** Formats that Athena writes; only Parquet is simulated. */
const FORMATS = ["ORC", "PARQUET", "AVRO", "JSON", "TEXTFILE"];
/** Compressions of Parquet in Athena engine version 3 (Athena User Guide, "Use compression in Athena"). */
const COMPRESSIONS: Record<string, string> = {
  GZIP: "gzip",
  SNAPPY: "snappy",
  ZSTD: "zstd",
  LZ4: "lz4_raw",
  NONE: "uncompressed",
};

/** True for a statement that begins as UNLOAD does. */
export function isUnload(sql: string): boolean {
  return isWord(significant(sql)[0], "UNLOAD");
}

/** Reads an UNLOAD statement. @throws QueryFailure for one that Athena would not take, or is not simulated */
export function unloadStatement(sql: string): UnloadStatement {
  const tokens = sqlTokens(sql);
  const open = next(tokens, next(tokens, 0) + 1);
  const close = closing(tokens, open);
  const select = tokens
    .slice(open + 1, close)
    .map((token) => token.text)
    .join("")
    .trim();
  const rest = tokens.slice(close + 1).filter((token) => token.kind !== "space");
  if (rest.at(-1)?.text === ";") rest.pop();
  const [to, place, , begin] = rest;
  const shaped =
    tokens[open]?.text === "(" && isWord(to, "TO") && place?.kind === "text" && isWord(rest[2], "WITH");
  if (!shaped || begin?.text !== "(" || closing(rest, 3) !== rest.length - 1) {
    throw new QueryFailure("SYNTAX_ERROR: line 1:1: expected UNLOAD (SELECT …) TO 's3://…' WITH (…)");
  }
  if (!isWord(significant(select)[0], "SELECT", "WITH")) {
    throw new QueryFailure("SYNTAX_ERROR: line 1:9: UNLOAD takes a SELECT statement");
  }
  const location = textOf(place);
  if (!/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$/s.test(location)) {
    throw new QueryFailure(`INVALID_TABLE_PROPERTY: ${location} is not a valid S3 path`);
  }
  return {
    select,
    to: location.endsWith("/") ? location : `${location}/`,
    ...settings(propertiesOf(rest.slice(4, -1))),
  };
}

function settings(properties: Map<string, SqlToken[]>): Omit<UnloadStatement, "select" | "to"> {
  const {
    format,
    compression,
    compression_level: level,
    partitioned_by: partitionedBy,
    ...unknown
  } = Object.fromEntries(properties);
  const [other] = Object.keys(unknown);
  if (other !== undefined) {
    throw new QueryFailure(`INVALID_TABLE_PROPERTY: line 1:1: table property '${other}' does not exist`);
  }
  const kind = format === undefined ? "" : onlyText("format", format).toUpperCase();
  if (!FORMATS.includes(kind)) {
    throw new QueryFailure(`INVALID_TABLE_PROPERTY: format must be one of ${FORMATS.join(", ")}`);
  }
  if (kind !== "PARQUET") {
    throw new QueryFailure(`NOT_SUPPORTED: the simulated account unloads to PARQUET only, not to ${kind}`);
  }
  const name = compression === undefined ? "GZIP" : onlyText("compression", compression).toUpperCase();
  const codec = COMPRESSIONS[name];
  if (codec === undefined) {
    throw new QueryFailure(
      `INVALID_TABLE_PROPERTY: compression of PARQUET must be one of ${Object.keys(COMPRESSIONS).join(", ")}`,
    );
  }
  const compressionLevel =
    level === undefined ? undefined : Number(level.map((token) => token.text).join(""));
  if (
    compressionLevel !== undefined &&
    (name !== "ZSTD" || !Number.isInteger(compressionLevel) || compressionLevel < 1 || compressionLevel > 22)
  ) {
    throw new QueryFailure("INVALID_TABLE_PROPERTY: compression_level is 1 to 22, for ZSTD only");
  }
  return {
    compression: codec,
    ...(compressionLevel !== undefined && { compressionLevel }),
    partitionedBy: partitionedBy === undefined ? [] : namesOf(partitionedBy),
  };
}

/** `name = value` pairs by name in lower case. */
function propertiesOf(tokens: readonly SqlToken[]): Map<string, SqlToken[]> {
  const properties = new Map<string, SqlToken[]>();
  const parts: SqlToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (["(", "["].includes(token.text)) depth += 1;
    if ([")", "]"].includes(token.text)) depth -= 1;
    if (depth === 0 && token.text === ",") parts.push([]);
    else parts.at(-1)?.push(token);
  }
  for (const [name, equals, ...value] of parts) {
    const key = nameOf(name);
    if (key === undefined || equals?.text !== "=" || value.length === 0 || properties.has(key)) {
      throw new QueryFailure(
        "SYNTAX_ERROR: line 1:1: expected WITH (property = value, …), each property once",
      );
    }
    properties.set(key, value);
  }
  return properties;
}

function namesOf(value: readonly SqlToken[]): string[] {
  const inner = value.slice(2, -1);
  const shaped = isWord(value[0], "ARRAY") && value[1]?.text === "[" && value.at(-1)?.text === "]";
  const alternating = inner.every((token, i) => (i % 2 === 0 ? token.kind === "text" : token.text === ","));
  if (!shaped || inner.length % 2 === 0 || !alternating) {
    throw new QueryFailure("INVALID_TABLE_PROPERTY: partitioned_by must be ARRAY['column', …]");
  }
  return inner.filter((_, i) => i % 2 === 0).map((token) => textOf(token).toLowerCase());
}

function onlyText(name: string, value: readonly SqlToken[]): string {
  const [token] = value;
  if (value.length === 1 && token?.kind === "text") return textOf(token);
  throw new QueryFailure(
    `INVALID_TABLE_PROPERTY: Invalid value for table property '${name}': expected a text`,
  );
}

function textOf(token: SqlToken): string {
  return token.text.slice(1, -1).replaceAll("''", "'");
}

function significant(sql: string): SqlToken[] {
  return sqlTokens(sql).filter((token) => token.kind !== "space");
}

/** Where the next token that is not space stands. */
function next(tokens: readonly SqlToken[], from: number): number {
  const found = tokens.findIndex((token, i) => i >= from && token.kind !== "space");
  return found < 0 ? tokens.length : found;
}

/** Where the parenthesis at `open` is closed; the end when it is not. */
function closing(tokens: readonly SqlToken[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i += 1) {
    if (tokens[i]?.text === "(") depth += 1;
    if (tokens[i]?.text === ")") depth -= 1;
    if (depth === 0) return i;
  }
  return tokens.length;
}
