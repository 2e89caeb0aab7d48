import type { NamedQuery } from "@aws-sdk/client-athena";
import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { once } from "../../idempotency.js";
import { checkText, page, requireMember } from "../../validate.js";
import { uuid } from "../../uuid.js";
import { ERROR, PRIMARY, findNamedQuery, findWorkGroup, namedQueries } from "./rows.js";

/** Named queries. Their names need not be unique. */
export const namedQueryHandlers: Handlers<"athena"> = {
  CreateNamedQuery: (input, call) => {
    checkTexts(input);
    requireMember(input, "Database", ERROR);
    checkText(input.Database, "database", { min: 1, max: 255, error: ERROR });
    checkText(input.Description, "description", { min: 1, max: 1024, error: ERROR });
    const token = input.ClientRequestToken;
    checkText(token, "clientRequestToken", { min: 32, max: 128, error: ERROR });
    const { name: workGroup } = findWorkGroup(input.WorkGroup ?? PRIMARY, call);
    const query: NamedQuery = {
      Name: input.Name,
      ...(input.Description !== undefined && { Description: input.Description }),
      Database: input.Database,
      QueryString: input.QueryString,
      WorkGroup: workGroup,
    };
    const alive = (answer: { NamedQueryId: string }) => namedQueries(call).has(answer.NamedQueryId);
    return once(call.table("tokens"), token, query, { alive, mismatch: ERROR }, () => {
      const id = uuid(call);
      namedQueries(call).put(id, { id, workGroup, query: { ...query, NamedQueryId: id } });
      return { NamedQueryId: id };
    });
  },
  UpdateNamedQuery: (input, call) => {
    const row = findNamedQuery(input.NamedQueryId, call);
    checkTexts(input);
    checkText(input.Description, "description", { max: 1024, error: ERROR });
    const { Description: old, ...rest } = row.query;
    const description = input.Description ?? old ?? "";
    const query = {
      ...rest,
      Name: input.Name,
      QueryString: input.QueryString,
      ...(description !== "" && { Description: description }),
    };
    namedQueries(call).put(row.id, { ...row, query });
    return {};
  },
  GetNamedQuery: (input, call) => ({ NamedQuery: findNamedQuery(input.NamedQueryId, call).query }),
  BatchGetNamedQuery: (input, call) => {
    const ids = input.NamedQueryIds ?? [];
    if (ids.length < 1 || ids.length > 50) refuse(ERROR, "NamedQueryIds must have between 1 and 50 elements");
    const missing = ids.filter((id) => !namedQueries(call).has(id));
    return {
      NamedQueries: ids.flatMap((id) => namedQueries(call).get(id)?.query ?? []),
      UnprocessedNamedQueryIds: missing.map((id) => ({
        NamedQueryId: id,
        ErrorCode: "NamedQueryNotFound",
        ErrorMessage: `NamedQuery ${id} was not found`,
      })),
    };
  },
  ListNamedQueries: (input, call) => {
    const { name } = findWorkGroup(input.WorkGroup ?? PRIMARY, call);
    const ids = namedQueries(call)
      .values()
      .filter((row) => row.workGroup === name)
      .map((row) => row.id);
    const { items, nextToken } = page(ids, {
      size: input.MaxResults,
      max: 50,
      token: input.NextToken,
      error: ERROR,
    });
    return { NamedQueryIds: items, NextToken: nextToken };
  },
  DeleteNamedQuery: (input, call) => {
    namedQueries(call).delete(findNamedQuery(input.NamedQueryId, call).id);
    return {};
  },
};

function checkTexts(input: { Name: string | undefined; QueryString: string | undefined }): void {
  requireMember(input, "Name", ERROR);
  requireMember(input, "QueryString", ERROR);
  checkText(input.Name, "name", { min: 1, max: 128, error: ERROR });
  checkText(input.QueryString, "queryString", { min: 1, max: 262_144, error: ERROR });
}
