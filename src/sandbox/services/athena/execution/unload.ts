import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TrinoLikeDatabase } from "./duckdb.js";
import { QueryFailure } from "./failure.js";
import { partitionFolder } from "./partition-folder.js";
import { quoted, quotedName } from "./quoting.js";
import type { UnloadStatement } from "./unload-statement.js";

/** What a statement unloaded; nobody sees it yet. */
export interface Unloaded {
  /** `folder` ends in a slash, or is empty. */
  files: { folder: string; bytes: Buffer }[];
  rows: number;
}

const MAX_PARTITIONS = 100;
const RESULT = "unloaded rows";

/** Runs the statement's SELECT in a sealed database and writes its rows as Parquet, one file a partition. @throws QueryFailure */
export async function unloaded(
  database: TrinoLikeDatabase,
  statement: UnloadStatement,
  now: Date,
): Promise<Unloaded> {
  const columns = await database.keep(statement.select, RESULT, now);
  const written = writtenColumns(columns, statement.partitionedBy);
  const from = `FROM temp.${quotedName(RESULT)}`;
  const keys = statement.partitionedBy.map((name) => `CAST(${quotedName(name)} AS VARCHAR)`);
  const counts = await database.run(
    `SELECT ${[...keys, "count(*)"].join(", ")} ${from} GROUP BY ALL HAVING count(*) > 0 ORDER BY ALL LIMIT ${MAX_PARTITIONS + 1}`,
  );
  if (counts.length > MAX_PARTITIONS) {
    throw new QueryFailure(
      `HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of ${MAX_PARTITIONS} open writers for partitions/buckets`,
    );
  }
  const files = [];
  for (const row of counts) {
    const values = row.slice(0, -1).map((value) => (value === null ? null : String(value)));
    const where = keys.map((key, i) => `${key} IS NOT DISTINCT FROM ${literal(values[i] ?? null)}`);
    const select = `SELECT ${written} ${from} ${where.length > 0 ? `WHERE ${where.join(" AND ")}` : ""}`;
    const folder = partitionFolder(statement.partitionedBy, values);
    files.push({ folder, bytes: await exported(database, select, statement) });
  }
  return { files, rows: counts.reduce((sum, row) => sum + Number(row.at(-1)), 0) };
}

async function exported(
  database: TrinoLikeDatabase,
  select: string,
  { compression, compressionLevel }: UnloadStatement,
): Promise<Buffer> {
  const file = join(database.folder, "unloaded.parquet");
  const level = compressionLevel === undefined ? "" : `, COMPRESSION_LEVEL ${compressionLevel}`;
  try {
    await database.run(
      `COPY (${select}) TO ${quoted(file)} (FORMAT parquet, COMPRESSION ${compression}${level}, ROW_GROUP_SIZE 100000)`,
    );
    return readFileSync(file);
  } finally {
    rmSync(file, { force: true });
  }
}

/** The columns of the files as SQL, with the types Trino would have given them. */
function writtenColumns(
  columns: readonly [name: string, type: string][],
  partitionedBy: readonly string[],
): string {
  const names = columns.map(([name]) => name.toLowerCase());
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new QueryFailure(`DUPLICATE_COLUMN_NAME: Column name '${twice}' specified more than once`);
  const missing = partitionedBy.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new QueryFailure(
      `INVALID_TABLE_PROPERTY: Partition columns [${missing.join(", ")}] not present in schema`,
    );
  }
  const data = columns.slice(0, columns.length - partitionedBy.length);
  if (names.slice(data.length).join("\n") !== partitionedBy.join("\n")) {
    throw new QueryFailure(
      `HIVE_COLUMN_ORDER_MISMATCH: Partition keys must be the last columns in the table and in the same order as the table properties: [${partitionedBy.join(", ")}]`,
    );
  }
  if (data.length === 0)
    throw new QueryFailure("INVALID_TABLE_PROPERTY: Table contains only partition columns");
  return data
    .map(
      ([name, type]) => `CAST(${quotedName(name)} AS ${fileType(type)}) AS ${quotedName(name.toLowerCase())}`,
    )
    .join(", ");
}

/** Trino adds whole numbers up to BIGINT, DuckDB to more. @throws QueryFailure for types Hive has not */
function fileType(type: string): string {
  if (/^(U?HUGEINT|UBIGINT|UINTEGER)$/.test(type)) return "BIGINT";
  if (/^TIMESTAMP(_\w+)?$/.test(type)) return "TIMESTAMP";
  const unwritable = /^(TIMESTAMP WITH TIME ZONE|TIME.*|JSON|INTERVAL|UUID|BIT)(\W|$)/.exec(type);
  if (unwritable !== null)
    throw new QueryFailure(`NOT_SUPPORTED: Unsupported Hive type: ${type.toLowerCase()}`);
  return type;
}

function literal(value: string | null): string {
  return value === null ? "NULL" : quoted(value);
}
