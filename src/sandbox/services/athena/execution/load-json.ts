import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { TrinoLikeDatabase } from "./duckdb.js";
import { QueryFailure } from "./failure.js";
import { duckDbType } from "./hive-column.js";
import { readJsonLine } from "./openx-json.js";
import { quoted, quotedName } from "./quoting.js";
import type { TableData, TableObject } from "./table-data.js";

/**
 * Adds a table of JSON lines.
 * @param read columns to be decoded: what no statement names cannot fail one
 * @param objects those that are read
 * @throws QueryFailure for an object that cannot be read
 */
export async function loadJson(
  database: TrinoLikeDatabase,
  table: TableData,
  read: ReadonlySet<string>,
  objects: readonly TableObject[],
  bytesOf: (object: TableObject) => Buffer,
): Promise<void> {
  const columns = [
    ...table.columns.map(([name, type]) => [name, duckDbType(type)] as const),
    ...[...table.partitionColumns, "$path"].map((name) => [name, "VARCHAR"] as const),
  ];
  const list = columns.map(([name, type]) => `${quoted(name)}: ${quoted(type)}`).join(", ");
  const file = join(database.folder, "rows.jsonl");
  try {
    writeFileSync(file, "", { mode: 0o600 });
    let longest = 0;
    // One object at a time: all of a month's bodies need not fit into memory.
    for (const object of objects) {
      const rows = rowsOf(object, bytesOf(object), table, read);
      appendFileSync(file, rows.map((row) => `${row}\n`).join(""));
      longest = rows.reduce((most, row) => Math.max(most, Buffer.byteLength(row)), longest);
    }
    const schema = quotedName(table.database);
    await database.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await database.run(
      `CREATE TABLE ${schema}.${quotedName(table.table)} AS
         SELECT * FROM read_json(${quoted(file)}, format = 'newline_delimited',
           columns = {${list}}, maximum_object_size = ${Math.max(longest + 2, 1 << 24)})`,
    );
  } finally {
    rmSync(file, { force: true });
  }
}

/** The rows of an object as JSON texts. @throws QueryFailure when it is no gzip though its name says so */
function rowsOf(
  { path, partition }: TableObject,
  bytes: Buffer,
  { columns, mapping }: TableData,
  read: ReadonlySet<string>,
): string[] {
  const decoded = columns.filter(([name]) => read.has(name));
  const lines = unpacked(path, bytes).split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) =>
    JSON.stringify({
      ...(readJsonLine(line, decoded, mapping) as object),
      ...partition,
      $path: path,
    }),
  );
}

function unpacked(path: string, bytes: Buffer): string {
  if (bytes.length === 0) return "";
  try {
    return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  } catch (error) {
    throw new QueryFailure(`HIVE_CURSOR_ERROR: Failed to read file at ${path}: ${(error as Error).message}`);
  }
}
