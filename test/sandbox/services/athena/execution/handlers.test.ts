import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../../../support/sandbox.js";

const WorkGroup = "wg";
const QueryString = "SELECT 1 AS n, CAST(NULL AS VARCHAR) AS nothing, '' AS empty, 'say \"hi\"' AS quoted";

async function account(configuration: object = {}) {
  const made = sandbox({ clock: () => new Date("2026-11-20T12:00:00Z") });
  await made.aws.call("s3", "CreateBucket", { Bucket: "results" });
  await made.aws.call("athena", "CreateWorkGroup", {
    Name: WorkGroup,
    Configuration: { ResultConfiguration: { OutputLocation: "s3://results/here/" }, ...configuration },
  });
  const run = async (sql: string, ClientRequestToken?: string) => {
    const started = await made.aws.call("athena", "StartQueryExecution", {
      QueryString: sql,
      WorkGroup,
      ClientRequestToken,
    });
    return started.QueryExecutionId ?? "";
  };
  const state = async (QueryExecutionId: string) =>
    (await made.aws.call("athena", "GetQueryExecution", { QueryExecutionId })).QueryExecution?.Status;
  return { ...made, run, state };
}

describe("a query", () => {
  test("leaves its result in the workgroup's place, values quoted and NULL as nothing", async () => {
    const { aws, run, state } = await account();
    const id = await run(QueryString);
    expect(await state(id)).toMatchObject({ State: "SUCCEEDED" });
    const { Body } = await aws.call("s3", "GetObject", { Bucket: "results", Key: `here/${id}.csv` });
    expect(await Body?.transformToString()).toBe('"n","nothing","empty","quoted"\n"1",,"","say ""hi"""\n');
    const { ResultSet } = await aws.call("athena", "GetQueryResults", { QueryExecutionId: id });
    expect(ResultSet?.Rows?.map((row) => row.Data?.map((datum) => datum.VarCharValue))).toEqual([
      ["n", "nothing", "empty", "quoted"],
      ["1", undefined, "", 'say "hi"'],
    ]);
    expect(ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Name, Type }) => [Name, Type])).toEqual([
      ["n", "integer"],
      ["nothing", "varchar"],
      ["empty", "varchar"],
      ["quoted", "varchar"],
    ]);
  });

  test("has pages of a thousand rows, the first with the column's name", async () => {
    const { aws, run, state } = await account();
    const id = await run("SELECT n FROM UNNEST(range(0, 1500)) AS t (n)");
    await state(id);
    const pages = await aws.pages("athena", "GetQueryResults", { QueryExecutionId: id });
    expect(pages.map((page) => page.ResultSet?.Rows?.length)).toEqual([1000, 501]);
  });

  test("is started once for a token, and knows a token that is used for another", async () => {
    const { aws, run, state } = await account();
    const token = "t".repeat(32);
    const id = await run(QueryString, token);
    await state(id);
    expect(await run(QueryString, token)).toBe(id);
    expect(await refusal(run("SELECT 2", token))).toMatchObject({ name: "InvalidRequestException" });
    expect(await run(QueryString)).not.toBe(id);
    const { QueryExecutions, UnprocessedQueryExecutionIds } = await aws.call(
      "athena",
      "BatchGetQueryExecution",
      {
        QueryExecutionIds: [id, "other"],
      },
    );
    expect(QueryExecutions?.map((query) => query.QueryExecutionId)).toEqual([id]);
    expect(UnprocessedQueryExecutionIds?.map((query) => query.QueryExecutionId)).toEqual(["other"]);
  });

  test("that was stopped in time has no result", async () => {
    const { aws, run, state } = await account();
    const id = await run(QueryString);
    await aws.call("athena", "StopQueryExecution", { QueryExecutionId: id });
    expect(await state(id)).toMatchObject({ State: "CANCELLED" });
    expect(await refusal(aws.call("athena", "GetQueryResults", { QueryExecutionId: id }))).toMatchObject({
      name: "InvalidRequestException",
    });
  });

  test("that ended stays as it ended", async () => {
    const { aws, run, state } = await account();
    const id = await run(QueryString);
    await state(id);
    await aws.call("athena", "StopQueryExecution", { QueryExecutionId: id });
    expect(await state(id)).toMatchObject({ State: "SUCCEEDED" });
  });
});

describe("a query fails", () => {
  test.each([
    ["SELEC 1", "NOT_SUPPORTED"],
    ["SELECT nothing_like_it", "SYNTAX_ERROR"],
    ["SELECT 1 FROM nowhere.table_a", "SCHEMA_NOT_FOUND"],
    ["SELECT * FROM read_text('/etc/hostname')", "GENERIC_INTERNAL_ERROR"],
  ])("%s: %s", async (sql, reason) => {
    const { run, state } = await account();
    const status = await state(await run(sql));
    expect(status?.State).toBe("FAILED");
    expect(status?.StateChangeReason).toContain(reason);
  });
});

describe("a query is refused", () => {
  test("without a workgroup, a place for results, or a statement that is short enough", async () => {
    const { aws, run } = await account();
    const start = (input: object) =>
      refusal(aws.call("athena", "StartQueryExecution", { QueryString, ...input }));
    expect(await start({ WorkGroup: "other" })).toMatchObject({ message: "WorkGroup is not found." });
    expect(await start({})).toMatchObject({ message: expect.stringContaining("No output location") });
    expect(await refusal(run("x".repeat(262_145)))).toMatchObject({ name: "InvalidRequestException" });
    expect(await start({ WorkGroup, ClientRequestToken: "short" })).toMatchObject({
      name: "InvalidRequestException",
    });
  });

  test("in a workgroup whose settings hold, the caller's place for results is not asked", async () => {
    const { aws, state } = await account();
    const { QueryExecutionId = "" } = await aws.call("athena", "StartQueryExecution", {
      QueryString,
      WorkGroup,
      ResultConfiguration: { OutputLocation: "s3://elsewhere/" },
    });
    expect(await state(QueryExecutionId)).toMatchObject({ State: "SUCCEEDED" });
  });
});
