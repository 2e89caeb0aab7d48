import type { Kind } from "../../src/engine/kind.js";
import { STAMP } from "../../src/engine/refs.js";
import { step } from "../../src/engine/step.js";

/** A saved CloudWatch Logs Insights query. */
export interface InsightsQuery {
  queryString: string;
  logGroupNames: string[];
}

/**
 * AWS::Logs::QueryDefinition. It cannot be tagged: it is ours by its name inside the stack's folder together with our
 * log group, or by the key in the comment of its first line where the name is that key's. Others in the folder are left
 * alone.
 */
export const insightsQuery: Kind<InsightsQuery> = {
  name: "insights-query",
  phase: "logging",
  needs: ["log-group"],
  fields: { queryString: { compare: "value" }, logGroupNames: { compare: "set" } },

  read: async (cx, wanted) => {
    const folder = `${cx.stack.name}/`;
    const found = [];
    let nextToken: string | undefined;
    do {
      const input = { queryDefinitionNamePrefix: folder, maxResults: 1000, nextToken };
      const page = await cx.aws.call("logs", "DescribeQueryDefinitions", input);
      found.push(...(page.queryDefinitions ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return found.flatMap((query) => {
      const name = query.name ?? "";
      const key = markedKey(query.queryString);
      // A copy somebody saved under another name still carries our comment.
      const marked = key !== undefined && name === queryName(cx.stack.name, key) ? key : undefined;
      const want = wanted.find((candidate) => candidate.name === name);
      const inOurGroup =
        want?.spec.logGroupNames.some((group) => query.logGroupNames?.includes(group)) === true;
      const own = want !== undefined && inOurGroup ? want.key : marked;
      if (own === undefined && want === undefined) return [];
      return [
        {
          kind: insightsQuery.name,
          name,
          spec: { queryString: query.queryString, logGroupNames: query.logGroupNames ?? [] } as InsightsQuery,
          owner: own === undefined ? ("unowned" as const) : ("ours" as const),
          ...(own === undefined ? {} : { key: own }),
          attributes: { id: query.queryDefinitionId ?? "" },
        },
      ];
    });
  },

  // Names may repeat: without a token, a repeated call whose first answer was lost would save the query twice.
  create: (want) => [put(want.name, want.spec, { clientToken: `${want.key}@${STAMP}` })],
  update: (want, live) => [put(want.name, want.spec, { queryDefinitionId: live.attributes["id"] })],
  remove: (live) => [
    step(
      "logs",
      "DeleteQueryDefinition",
      { queryDefinitionId: live.attributes["id"] },
      "delete the saved query",
      { doneIf: ["ResourceNotFoundException"] },
    ),
  ],
};

/** First line of a query that is ours. */
export function queryMarker(key: string): string {
  return `# ccb:key=${key}`;
}

/** The name of the query with this key: the key's last part in the stack's folder. */
function queryName(stack: string, key: string): string {
  return `${stack}/${key.slice(key.lastIndexOf("/") + 1)}`;
}

function markedKey(queryString: string | undefined): string | undefined {
  return /^# ccb:key=(\S+)/.exec(queryString ?? "")?.[1];
}

function put(
  name: string,
  { queryString, logGroupNames }: InsightsQuery,
  which: { queryDefinitionId?: string | undefined } | { clientToken: string },
) {
  const input = { name, queryString, logGroupNames, ...which };
  return step("logs", "PutQueryDefinition", input, "save the Insights query");
}
