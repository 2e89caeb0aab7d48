import type { Kind, Live, ReadContext, Wanted } from "../../src/engine/kind.js";
import { NOW } from "../../src/engine/refs.js";
import { step } from "../../src/engine/step.js";

/** A saved Athena query. */
export interface NamedQuery {
  workgroup: string;
  database: string;
  description: string;
  queryString: string;
}

type Found = { id: string; name: string; marked: string | undefined; spec: NamedQuery };

/** BatchGetNamedQuery takes no more ids (API reference). */
const BATCH = 50;
/** Athena's one exception for everything it refuses, what is not there included. */
const REFUSED = ["InvalidRequestException"];

/**
 * AWS::Athena::NamedQuery. It cannot be tagged: in our workgroup it is ours by its name and the key in the comment of
 * its first line, and without the comment by its name alone when no other has that. Names need not be unique.
 */
export const namedQuery: Kind<NamedQuery> = {
  name: "named-query",
  phase: "attribution",
  needs: ["athena-workgroup", "glue-database"],
  fields: {
    workgroup: { compare: "value", replaces: "a saved query stays in its workgroup" },
    database: { compare: "value", replaces: "a saved query keeps its database" },
    description: { compare: "value" },
    queryString: { compare: "value" },
  },

  read: async (cx, wanted) => {
    const found = await list(cx, wanted[0]?.spec.workgroup ?? `${cx.stack.name}-bedrock-logs`);
    const marked = found.flatMap((query) => {
      const key = query.marked;
      // A copy somebody saved under another name still carries our comment.
      return key !== undefined && query.name === queryName(cx.stack.name, key) ? [live(query, key)] : [];
    });
    const byName = wanted.flatMap((want) => {
      if (marked.some((query) => query.key === want.key || query.name === want.name)) return [];
      const query = found.find((candidate) => candidate.name === want.name);
      return query === undefined ? [] : [live(query, want.key)];
    });
    return [...marked, ...byName];
  },

  create: (want) => [
    step(
      "athena",
      "CreateNamedQuery",
      {
        Name: want.name,
        Description: want.spec.description,
        Database: want.spec.database,
        QueryString: want.spec.queryString,
        WorkGroup: want.spec.workgroup,
        // Names need not be unique, so only the token keeps a repeated call from saving the query twice.
        ClientRequestToken: `${want.key}@${NOW}`,
      },
      "save the Athena query",
    ),
  ],

  update: (want, { attributes }) => [
    step(
      "athena",
      "UpdateNamedQuery",
      {
        NamedQueryId: attributes["id"],
        Name: want.name,
        Description: want.spec.description,
        QueryString: want.spec.queryString,
      },
      "save the Athena query",
    ),
  ],

  remove: ({ attributes }) => [
    step("athena", "DeleteNamedQuery", { NamedQueryId: attributes["id"] }, "delete the saved query", {
      doneIf: REFUSED,
    }),
  ],
};

/** The name of the query with this key: the key's last part in the stack's name. */
function queryName(stack: string, key: string): string {
  return `${stack}-${key.slice(key.lastIndexOf("/") + 1)}`;
}

/** First line of a query that is ours. */
export function sqlMarker(key: string): string {
  return `-- ccb:key=${key}`;
}

/** Every saved query of a workgroup; none when there is no such workgroup. */
async function list(cx: ReadContext, WorkGroup: string): Promise<Found[]> {
  let ids: string[];
  try {
    const pages = await cx.aws.pages("athena", "ListNamedQueries", { WorkGroup });
    ids = pages.flatMap((page) => page.NamedQueryIds ?? []);
  } catch (error) {
    if (REFUSED.includes((error as Error).name) && /not found/i.test((error as Error).message)) return [];
    throw error;
  }
  const batches = Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, i) =>
    ids.slice(i * BATCH, (i + 1) * BATCH),
  );
  const answers = await Promise.all(
    batches.map((NamedQueryIds) => cx.aws.call("athena", "BatchGetNamedQuery", { NamedQueryIds })),
  );
  return answers.flatMap((answer) =>
    (answer.NamedQueries ?? []).map((query) => ({
      id: query.NamedQueryId ?? "",
      name: query.Name ?? "",
      marked: /^-- ccb:key=(\S+)/.exec(query.QueryString ?? "")?.[1],
      spec: {
        workgroup: query.WorkGroup ?? WorkGroup,
        database: query.Database ?? "",
        description: query.Description ?? "",
        queryString: query.QueryString ?? "",
      },
    })),
  );
}

function live({ id, name, spec }: Found, key: Wanted["key"]): Live<NamedQuery> & { key: string } {
  return { kind: namedQuery.name, name, spec, key, owner: "ours", attributes: { id } };
}

/** True when people keep queries of their own in the workgroup, which would be deleted with it. */
export async function hasOtherQueries(cx: ReadContext, workgroup: string): Promise<boolean> {
  const ours = new Set(cx.wanted.filter((want) => want.kind === namedQuery.name).map((want) => want.name));
  const found = await list(cx, workgroup);
  return found.some((query) => !ours.has(query.name));
}
