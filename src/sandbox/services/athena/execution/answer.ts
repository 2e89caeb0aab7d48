import type { DuckDBResultReader } from "@duckdb/node-api";

/** What a statement answers; values as text. */
export interface Answer {
  columns: { name: string; type: string }[];
  rows: (string | null)[][];
}

/** A result of DuckDB with Trino's types. Bytes are written as Athena writes them: `de ad be ef`. */
export function answerOf(reader: DuckDBResultReader): Answer {
  const types = reader.columnTypes().map((type) => type.toString());
  const rows = reader.getRowsJson().map((row) => row.map((value) => (value === null ? null : String(value))));
  for (const [i, type] of types.entries()) {
    if (type !== "BLOB") continue;
    for (const [at, value] of reader.getColumns()[i]?.entries() ?? []) {
      const row = rows[at];
      if (row !== undefined && value !== null) row[i] = hexPairs((value as { bytes: Uint8Array }).bytes);
    }
  }
  return {
    columns: reader.columnNames().map((name, i) => ({ name, type: trinoType(types[i] ?? "") })),
    rows,
  };
}

function hexPairs(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function trinoType(type: string): string {
  if (type === "HUGEINT") return "bigint";
  if (type === "BLOB") return "varbinary";
  if (type.startsWith("TIMESTAMP"))
    return type.includes("TIME ZONE") ? "timestamp with time zone" : "timestamp";
  return type.replace(/\(.*$/, "").toLowerCase();
}
