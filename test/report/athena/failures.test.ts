import { describe, expect, test } from "vitest";
import { queryFailure } from "../../../src/report/athena/failures.js";

const PLACE = { workgroup: "claude-code-bedrock-logs", database: "claude_code_bedrock_logs" };

describe("why a query did not succeed", () => {
  test.each([
    ["CANCELLED", "Bytes scanned limit was exceeded", "scan_cutoff"],
    ["CANCELLED", "Query cancelled by user", "query_cancelled"],
    ["FAILED", "TABLE_NOT_FOUND: line 9:8: Table 'awsdatacatalog.a.b' does not exist", "no_table"],
    ["FAILED", "SCHEMA_NOT_FOUND: line 9:8: Schema 'a' does not exist", "no_table"],
    [
      "FAILED",
      "Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)",
      "access_denied",
    ],
    [
      "FAILED",
      "Insufficient permissions to execute the query. User is not authorized to perform: glue:GetTable",
      "access_denied",
    ],
    ["FAILED", "COLUMN_NOT_FOUND: line 8:3: Column 'input_json' cannot be resolved", "old_table"],
    ["FAILED", "HIVE_CURSOR_ERROR: incorrect header check", "query_failed"],
  ] as const)("%s, %s", (State, StateChangeReason, code) => {
    const error = queryFailure({ QueryExecutionId: "q-1", Status: { State, StateChangeReason } }, PLACE);
    expect(error.code).toBe(code);
    expect(error.message).toContain(StateChangeReason);
    expect(error.details).toEqual({ queryExecutionId: "q-1", reason: StateChangeReason });
  });
});
