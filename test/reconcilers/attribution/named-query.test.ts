import { describe, expect, test } from "vitest";
import { athenaWorkgroup } from "../../../reconcilers/attribution/athena-workgroup.js";
import { namedQuery } from "../../../reconcilers/attribution/named-query.js";
import type { Aws } from "../../../src/aws/aws.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { compositionOf, wantedOf } from "./composition.js";

const KINDS = [athenaWorkgroup, namedQuery];
const KEY = "attribution/query/daily-cost-trend";
const Name = "claude-code-daily-cost-trend";
const WorkGroup = "claude-code-bedrock-logs";
const wanted = wantedOf(undefined, athenaWorkgroup.name, namedQuery.name);

async function saved(aws: Aws) {
  const { NamedQueryIds = [] } = await aws.call("athena", "ListNamedQueries", { WorkGroup });
  if (NamedQueryIds.length === 0) return [];
  return (await aws.call("athena", "BatchGetNamedQuery", { NamedQueryIds })).NamedQueries ?? [];
}

async function trend(aws: Aws) {
  const found = (await saved(aws)).find((query) => query.Name === Name);
  if (found === undefined) throw new Error("the query is not there");
  return { ...found, NamedQueryId: found.NamedQueryId ?? "", QueryString: found.QueryString ?? "" };
}

describe("named-query", () => {
  test("the three queries are saved in our workgroup", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    expect((await saved(aws)).map((query) => query.Name).toSorted()).toEqual([
      Name,
      "claude-code-per-developer-monthly-cost",
      "claude-code-per-developer-weekly-cost",
    ]);
    expect((await trend(aws)).Database).toBe("claude_code_bedrock_logs");
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test.each([
    ["description", { Description: "other" }],
    ["queryString", { QueryString: `-- ccb:key=${KEY}\nSELECT 1` }],
    ["queryString", { QueryString: "SELECT 1" }],
  ])("repairs %s", async (field, change) => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const { NamedQueryId, QueryString } = await trend(aws);
    await aws.call("athena", "UpdateNamedQuery", { NamedQueryId, Name, QueryString, ...change });
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([`update ${KEY} ${field}`]);
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test("is replaced when it is bound to another database", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const { NamedQueryId, QueryString } = await trend(aws);
    await aws.call("athena", "DeleteNamedQuery", { NamedQueryId });
    const Database = "elsewhere";
    await aws.call("athena", "CreateNamedQuery", { Name, WorkGroup, QueryString, Database });
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan).join()).toContain(`replace ${KEY}`);
    expect(await saved(aws)).toHaveLength(3);
    expect((await trend(aws)).Database).toBe("claude_code_bedrock_logs");
  });

  test("deletes ours that is no longer wanted and surplus copies, not what people saved", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const { QueryString } = await trend(aws);
    const Database = "claude_code_bedrock_logs";
    await aws.call("athena", "CreateNamedQuery", { Name: "mine", WorkGroup, QueryString, Database });
    await aws.call("athena", "CreateNamedQuery", { Name, WorkGroup, QueryString, Database });
    await reconcile(aws, KINDS, wanted);
    const names = async () => (await saved(aws)).map((query) => query.Name).toSorted();
    expect(await names()).toEqual([
      Name,
      "claude-code-per-developer-monthly-cost",
      "claude-code-per-developer-weekly-cost",
      "mine",
    ]);
    await reconcile(
      aws,
      KINDS,
      wanted.filter((want) => want.key !== KEY),
    );
    expect(await names()).not.toContain(Name);
    expect(await names()).toContain("mine");
  });

  test("a query of our name without our comment is taken over, a second one left alone", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wantedOf(compositionOf(), athenaWorkgroup.name));
    const Database = "claude_code_bedrock_logs";
    for (const QueryString of ["SELECT 1", "SELECT 2"]) {
      await aws.call("athena", "CreateNamedQuery", { Name, WorkGroup, QueryString, Database });
    }
    await reconcile(aws, KINDS, wanted);
    expect((await saved(aws)).filter((query) => query.Name === Name)).toHaveLength(2);
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });
});
