import type { Background, Call, Transactions } from "../../../call.js";
import { TrinoLikeDatabase } from "./duckdb.js";
import { QueryFailure } from "./failure.js";
import { type Ending, finish } from "./finish.js";
import { scanOf } from "./reading.js";
import { tablesOf } from "./references.js";
import { type QueryRow, executions } from "./rows.js";
import { tablesRead } from "./table-data.js";
import { checkDestination } from "./unload-destination.js";
import { type UnloadStatement, isUnload, unloadStatement } from "./unload-statement.js";
import { unloaded } from "./unload.js";

/** A queued query is carried out before its state is told. */
export const executionBackground: Background<"athena"> = {
  GetQueryExecution: (input, account) => carryOut(input.QueryExecutionId, account),
  BatchGetQueryExecution: async (input, account) => {
    for (const id of input.QueryExecutionIds ?? []) await carryOut(id, account);
  },
};

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
    const unload = isUnload(row.sql) ? unloadStatement(row.sql) : undefined;
    const sql = unload?.select ?? row.sql;
    if (!/^(\s|--[^\n]*\n)*(SELECT|WITH|VALUES)\b/i.test(sql)) {
      throw new QueryFailure("NOT_SUPPORTED: the simulated account runs SELECT and UNLOAD statements only");
    }
    return await TrinoLikeDatabase.use(async (database) => {
      const { tables, blobs } = account.read((call) => read(sql, row, unload, call));
      const scans = [];
      for (const table of tables) {
        scans.push(await scanOf(database, table, sql, now, (object) => blobs.get(object.blob)));
      }
      const scanned = scans.reduce((sum, scan) => sum + scan.scanned, 0);
      if (scanned > (row.cutoff ?? Infinity)) {
        throw new QueryFailure("Bytes scanned limit was exceeded", "CANCELLED", row.cutoff);
      }
      for (const scan of scans) await scan.load();
      await database.seal(row.database, unload !== undefined);
      return unload === undefined
        ? { state: "SUCCEEDED", scanned, answer: await database.query(sql, now) }
        : { state: "SUCCEEDED", scanned, unload, unloaded: await unloaded(database, unload, now) };
    });
  } catch (error) {
    if (!(error instanceof QueryFailure)) throw error;
    return { state: error.state, reason: error.message, scanned: error.scanned };
  }
}

function read(sql: string, row: QueryRow, unload: UnloadStatement | undefined, call: Call) {
  if (unload !== undefined) checkDestination(unload, call);
  return { tables: tablesRead(tablesOf(sql), row.database, call), blobs: call.blobs };
}
