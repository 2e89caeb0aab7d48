import { expect, test } from "vitest";
import { refusal, sandbox } from "../support/sandbox.js";

const input = { name: "team/q", queryString: "fields @message", clientToken: "token-token-token-1" };

test("a repeated token gets the first answer and makes nothing new", async () => {
  const { aws } = sandbox();
  const first = await aws.call("logs", "PutQueryDefinition", input);
  const second = await aws.call("logs", "PutQueryDefinition", input);
  expect(second.queryDefinitionId).toBe(first.queryDefinitionId);
  expect((await aws.call("logs", "DescribeQueryDefinitions", {})).queryDefinitions).toHaveLength(1);
});

test("a token used with other parameters is refused, and free again after a deletion", async () => {
  const { aws } = sandbox();
  const { queryDefinitionId } = await aws.call("logs", "PutQueryDefinition", input);
  const other = { ...input, name: "team/r" };
  expect((await refusal(aws.call("logs", "PutQueryDefinition", other))).name).toBe(
    "InvalidParameterException",
  );
  await aws.call("logs", "DeleteQueryDefinition", { queryDefinitionId });
  expect((await aws.call("logs", "PutQueryDefinition", other)).queryDefinitionId).not.toBe(queryDefinitionId);
});
