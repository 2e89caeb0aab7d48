import { parse } from "csv-parse/sync";

/** A result as Athena writes it: every value in quotes, NULL as nothing at all, the column names first. */
export function writeCsv(rows: readonly (readonly (string | null)[])[]): string {
  return rows.map((row) => `${row.map(quoted).join(",")}\n`).join("");
}

/** Reads what {@link writeCsv} wrote. */
export function readCsv(text: string): (string | null)[][] {
  return parse(text, {
    cast: (value, { quoting }) => (quoting ? value : null),
    relax_column_count: true,
  }) as unknown as (string | null)[][];
}

function quoted(value: string | null): string {
  return value === null ? "" : `"${value.replaceAll('"', '""')}"`;
}
