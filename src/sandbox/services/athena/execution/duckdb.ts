import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { KnownError } from "../../../../errors.js";
import { type Answer, answerOf } from "./answer.js";
import { forDuckDb } from "./dialect.js";
import { QueryFailure } from "./failure.js";
import { MACROS } from "./macros.js";
import { quoted, quotedName } from "./quoting.js";

const SETTINGS = [
  "TimeZone = 'UTC'",
  "lambda_syntax = 'ENABLE_SINGLE_ARROW'",
  "autoinstall_known_extensions = false",
];

/** A database in memory that answers statements of Trino's SQL over tables it is given. */
export class TrinoLikeDatabase {
  private constructor(
    private readonly connection: DuckDBConnection,
    /** A folder of the machine that only this user reads; it goes away with the database. */
    readonly folder: string,
  ) {}

  /** Opens one for the time of some work. @throws KnownError when DuckDB, an optional dependency, is not installed */
  static async use<T>(work: (database: TrinoLikeDatabase) => Promise<T>): Promise<T> {
    const { DuckDBInstance } = await duckDb();
    const folder = mkdtempSync(join(tmpdir(), "ccb-athena-"));
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    try {
      for (const setting of SETTINGS) await connection.run(`SET ${setting}`);
      for (const macro of MACROS) await connection.run(`CREATE MACRO ${macro}`);
      return await work(new TrinoLikeDatabase(connection, folder));
    } finally {
      connection.closeSync();
      instance.closeSync();
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Of the partitions given, those all conditions hold for. A condition that needs more than them is left out. */
  async select(
    partitions: readonly Record<string, string>[],
    conditions: readonly string[],
    now: Date,
  ): Promise<Record<string, string>[]> {
    let left = [...partitions];
    const names = Object.keys(left[0] ?? {});
    for (const condition of conditions) {
      if (left.length === 0) return left;
      const values = left.map(
        (partition) => `(${names.map((name) => quoted(partition[name] ?? "")).join(", ")})`,
      );
      const columns = names.map(quotedName).join(", ");
      const sql = `SELECT ${columns} FROM (VALUES ${values.join(", ")}) AS p (${columns}) WHERE ${condition}`;
      try {
        const { rows } = await this.query(sql, now);
        left = rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ""])));
      } catch (error) {
        if (!(error instanceof QueryFailure)) throw error;
      }
    }
    return left;
  }

  /** Runs a statement of DuckDB's own SQL. @returns its rows; numbers of 64 bits and more as text */
  async run(sql: string): Promise<unknown[][]> {
    return (await this.connection.runAndReadAll(sql)).getRowsJson();
  }

  /**
   * Keeps statements from the machine's files and the network; the database's own folder stays open to writes when
   * something is to be exported. @param database where names without one are looked up
   */
  async seal(database: string | undefined, exports: boolean): Promise<void> {
    if (database !== undefined) {
      await this.run(`CREATE SCHEMA IF NOT EXISTS ${quotedName(database)}`);
      await this.run(`SET search_path = ${quoted(`${quotedName(database)},main`)}`);
    }
    if (exports) await this.run(`SET allowed_directories = [${quoted(this.folder)}]`);
    await this.run("SET enable_external_access = false");
  }

  /** Answers a statement of Trino's SQL. @param now the account's clock @throws QueryFailure */
  async query(sql: string, now: Date): Promise<Answer> {
    return this.asked(async () => answerOf(await this.connection.runAndReadAll(forDuckDb(sql, now))));
  }

  /** Keeps what a statement of Trino's SQL answers as a table. @returns names and DuckDB's types of its columns @throws QueryFailure */
  async keep(sql: string, table: string, now: Date): Promise<[name: string, type: string][]> {
    return this.asked(async () => {
      const spelt = forDuckDb(sql, now);
      const described = await this.run(`DESCRIBE ${spelt}`);
      await this.run(`CREATE TEMP TABLE ${quotedName(table)} AS ${spelt}`);
      return described.map(([name, type]) => [String(name), String(type)]);
    });
  }

  private async asked<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const [reason = ""] = (error as Error).message.split("\n");
      const unknown = /^Binder Error: Referenced column "([^"]+)" not found/.exec(reason)?.[1];
      if (unknown !== undefined) {
        throw new QueryFailure(`COLUMN_NOT_FOUND: line 1:1: Column '${unknown}' cannot be resolved`);
      }
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
