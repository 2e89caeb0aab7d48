/** A Hive column type, as far as the simulated account reads it. */
export type HiveType =
  | { kind: "text" | "real" | "truth" | "binary" | "day" | "time" }
  | { kind: "whole"; bits: 8 | 16 | 32 | 64 }
  | { kind: "struct"; fields: [name: string, type: HiveType][] }
  | { kind: "map"; of: HiveType }
  | { kind: "array"; of: HiveType };

const SCALARS: Record<string, HiveType> = {
  string: { kind: "text" },
  tinyint: { kind: "whole", bits: 8 },
  smallint: { kind: "whole", bits: 16 },
  int: { kind: "whole", bits: 32 },
  integer: { kind: "whole", bits: 32 },
  bigint: { kind: "whole", bits: 64 },
  float: { kind: "real" },
  double: { kind: "real" },
  boolean: { kind: "truth" },
  binary: { kind: "binary" },
  date: { kind: "day" },
  timestamp: { kind: "time" },
};

/** Reads a type such as `struct<arn:string>`. @throws Error for one the simulated account does not read */
export function parseHiveType(text: string): HiveType {
  const type = text.trim().toLowerCase();
  const scalar = SCALARS[type];
  if (scalar !== undefined) return scalar;
  const [, outer, inner = ""] = /^(struct|map|array)<(.*)>$/s.exec(type) ?? [];
  if (outer === "array") return { kind: "array", of: parseHiveType(inner) };
  if (outer === "map") return { kind: "map", of: parseHiveType(parts(inner)[1] ?? "") };
  if (outer === "struct") {
    return {
      kind: "struct",
      fields: parts(inner).map((field) => {
        const colon = field.indexOf(":");
        return [field.slice(0, colon).trim(), parseHiveType(field.slice(colon + 1))];
      }),
    };
  }
  throw new Error(`columns of type ${text} are not simulated`);
}

const WHOLE = { 8: "TINYINT", 16: "SMALLINT", 32: "INTEGER", 64: "BIGINT" };

/** The same type in DuckDB's words. */
export function duckDbType(type: HiveType): string {
  if (type.kind === "struct") {
    return `STRUCT(${type.fields.map(([name, field]) => `"${name}" ${duckDbType(field)}`).join(", ")})`;
  }
  if (type.kind === "map") return `MAP(VARCHAR, ${duckDbType(type.of)})`;
  if (type.kind === "array") return `${duckDbType(type.of)}[]`;
  if (type.kind === "whole") return WHOLE[type.bits];
  return {
    text: "VARCHAR",
    real: "DOUBLE",
    truth: "BOOLEAN",
    binary: "BLOB",
    day: "DATE",
    time: "TIMESTAMP",
  }[type.kind];
}

/** Splits at the commas that are in no angle brackets. */
function parts(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [i, char] of [...text].entries()) {
    if (char === "<") depth += 1;
    if (char === ">") depth -= 1;
    if (char !== "," || depth > 0) continue;
    found.push(text.slice(start, i));
    start = i + 1;
  }
  return [...found, text.slice(start)];
}
