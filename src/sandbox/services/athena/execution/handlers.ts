import type { QueryExecution } from "@aws-sdk/client-athena";
import type { Call, Handlers } from "../../../call.js";
import { refuse } from "../../../errors.js";
import { once } from "../../../idempotency.js";
import { uuid } from "../../../uuid.js";
import { checkText, page, requireMember } from "../../../validate.js";
import { bucketsOf, objectsOf } from "../../s3/rows.js";
import { ERROR, PRIMARY, type WorkGroupRow, findWorkGroup } from "../rows.js";
import { readCsv } from "./csv.js";
import { type QueryRow, asS3, executions, findExecution } from "./rows.js";
import { isUnload } from "./unload-statement.js";

/** Query executions. A started query is carried out when somebody first asks how far it is. */
export const executionHandlers: Handlers<"athena"> = {
  StartQueryExecution: (input, call) => {
    const sql = requireMember(input, "QueryString", ERROR);
    checkText(sql, "queryString", { min: 1, max: 262_144, error: ERROR });
    const token = input.ClientRequestToken;
    checkText(token, "clientRequestToken", { min: 32, max: 128, error: ERROR });
    const group = findWorkGroup(input.WorkGroup ?? PRIMARY, call);
    if (group.state === "DISABLED") refuse(ERROR, `WorkGroup ${group.name} is disabled.`);
    const folder = outputFolder(group, input.ResultConfiguration?.OutputLocation, call);
    const { ClientRequestToken: _token, ...asked } = input;
    const alive = (answer: { QueryExecutionId: string }) => executions(call).has(answer.QueryExecutionId);
    return once(call.table("execution-tokens"), token, asked, { alive, mismatch: ERROR }, () => {
      const id = uuid(call);
      executions(call).put(id, {
        id,
        sql,
        database: input.QueryExecutionContext?.Database,
        workGroup: group.name,
        output: `${folder}${id}${isUnload(sql) ? "" : ".csv"}`,
        cutoff: group.configuration.BytesScannedCutoffPerQuery,
        state: "QUEUED",
        submitted: call.now.toISOString(),
        scanned: 0,
      });
      return { QueryExecutionId: id };
    });
  },
  StopQueryExecution: (input, call) => {
    const row = findExecution(input.QueryExecutionId, call);
    if (row.state === "QUEUED") {
      const completed = call.now.toISOString();
      executions(call).put(row.id, {
        ...row,
        state: "CANCELLED",
        reason: "Query cancelled by user",
        completed,
      });
    }
    return {};
  },
  GetQueryExecution: (input, call) => ({
    QueryExecution: described(findExecution(input.QueryExecutionId, call)),
  }),
  BatchGetQueryExecution: (input, call) => {
    const ids = input.QueryExecutionIds ?? [];
    if (ids.length < 1 || ids.length > 50)
      refuse(ERROR, "QueryExecutionIds must have between 1 and 50 elements");
    const rows = ids.map((id) => [id, executions(call).get(id)] as const);
    return {
      QueryExecutions: rows.flatMap(([, row]) => (row === undefined ? [] : [described(row)])),
      UnprocessedQueryExecutionIds: rows.flatMap(([id, row]) =>
        row !== undefined
          ? []
          : [{ QueryExecutionId: id, ErrorCode: "INTERNAL_FAILURE", ErrorMessage: `${id} was not found` }],
      ),
    };
  },
  GetQueryResults: (input, call) => {
    const row = findExecution(input.QueryExecutionId, call);
    if (row.state !== "SUCCEEDED") {
      refuse(ERROR, `Query did not finish successfully. Final query state: ${row.state}`);
    }
    const lines = row.manifest === undefined ? readCsv(resultText(row, call)) : [];
    const { items, nextToken } = page(lines, {
      size: input.MaxResults,
      max: 1000,
      token: input.NextToken,
      error: ERROR,
    });
    return {
      UpdateCount: row.written ?? 0,
      ResultSet: {
        Rows: items.map((values) => ({
          Data: values.map((value) => (value === null ? {} : { VarCharValue: value })),
        })),
        ResultSetMetadata: { ColumnInfo: row.columns },
      },
      NextToken: nextToken,
    };
  },
};

/** Where results go, ending in a slash. @throws InvalidRequestException when neither workgroup nor caller says */
function outputFolder(group: WorkGroupRow, asked: string | undefined, call: Call): string {
  const own = group.configuration.ResultConfiguration?.OutputLocation;
  const enforced = group.configuration.EnforceWorkGroupConfiguration === true;
  const folder = enforced ? own : (asked ?? own);
  const bucket = /^s3:\/\/([^/]+)/.exec(folder ?? "")?.[1];
  if (folder === undefined || bucket === undefined) {
    return refuse(
      ERROR,
      "No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.",
    );
  }
  if (!bucketsOf(asS3(call)).has(bucket)) {
    refuse(ERROR, `Unable to verify/create output bucket ${bucket}`);
  }
  return folder.endsWith("/") ? folder : `${folder}/`;
}

/** @throws InvalidRequestException when somebody deleted the result */
function resultText(row: QueryRow, call: Call): string {
  const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(row.output) ?? [];
  const blob = objectsOf(asS3(call), bucket).get(key)?.versions[0]?.blob;
  if (blob === undefined) refuse(ERROR, `Could not find results at ${row.output}`);
  return call.blobs.get(blob).toString("utf8");
}

function described(row: QueryRow): QueryExecution {
  const millis = Date.parse(row.completed ?? row.submitted) - Date.parse(row.submitted);
  return {
    QueryExecutionId: row.id,
    Query: row.sql,
    StatementType: "DML",
    ResultConfiguration: { OutputLocation: row.output },
    QueryExecutionContext: row.database === undefined ? {} : { Database: row.database },
    Status: {
      State: row.state,
      SubmissionDateTime: new Date(row.submitted),
      ...(row.completed === undefined ? {} : { CompletionDateTime: new Date(row.completed) }),
      ...(row.reason === undefined ? {} : { StateChangeReason: row.reason }),
    },
    Statistics: {
      DataScannedInBytes: row.scanned,
      ...(row.manifest === undefined ? {} : { DataManifestLocation: row.manifest }),
      EngineExecutionTimeInMillis: millis,
      TotalExecutionTimeInMillis: millis,
    },
    WorkGroup: row.workGroup,
    EngineVersion: { SelectedEngineVersion: "AUTO", EffectiveEngineVersion: "Athena engine version 3" },
  };
}
