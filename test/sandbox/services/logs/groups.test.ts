import { expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const logGroupName = "/aws/bedrock/p-invocations";
const arn = `arn:aws:logs:us-east-1:123456789012:log-group:${logGroupName}`;

test("a group reads back with what CloudWatch Logs fills in, from another process too", async () => {
  const { aws, dir } = sandbox();
  await aws.call("logs", "CreateLogGroup", { logGroupName, tags: { a: "1" } });
  await aws.call("logs", "PutRetentionPolicy", { logGroupName, retentionInDays: 30 });
  const read = async () =>
    (await sandbox({ dir }).aws.call("logs", "DescribeLogGroups", { logGroupNamePrefix: "/aws/" })).logGroups;
  expect(await read()).toEqual([
    {
      logGroupName,
      arn: `${arn}:*`,
      logGroupArn: arn,
      creationTime: expect.any(Number),
      retentionInDays: 30,
      metricFilterCount: 0,
      storedBytes: 0,
      logGroupClass: "STANDARD",
    },
  ]);
  await aws.call("logs", "DeleteRetentionPolicy", { logGroupName });
  expect((await read())?.[0]?.retentionInDays).toBeUndefined();
  await aws.call("logs", "DeleteLogGroup", { logGroupName });
  expect(await read()).toEqual([]);
});

test.each(["", "a b", "é", "x".repeat(513), "aws/own"])("the name %j is refused", async (name) => {
  const { aws } = sandbox();
  const made = aws.call("logs", "CreateLogGroup", { logGroupName: name });
  expect((await refusal(made)).name).toBe("InvalidParameterException");
});

test("names are unique in a region, and what is not there cannot be changed", async () => {
  const { aws } = sandbox();
  await aws.call("logs", "CreateLogGroup", { logGroupName });
  const again = aws.call("logs", "CreateLogGroup", { logGroupName });
  expect((await refusal(again)).name).toBe("ResourceAlreadyExistsException");
  await aws.call("logs", "CreateLogGroup", { logGroupName }, "eu-west-1");
  for (const call of [
    aws.call("logs", "DeleteLogGroup", { logGroupName: "nothing" }),
    aws.call("logs", "PutRetentionPolicy", { logGroupName: "nothing", retentionInDays: 30 }),
  ]) {
    expect((await refusal(call)).name).toBe("ResourceNotFoundException");
  }
  const odd = aws.call("logs", "PutRetentionPolicy", { logGroupName, retentionInDays: 31 });
  expect((await refusal(odd)).name).toBe("InvalidParameterException");
});

test("groups come in pages of 50, in the order of their names", async () => {
  const { aws } = sandbox();
  const names = Array.from({ length: 55 }, (_, i) => `g${String(i).padStart(2, "0")}`);
  for (const name of names.toReversed()) await aws.call("logs", "CreateLogGroup", { logGroupName: name });
  const pages = await aws.pages("logs", "DescribeLogGroups", {});
  expect(pages.map((p) => p.logGroups?.length)).toEqual([50, 5]);
  expect(pages.flatMap((p) => p.logGroups ?? []).map((g) => g.logGroupName)).toEqual(names);
  const tooMany = aws.call("logs", "DescribeLogGroups", { limit: 51 });
  expect((await refusal(tooMany)).name).toBe("InvalidParameterException");
});

test("tags merge, and are addressed without :*", async () => {
  const { aws } = sandbox();
  await aws.call("logs", "CreateLogGroup", { logGroupName, tags: { a: "1", b: "1" } });
  await aws.call("logs", "TagResource", { resourceArn: arn, tags: { b: "2", c: "3" } });
  await aws.call("logs", "UntagResource", { resourceArn: arn, tagKeys: ["a", "z"] });
  expect((await aws.call("logs", "ListTagsForResource", { resourceArn: arn })).tags).toEqual({
    b: "2",
    c: "3",
  });
  const starred = aws.call("logs", "ListTagsForResource", { resourceArn: `${arn}:*` });
  expect((await refusal(starred)).name).toBe("InvalidParameterException");
  const missing = aws.call("logs", "ListTagsForResource", { resourceArn: `${arn}-2` });
  expect((await refusal(missing)).name).toBe("ResourceNotFoundException");
  const many = Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`k${i}`, "v"]));
  const over = aws.call("logs", "TagResource", { resourceArn: arn, tags: many });
  expect((await refusal(over)).name).toBe("TooManyTagsException");
});

test("streams take events in order and tell when the last one came", async () => {
  const { aws } = sandbox();
  const stream = { logGroupName, logStreamName: "aws/bedrock/modelinvocations" };
  await aws.call("logs", "CreateLogGroup", { logGroupName });
  await aws.call("logs", "CreateLogStream", stream);
  expect((await refusal(aws.call("logs", "CreateLogStream", stream))).name).toBe(
    "ResourceAlreadyExistsException",
  );
  const event = (timestamp: number) => ({ timestamp, message: "{}" });
  await aws.call("logs", "PutLogEvents", { ...stream, logEvents: [event(1000), event(2000)] });
  const unordered = aws.call("logs", "PutLogEvents", { ...stream, logEvents: [event(2), event(1)] });
  expect((await refusal(unordered)).name).toBe("InvalidParameterException");
  const { logStreams } = await aws.call("logs", "DescribeLogStreams", { logGroupName });
  expect(logStreams).toMatchObject([
    { logStreamName: stream.logStreamName, firstEventTimestamp: 1000, lastEventTimestamp: 2000 },
  ]);
});
