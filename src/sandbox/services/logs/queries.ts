import type { Call, Handlers, Table } from "../../call.js";
import { refuse } from "../../errors.js";
import { once } from "../../idempotency.js";
import { uuid } from "../../uuid.js";
import { checkText, page, requireMember } from "../../validate.js";
import { INVALID, type QueryDefinitionRow, byName, checkGroupName } from "./rows.js";

const LANGUAGES = ["CWLI", "SQL", "PPL"];
const MAX_GROUPS = 50;

/** Saved Logs Insights queries. Two of the same name may exist; only the identifier tells them apart. */
export const queryDefinitions: Handlers<"logs"> = {
  PutQueryDefinition(input, call) {
    const name = requireMember(input, "name", INVALID);
    checkText(name, "name", { max: 255, error: INVALID });
    const queryString = requireMember(input, "queryString", INVALID);
    checkText(queryString, "queryString", { max: 10_000, error: INVALID });
    checkText(input.queryLanguage, "queryLanguage", { oneOf: LANGUAGES, error: INVALID });
    const logGroupNames = input.logGroupNames ?? [];
    if (logGroupNames.length > MAX_GROUPS) refuse(INVALID, `At most ${MAX_GROUPS} log groups can be named.`);
    for (const logGroupName of logGroupNames) checkGroupName({ logGroupName });
    const given = {
      name,
      queryString,
      logGroupNames,
      queryLanguage: input.queryLanguage ?? "CWLI",
      ...(input.parameters === undefined ? {} : { parameters: input.parameters }),
      modifiedAt: call.now.getTime(),
    };
    const id = input.queryDefinitionId;
    if (id !== undefined && id !== "") {
      if (!queries(call).has(id)) notFound();
      queries(call).put(id, { ...given, id });
      return { queryDefinitionId: id };
    }
    const { clientToken, ...rest } = input;
    const alive = (answer: { queryDefinitionId: string }) => queries(call).has(answer.queryDefinitionId);
    return once(call.table("tokens"), clientToken, rest, { alive, mismatch: INVALID }, () => {
      const made = uuid(call);
      queries(call).put(made, { ...given, id: made });
      return { queryDefinitionId: made };
    });
  },

  DescribeQueryDefinitions(input, call) {
    const prefix = input.queryDefinitionNamePrefix ?? "";
    const found = queries(call)
      .values()
      .filter((q) => q.name.startsWith(prefix))
      .filter((q) => input.queryLanguage === undefined || q.queryLanguage === input.queryLanguage)
      .toSorted(byName);
    const options = { size: input.maxResults, max: 1000, token: input.nextToken, error: INVALID };
    const { items, nextToken } = page(found, options);
    return {
      queryDefinitions: items.map(({ id, modifiedAt, logGroupNames, ...query }) => ({
        ...structuredClone(query),
        queryDefinitionId: id,
        lastModified: modifiedAt,
        logGroupNames: [...logGroupNames],
      })),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },

  DeleteQueryDefinition(input, call) {
    if (!queries(call).delete(requireMember(input, "queryDefinitionId", INVALID))) notFound();
    return { success: true };
  },
};

function queries(call: Call): Table<QueryDefinitionRow> {
  return call.table("queries");
}

function notFound(): never {
  refuse("ResourceNotFoundException", "The specified query definition does not exist.");
}
