import { gunzipSync } from "node:zlib";
import type { Background, Call, Transactions } from "../../../call.js";
import { bucketsOf } from "../../s3/rows.js";
import { addVersion } from "../../s3/versions.js";
import { createHash } from "node:crypto";
import { writeCsv } from "./csv.js";
import { type Answer, TrinoLikeDatabase } from "./duckdb.js";
import { QueryFailure } from "./failure.js";
import { readJsonLine } from "./openx-json.js";
import { partitionConditions, tablesOf } from "./references.js";
import { type QueryRow, asS3, executions } from "./rows.js";
import { type TableData, type TableObject, tablesRead } from "./table-data.js";

/** A queued query is carried out before its state is told. */
export const executionBackground: Background<"athena"> = {
  GetQueryExecution: (input, account) => carryOut(input.QueryExecutionId, account),
  BatchGetQueryExecution: async (input, account) => {
    for (const id of input.QueryExecutionIds ?? []) await carryOut(id, account);
  },
};

type Ending = Pick<QueryRow, "state" | "reason" | "scanned"> & { answer?: Answer };

async function carryOut(id: string | undefined, account: Transactions): Promise<void> {
  const queued = account.read((call) => {
    const row = executions(call).get(id ?? "");
    return row?.state === "QUEUED" ? { row, call } : undefined;
  });
  if (queued === undefined) return;
  const ending = await endingOf(queued.row, queued.call.now, account);
  account.write((call) => {
    // Another process may have carried it out, or somebody stopped it.
    const row = executions(call).get(queued.row.id);
    if (row?.state === "QUEUED") finish(row, ending, call);
  });
}

async function endingOf(row: QueryRow, now: Date, account: Transactions): Promise<Ending> {
  try {
    if (!/^(\s|--[^\n]*\n)*(SELECT|WITH|VALUES)\b/i.test(row.sql)) {
      throw new QueryFailure("NOT_SUPPORTED: the simulated account runs SELECT statements only");
    }
    return await TrinoLikeDatabase.use(async (database) => {
      const { tables, blobs } = account.read((call) => ({
        tables: tablesRead(tablesOf(row.sql), row.database, call),
        blobs: call.blobs,
      }));
      const selected = [];
      for (const table of tables)
        selected.push([table, await objectsRead(table, row.sql, database, now)] as const);
      const scanned = selected.flatMap(([, objects]) => objects).reduce((sum, { size }) => sum + size, 0);
      if (scanned > (row.cutoff ?? Infinity)) {
        throw new QueryFailure("Bytes scanned limit was exceeded", "CANCELLED", row.cutoff);
      }
      for (const [table, objects] of selected) {
        await database.load(
          table,
          rowsOfAll(objects, table, (object) => blobs.get(object.blob)),
        );
      }
      await database.seal(row.database);
      return { state: "SUCCEEDED", scanned, answer: await database.query(row.sql, now) };
    });
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    return { state: error.state, reason: error.message, scanned: error.scanned };
  }
}

/** The objects of the partitions that the statement's conditions leave. */
async function objectsRead(
  { objects, partitionColumns }: TableData,
  sql: string,
  database: TrinoLikeDatabase,
  now: Date,
): Promise<TableObject[]> {
  const keyOf = (partition: Record<string, string>) =>
    partitionColumns.map((name) => partition[name]).join("\n");
  const partitions = new Map(objects.map(({ partition }) => [keyOf(partition), partition]));
  const selected = await database.select(
    [...partitions.values()],
    partitionConditions(sql, partitionColumns),
    now,
  );
  const keys = new Set(selected.map(keyOf));
  return objects.filter(({ partition }) => keys.has(keyOf(partition)));
}

function* rowsOfAll(
  objects: readonly TableObject[],
  table: TableData,
  bytesOf: (object: TableObject) => Buffer,
) {
  for (const object of objects) yield rowsOf(object, bytesOf(object), table);
}

/** The rows of an object as JSON texts. @throws QueryFailure when it is no gzip though its name says so */
function rowsOf({ path, partition }: TableObject, bytes: Buffer, { columns }: TableData): string[] {
  const lines = unpacked(path, bytes).split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) =>
    JSON.stringify({ ...(readJsonLine(line, columns) as object), ...partition, $path: path }),
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

function finish(row: QueryRow, { answer, ...ending }: Ending, call: Call): void {
  const done = { ...row, ...ending, completed: call.now.toISOString() };
  if (answer === undefined) {
    executions(call).put(row.id, done);
    return;
  }
  const s3 = asS3(call);
  const [, name = "", key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(row.output) ?? [];
  const bucket = bucketsOf(s3).get(name);
  if (bucket === undefined) {
    executions(call).put(row.id, {
      ...done,
      state: "FAILED",
      reason: `The S3 bucket ${name} does not exist`,
    });
    return;
  }
  const bytes = Buffer.from(writeCsv([answer.columns.map((column) => column.name), ...answer.rows]));
  addVersion(s3, bucket, key, {
    blob: call.blobs.put(bytes),
    size: bytes.length,
    etag: `"${createHash("md5").update(bytes).digest("hex")}"`,
    contentType: "application/octet-stream",
    headers: {},
    metadata: {},
  });
  const columns = answer.columns.map((column) => ({
    Name: column.name,
    Label: column.name,
    Type: column.type,
  }));
  executions(call).put(row.id, { ...done, columns });
}
