import type { Aws } from "../../../src/aws/aws.js";
import type { Composition } from "../../../reconcilers/compose.js";
import { runQuery } from "../../../src/report/athena/run-query.js";
import { type ResultRow, resultRows } from "../../../src/report/athena/results.js";
import { STACK } from "../../support/reconcile.js";

/** What the stack's saved query of this name answers at a time. */
export async function savedAnswer(
  aws: Aws,
  name: string,
  { names }: Composition,
  now: Date,
): Promise<ResultRow[]> {
  const { NamedQueryIds = [] } = await aws.call("athena", "ListNamedQueries", {
    WorkGroup: names.workgroup,
  });
  const { NamedQueries = [] } = await aws.call("athena", "BatchGetNamedQuery", { NamedQueryIds });
  const saved = NamedQueries.find((query) => query.Name === name);
  const place = { workgroup: names.workgroup, database: names.glueDatabase };
  const execution = await runQuery(aws, saved?.QueryString ?? "", place, { now });
  return resultRows(aws, execution, STACK.account);
}
