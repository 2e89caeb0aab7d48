import { expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const query = { name: "p/daily", queryString: "stats count(*)", logGroupNames: ["/aws/bedrock/p"] };

test("a saved query is made, changed by its identifier, listed and deleted", async () => {
  const { aws } = sandbox();
  const { queryDefinitionId } = await aws.call("logs", "PutQueryDefinition", query);
  expect(queryDefinitionId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const changed = { ...query, queryDefinitionId, queryString: "limit 1" };
  await aws.call("logs", "PutQueryDefinition", changed);
  const list = () => aws.call("logs", "DescribeQueryDefinitions", { queryDefinitionNamePrefix: "p/" });
  expect((await list()).queryDefinitions).toEqual([
    { ...changed, queryLanguage: "CWLI", lastModified: expect.any(Number) },
  ]);
  await aws.call("logs", "DeleteQueryDefinition", { queryDefinitionId });
  expect((await list()).queryDefinitions).toEqual([]);
  const gone = aws.call("logs", "DeleteQueryDefinition", { queryDefinitionId });
  expect((await refusal(gone)).name).toBe("ResourceNotFoundException");
});

test("two queries of one name are two queries", async () => {
  const { aws } = sandbox();
  await aws.call("logs", "PutQueryDefinition", query);
  await aws.call("logs", "PutQueryDefinition", query);
  expect((await aws.call("logs", "DescribeQueryDefinitions", {})).queryDefinitions).toHaveLength(2);
});

test.each([
  ["a name of 256", { name: "x".repeat(256) }, "InvalidParameterException"],
  ["no text", { queryString: "" }, "InvalidParameterException"],
  ["a text of 10,001", { queryString: "x".repeat(10_001) }, "InvalidParameterException"],
  ["a log group that is none", { logGroupNames: ["a b"] }, "InvalidParameterException"],
  ["an identifier of nothing", { queryDefinitionId: "00000000-0000" }, "ResourceNotFoundException"],
])("refuses %s", async (_what, change, name) => {
  const { aws } = sandbox();
  const put = aws.call("logs", "PutQueryDefinition", { ...query, ...change });
  expect((await refusal(put)).name).toBe(name);
});

test("lists page by token", async () => {
  const { aws } = sandbox();
  for (const name of ["p/c", "p/a", "p/b"]) await aws.call("logs", "PutQueryDefinition", { ...query, name });
  const first = await aws.call("logs", "DescribeQueryDefinitions", { maxResults: 2 });
  expect(first.queryDefinitions?.map((q) => q.name)).toEqual(["p/a", "p/b"]);
  const { nextToken } = first;
  const second = await aws.call("logs", "DescribeQueryDefinitions", { maxResults: 2, nextToken });
  expect(second.queryDefinitions?.map((q) => q.name)).toEqual(["p/c"]);
  expect(second.nextToken).toBeUndefined();
});
