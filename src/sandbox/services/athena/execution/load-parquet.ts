import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TrinoLikeDatabase } from "./duckdb.js";
import { QueryFailure } from "./failure.js";
import { type HiveType, duckDbType } from "./hive-column.js";
import { quoted, quotedName } from "./quoting.js";
import type { TableData, TableObject } from "./table-data.js";

const MAGIC = "PAR1";

/** Types of a Parquet file that a wider column takes. */
const WIDER: Record<string, string[]> = {
  TINYINT: ["SMALLINT", "INTEGER", "BIGINT"],
  SMALLINT: ["INTEGER", "BIGINT"],
  INTEGER: ["BIGINT"],
  FLOAT: ["DOUBLE"],
  TIMESTAMP_MS: ["TIMESTAMP"],
  TIMESTAMP_NS: ["TIMESTAMP"],
};

interface ParquetFile {
  object: TableObject;
  file: string;
  /** DuckDB's types of its columns, by name in lower case. */
  types: Map<string, string>;
}

/** The Parquet objects of a table, copied to where DuckDB reads them. */
export class ParquetFiles {
  private constructor(
    private readonly database: TrinoLikeDatabase,
    private readonly folder: string,
    private readonly files: readonly ParquetFile[],
  ) {}

  /**
   * Opens objects and reads their footers. Empty objects are no data, as in Athena.
   * @throws QueryFailure for an object that is no Parquet
   */
  static async open(
    database: TrinoLikeDatabase,
    objects: readonly TableObject[],
    bytesOf: (object: TableObject) => Buffer,
  ): Promise<ParquetFiles> {
    const folder = mkdtempSync(join(database.folder, "parquet-"));
    const files: ParquetFile[] = [];
    for (const object of objects.filter(({ size }) => size > 0)) {
      const bytes = bytesOf(object);
      const end = bytes.subarray(-4).toString("latin1");
      if (bytes.length < 12 || end !== MAGIC || bytes.subarray(0, 4).toString("latin1") !== MAGIC) {
        throw new QueryFailure(
          `HIVE_BAD_DATA: Not valid Parquet file: ${object.path} expected magic number: ${MAGIC} got: ${end}`,
        );
      }
      const file = join(folder, `${files.length}.parquet`);
      writeFileSync(file, bytes, { mode: 0o600 });
      try {
        const schema = await database.run(
          `DESCRIBE SELECT * FROM read_parquet(${quoted(file)}, hive_partitioning = false)`,
        );
        files.push({
          object,
          file,
          types: new Map(schema.map(([name, type]) => [String(name).toLowerCase(), String(type)])),
        });
      } catch (error) {
        const [reason = ""] = (error as Error).message.replaceAll(file, object.path).split("\n");
        throw new QueryFailure(`HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split ${object.path}: ${reason}`);
      }
    }
    return new ParquetFiles(database, folder, files);
  }

  /** Compressed bytes of some columns' chunks. Footers, which Athena reads as well, are not counted. */
  async bytesOf(columns: ReadonlySet<string>): Promise<number> {
    if (this.files.length === 0 || columns.size === 0) return 0;
    const files = this.files.map(({ file }) => quoted(file)).join(", ");
    const [[bytes] = []] = await this.database.run(
      `SELECT COALESCE(sum(total_compressed_size), 0)::DOUBLE FROM parquet_metadata([${files}])
       WHERE lower(split_part(path_in_schema, ', ', 1)) IN (${[...columns].map(quoted).join(", ")})`,
    );
    return Number(bytes);
  }

  /**
   * Adds the table. Columns are found by name; what a file has not is NULL.
   * @throws QueryFailure for a file's column of a type the table's has no room for
   */
  async load(table: TableData): Promise<void> {
    const columns = table.columns.map(([name, type]) => `${quotedName(name)} ${duckDbType(type)}`);
    const texts = [...table.partitionColumns, "$path"].map((name) => `${quotedName(name)} VARCHAR`);
    const target = `${quotedName(table.database)}.${quotedName(table.table)}`;
    await this.database.run(`CREATE SCHEMA IF NOT EXISTS ${quotedName(table.database)}`);
    await this.database.run(`CREATE TABLE ${target} (${[...columns, ...texts].join(", ")})`);
    for (const { object, file, types } of this.files) {
      const values = table.columns.map(([name, type]) => {
        if (object.declared?.has(name) === false || !types.has(name)) return "NULL";
        checkType(name, type, types.get(name) ?? "", object.path);
        return `f.${quotedName(name)}`;
      });
      const own = table.partitionColumns.map((name) => quoted(object.partition[name] ?? ""));
      await this.database.run(
        `INSERT INTO ${target} SELECT ${[...values, ...own, quoted(object.path)].join(", ")}
         FROM read_parquet(${quoted(file)}, hive_partitioning = false) AS f`,
      );
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function checkType(name: string, type: HiveType, found: string, path: string): void {
  // Types inside lists, maps and structs are left to DuckDB.
  if (type.kind === "array" || type.kind === "map" || type.kind === "struct") return;
  const wanted = duckDbType(type);
  if (found === wanted || WIDER[found]?.includes(wanted) === true) return;
  throw new QueryFailure(
    `HIVE_BAD_DATA: Field ${name}'s type ${found} in parquet file ${path} is incompatible with type ${wanted.toLowerCase()} defined in table schema`,
  );
}
