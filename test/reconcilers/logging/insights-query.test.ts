import { describe, expect, test } from "vitest";
import { logging } from "../../../reconcilers/logging/index.js";
import { insightsQuery } from "../../../reconcilers/logging/insights-query.js";
import { logGroup } from "../../../reconcilers/logging/log-group.js";
import type { Aws } from "../../../src/aws/aws.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { compositionOf } from "../budgets/composition.js";

const KINDS = [logGroup, insightsQuery];
const NAMES = KINDS.map((kind) => kind.name);
const wanted = logging.compose(compositionOf()).filter((want) => NAMES.includes(want.kind));
const GROUP = "/aws/bedrock/claude-code-invocations";
const NAME = "claude-code/hourly-token-totals";
const KEY = "logging/insights-query/hourly-token-totals";

async function queries(aws: Aws) {
  return (await aws.call("logs", "DescribeQueryDefinitions", {})).queryDefinitions ?? [];
}

async function put(aws: Aws, more: { queryString?: string; logGroupNames?: string[]; name?: string }) {
  const found = (await queries(aws)).find((query) => query.name === NAME);
  const input = { queryDefinitionId: found?.queryDefinitionId, name: NAME, queryString: found?.queryString };
  await aws.call("logs", "PutQueryDefinition", { ...input, logGroupNames: [GROUP], ...more });
}

describe("insights-query", () => {
  test("saves four queries on the log group, with nested token counts", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const found = await queries(aws);
    expect(found.map((query) => query.name).toSorted()).toEqual([
      "claude-code/daily-token-usage-by-caller",
      "claude-code/hourly-token-totals",
      "claude-code/model-usage-breakdown",
      "claude-code/top-consumers-last-7d",
    ]);
    for (const { queryString, logGroupNames } of found) {
      expect(logGroupNames).toEqual([GROUP]);
      expect(queryString).toContain("input.inputTokenCount");
      expect(queryString).toContain("output.outputTokenCount");
    }
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test.each([
    ["queryString", { queryString: "fields @message" }],
    ["logGroupNames", { logGroupNames: ["/other"] }],
  ])("repairs %s, in place", async (field, damage) => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    await aws.call("logs", "CreateLogGroup", { logGroupName: "/other" });
    const before = await queries(aws);
    await put(aws, damage);
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([`update ${KEY} ${field}`]);
    const text = (found: typeof before) =>
      found.map(({ queryDefinitionId, queryString, logGroupNames }) => [
        queryDefinitionId,
        queryString,
        logGroupNames,
      ]);
    expect(text(await queries(aws))).toEqual(text(before));
  });

  test("somebody's query in the same folder is left alone, destroy or not", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    await aws.call("logs", "PutQueryDefinition", {
      name: "claude-code/mine",
      queryString: "fields @message",
    });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    await reconcile(aws, KINDS, wanted, { destroy: true });
    expect((await queries(aws)).map((query) => query.name)).toEqual(["claude-code/mine"]);
  });

  test("a namesake on another log group is nobody's: it stops the plan", async () => {
    const { aws } = sandbox();
    await aws.call("logs", "PutQueryDefinition", { name: NAME, queryString: "fields @message" });
    expect((await planOf(aws, KINDS, wanted)).plan.blocked).toEqual([
      { key: KEY, kind: "insights-query", name: NAME },
    ]);
  });

  test("one that is no longer wanted goes", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const { plan } = await reconcile(
      aws,
      KINDS,
      wanted.filter((want) => want.key !== KEY),
    );
    expect(changesOf(plan)).toEqual([`delete ${KEY}`]);
    expect((await queries(aws)).map((query) => query.name)).not.toContain(NAME);
  });

  test("all are read with one call", async () => {
    const { aws, calls } = sandbox();
    await reconcile(aws, KINDS, wanted);
    calls.length = 0;
    await planOf(aws, [insightsQuery], wanted);
    expect(calls).toHaveLength(1);
  });
});
