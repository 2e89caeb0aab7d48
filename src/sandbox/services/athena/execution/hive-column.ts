/** A Hive column type, as far as the simulated account reads it. */
export type HiveType =
  | { kind: "text" | "whole" | "real" | "truth" }
  | { kind: "struct"; fields: [name: string, type: HiveType][] }
  | { kind: "map"; of: HiveType }
  | { kind: "array"; of: HiveType };

const SCALARS: Record<string, HiveType> = {
  string: { kind: "text" },
  tinyint: { kind: "whole" },
  smallint: { kind: "whole" },
  int: { kind: "whole" },
  integer: { kind: "whole" },
  bigint: { kind: "whole" },
  float: { kind: "real" },
  double: { kind: "real" },
  boolean: { kind: "truth" },
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

/** The same type in DuckDB's words. */
export function duckDbType(type: HiveType): string {
  if (type.kind === "struct") {
    return `STRUCT(${type.fields.map(([name, field]) => `"${name}" ${duckDbType(field)}`).join(", ")})`;
  }
  if (type.kind === "map") return `MAP(VARCHAR, ${duckDbType(type.of)})`;
  if (type.kind === "array") return `${duckDbType(type.of)}[]`;
  return { text: "VARCHAR", whole: "BIGINT", real: "DOUBLE", truth: "BOOLEAN" }[type.kind];
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
