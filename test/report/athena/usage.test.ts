import { describe, expect, test } from "vitest";
import { KnownError } from "../../../src/errors.js";
import { compositionOf } from "../../reconcilers/attribution/composition.js";
import { refusal, sandbox } from "../../support/sandbox.js";
import { STACK } from "../../support/reconcile.js";
import { athenaUsage } from "../../../src/report/athena/usage.js";
import { engineQuery } from "../../../src/report/query.js";
import { NOW, installed, logKey, logObject } from "./installed.js";
import { record } from "./records.js";

async function knownError(promise: Promise<unknown>): Promise<KnownError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(KnownError);
  return error as KnownError;
}

/** Text that gzip cannot make small. */
const noise = (length: number, seed: number) => {
  let state = seed;
  return Array.from({ length }, () =>
    ((state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % 36).toString(36),
  ).join("");
};

describe("what Athena reads", () => {
  test("is the days of the month and one on each side, bodies beside the log included", async () => {
    const days = ["2026/10/30", "2026/10/31", "2026/11/15", "2026/12/01", "2026/12/02"];
    const objects = Object.fromEntries(
      days.flatMap((day, i) => [
        [logKey(`${day}/10`, "log"), logObject([record(`r${i}`, { timestamp: "2026-11-15T00:00:00Z" })])],
        [logKey(`${day}/10/data`, `r${i}_output`), logObject([{ body: noise(500 + i, i + 1) }])],
      ]),
    );
    const account = await installed(objects);
    const { rows, scan } = await account.usage("2026-11");
    expect(rows).toMatchObject([{ day: "2026-11-15", invocations: 3 }]);
    const expected = Object.entries(objects).filter(([key]) => /2026\/(10\/31|11\/15|12\/01)/.test(key));
    expect(scan).toMatchObject({
      bytes: expected.reduce((sum, [, bytes]) => sum + bytes.length, 0),
      records: 3,
      files: 3,
    });
    expect((await account.usage("2025-06")).scan.bytes).toBe(0);
  });

  test("a month without a call is empty", async () => {
    const usage = await (await installed()).usage("2026-11");
    expect(usage).toMatchObject({ rows: [], malformed: 0, duplicates: 0, scanCostUsd: 0 });
    expect(usage.scan).toMatchObject({ files: 0, bytes: 0, records: 0 });
  });

  test("more classes than a page of results come whole, odd names and missing ones too", async () => {
    const arns = [
      ...Array.from({ length: 1500 }, (_, i) => `arn:${i}`),
      'arn:"quoted", with comma\nand line',
    ];
    const calls = arns.map((arn, i) => record(`r${i}`, { identity: { arn } }));
    const account = await installed({
      [logKey("2026/11/03/10", "a")]: logObject([...calls, record("nobody", { identity: {} })]),
    });
    const { rows } = await account.usage("2026-11");
    const principals = rows.map((row) => row.principal);
    expect(principals.toSorted()).toEqual([...arns, null].toSorted());
    expect(rows.every((row) => row.invocations === 1 && row.inputTokens === 10)).toBe(true);
  });

  test("members of a body are found though the reader of the log folded their case", async () => {
    const usage = {
      inputtokens: 7,
      outputtokens: 3,
      cachewriteinputtokens: 9,
      cachedetails: [{ ttl: "1h", inputtokens: 4 }],
    };
    const metrics = { inputtokencount: 1, outputtokencount: 2 };
    const account = await installed({
      [logKey("2026/11/03/10", "a")]: logObject([
        record("converse", { input: {}, output: { outputBodyJson: { usage } } }),
        record("stream", {
          input: {},
          output: { outputBodyJson: [{ "amazon-bedrock-invocationmetrics": metrics }] },
        }),
      ]),
    });
    const { rows } = await account.usage("2026-11");
    expect(rows).toMatchObject([
      { invocations: 2, inputTokens: 8, outputTokens: 5, cacheWrite5mTokens: 5, cacheWrite1hTokens: 4 },
    ]);
  });
});

describe("what a query costs", () => {
  test("is told with the usage", async () => {
    const account = await installed({ [logKey("2026/11/03/10", "a")]: logObject([record("a")]) });
    const { scanCostUsd, queryExecutionId } = await account.usage("2026-11");
    expect(scanCostUsd).toBeCloseTo(0.00005, 10);
    const { QueryExecution } = await account.aws.call("athena", "GetQueryExecution", {
      QueryExecutionId: queryExecutionId,
    });
    expect(QueryExecution?.ResultConfiguration?.OutputLocation).toBe(
      `s3://${account.c.names.resultsBucket}/${queryExecutionId}.csv`,
    );
  });

  test("is bounded by the workgroup: nothing is reported beyond its limit", async () => {
    const c = compositionOf({ attribution: { athena: { bytesScannedCutoff: 10_000_000 } } });
    const account = await installed({ [logKey("2026/11/03/10/data", "big")]: new Uint8Array(10_000_001) }, c);
    const error = await knownError(account.usage("2026-11"));
    expect(error).toMatchObject({ code: "scan_cutoff", exitCode: 1 });
    expect(error.hint).toContain("bytesScannedCutoff");
  });
});

describe("one clear error", () => {
  const { config, names } = compositionOf();
  const bare = { names, stack: STACK, query: engineQuery(config, "2026-11", []), now: NOW };

  test("without the workgroup", async () => {
    expect(await knownError(athenaUsage(sandbox().aws, bare))).toMatchObject({ code: "no_workgroup" });
  });

  test("with the workgroup switched off", async () => {
    const { aws, usage } = await installed();
    await aws.call("athena", "UpdateWorkGroup", { WorkGroup: names.workgroup, State: "DISABLED" });
    expect(await knownError(usage("2026-11"))).toMatchObject({ code: "no_workgroup" });
  });

  test("without the table, without the database", async () => {
    const { aws, usage } = await installed();
    await aws.call("glue", "DeleteTable", {
      DatabaseName: names.glueDatabase,
      Name: names.invocationLogsTable,
    });
    const error = await knownError(usage("2026-11"));
    expect(error.code).toBe("no_table");
    expect(error.hint).toContain("ccb apply");
    await aws.call("glue", "DeleteDatabase", { Name: names.glueDatabase });
    expect(await knownError(usage("2026-11"))).toMatchObject({ code: "no_table" });
  });

  test("for a damaged log object, which it names", async () => {
    const key = logKey("2026/11/03/10", "damaged");
    const { usage } = await installed({ [key]: Buffer.from("no gzip") });
    const error = await knownError(usage("2026-11"));
    expect(error.code).toBe("query_failed");
    expect(error.message).toContain(key);
  });

  test("other errors of the service stay as they are", async () => {
    const { aws, usage } = await installed();
    await aws.call("athena", "UpdateWorkGroup", {
      WorkGroup: names.workgroup,
      ConfigurationUpdates: { ResultConfigurationUpdates: { RemoveOutputLocation: true } },
    });
    expect(await refusal(usage("2026-11"))).toMatchObject({ name: "InvalidRequestException" });
  });
});

describe("an interruption", () => {
  test("stops the query that is under way", async () => {
    const account = await installed();
    const interruption = new AbortController();
    const started: string[] = [];
    const running = athenaUsage(account.aws, {
      names: account.c.names,
      stack: STACK,
      query: engineQuery(account.c.config, "2026-11", []),
      now: NOW,
      signal: interruption.signal,
      onProgress: ({ state }) => {
        started.push(state);
        interruption.abort();
      },
    });
    expect(await knownError(running)).toMatchObject({ code: "interrupted", exitCode: 130 });
    expect(started[0]).toBe("QUEUED");
    expect(account.calls.filter((call) => call.operation === "StopQueryExecution")).toHaveLength(1);
  });

  test("before the start starts nothing", async () => {
    const account = await installed();
    expect(await knownError(account.usage("2026-11", [], { signal: AbortSignal.abort() }))).toMatchObject({
      code: "interrupted",
    });
    expect(account.calls.some((call) => call.operation === "StartQueryExecution")).toBe(false);
  });
});

test("tables of an older version are named, with what to do", async () => {
  const account = await installed({ [logKey("2026/11/03/10", "a")]: logObject([record("r1")]) });
  const { glueDatabase: DatabaseName, invocationLogsTable } = account.c.names;
  const { Table } = await account.aws.call("glue", "GetTable", { DatabaseName, Name: invocationLogsTable });
  const { StorageDescriptor, PartitionKeys, Parameters, TableType } = Table ?? {};
  const Columns = StorageDescriptor?.Columns?.filter(({ Name }) => Name !== "input_json") ?? [];
  await account.aws.call("glue", "UpdateTable", {
    DatabaseName,
    TableInput: {
      ...{ Name: invocationLogsTable, PartitionKeys, Parameters, TableType },
      StorageDescriptor: { ...StorageDescriptor, Columns },
    },
  });
  for (const read of [() => account.usage("2026-11"), () => account.rolledUp("2026-11")]) {
    const error = await knownError(read());
    expect([error.code, error.message, error.hint]).toEqual([
      "old_table",
      expect.stringContaining("input_json"),
      expect.stringContaining("ccb apply"),
    ]);
  }
});
