import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { KnownError } from "../../../../errors.js";
import { forDuckDb } from "./dialect.js";
import { QueryFailure } from "./failure.js";
import { duckDbType } from "./hive-column.js";
import { MACROS } from "./macros.js";
import type { TableData } from "./table-data.js";

/** What a statement answers; values as text. */
export interface Answer {
  columns: { name: string; type: string }[];
  rows: (string | null)[][];
}

const SETTINGS = [
  "TimeZone = 'UTC'",
  "lambda_syntax = 'ENABLE_SINGLE_ARROW'",
  "autoinstall_known_extensions = false",
];

/** A database in memory that answers statements of Trino's SQL over tables it is given. */
export class TrinoLikeDatabase {
  private constructor(private readonly connection: DuckDBConnection) {}

  /** Opens one for the time of some work. @throws KnownError when DuckDB, an optional dependency, is not installed */
  static async use<T>(work: (database: TrinoLikeDatabase) => Promise<T>): Promise<T> {
    const { DuckDBInstance } = await duckDb();
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    try {
      for (const setting of SETTINGS) await connection.run(`SET ${setting}`);
      for (const macro of MACROS) await connection.run(`CREATE MACRO ${macro}`);
      return await work(new TrinoLikeDatabase(connection));
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }

  /** Of the partitions given, those all conditions hold for. */
  async select(
    partitions: readonly Record<string, string>[],
    conditions: readonly string[],
    now: Date,
  ): Promise<Record<string, string>[]> {
    const [first] = partitions;
    if (first === undefined || conditions.length === 0) return [...partitions];
    const names = Object.keys(first);
    const values = partitions.map(
      (partition) => `(${names.map((name) => quoted(partition[name] ?? "")).join(", ")})`,
    );
    const sql = `SELECT ${names.join(", ")} FROM (VALUES ${values.join(", ")}) AS p (${names.join(", ")})
      WHERE ${conditions.join(" AND ")}`;
    const { rows } = await this.query(sql, now);
    return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ""])));
  }

  /**
   * Adds a table.
   * @param rows JSON texts, one a row, with the columns in lower case and `$path`; asked for some at a time, since all
   *   of a month's bodies need not fit into memory
   */
  async load(
    { database, table, columns, partitionColumns }: TableData,
    rows: Iterable<readonly string[]>,
  ): Promise<void> {
    const dir = mkdtempSync(join(tmpdir(), "ccb-athena-"));
    const types = [
      ...columns.map(([name, type]) => [name, duckDbType(type)] as const),
      ...[...partitionColumns, "$path"].map((name) => [name, "VARCHAR"] as const),
    ];
    const list = types.map(([name, type]) => `${quoted(name)}: ${quoted(type)}`).join(", ");
    try {
      const file = join(dir, "rows.jsonl");
      writeFileSync(file, "", { mode: 0o600 });
      let longest = 0;
      for (const some of rows) {
        appendFileSync(file, some.map((row) => `${row}\n`).join(""));
        longest = some.reduce((most, row) => Math.max(most, Buffer.byteLength(row)), longest);
      }
      await this.connection.run(`CREATE SCHEMA IF NOT EXISTS "${database}"`);
      await this.connection.run(
        `CREATE TABLE "${database}"."${table}" AS SELECT * FROM read_json(${quoted(file)}, format = 'newline_delimited',
           columns = {${list}}, maximum_object_size = ${Math.max(longest + 2, 1 << 24)})`,
      );
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }

  /** Keeps statements from the machine's files and the network. @param database where names without one are looked up */
  async seal(database: string | undefined): Promise<void> {
    if (database !== undefined) {
      await this.connection.run(`CREATE SCHEMA IF NOT EXISTS "${database}"`);
      await this.connection.run(`SET search_path = '"${database}",main'`);
    }
    await this.connection.run("SET enable_external_access = false");
  }

  /** Answers a statement of Trino's SQL. @param now the account's clock @throws QueryFailure */
  async query(sql: string, now: Date): Promise<Answer> {
    try {
      const reader = await this.connection.runAndReadAll(forDuckDb(sql, now));
      const types = reader.columnTypes().map((type) => type.toString());
      return {
        columns: reader.columnNames().map((name, i) => ({ name, type: trinoType(types[i] ?? "") })),
        rows: reader.getRowsJson().map((row) => row.map((value) => (value === null ? null : String(value)))),
      };
    } catch (error) {
      const [reason = ""] = (error as Error).message.split("\n");
      const syntax = /^(Parser|Binder|Catalog) Error/.test(reason);
      throw new QueryFailure(`${syntax ? "SYNTAX_ERROR: line 1:1" : "GENERIC_INTERNAL_ERROR"}: ${reason}`);
    }
  }
}

async function duckDb() {
  try {
    return await import("@duckdb/node-api");
  } catch (error) {
    throw new KnownError(
      "duckdb_missing",
      "the simulated account answers Athena queries with DuckDB, which is not installed",
      "npm install @duckdb/node-api, or use --engine local",
      undefined,
      undefined,
      { cause: error },
    );
  }
}

function trinoType(type: string): string {
  if (type === "HUGEINT") return "bigint";
  if (type.startsWith("TIMESTAMP"))
    return type.includes("TIME ZONE") ? "timestamp with time zone" : "timestamp";
  return type.replace(/\(.*$/, "").toLowerCase();
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
