import { describe, expect, test } from "vitest";
import { logging } from "../../../reconcilers/logging/index.js";
import { logGroup } from "../../../reconcilers/logging/log-group.js";
import type { Aws } from "../../../src/aws/aws.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { compositionOf } from "../budgets/composition.js";

const KINDS = [logGroup];
const KEY = "logging/log-group";
const logGroupName = "/aws/bedrock/claude-code-invocations";
const resourceArn = `arn:aws:logs:us-east-1:123456789012:log-group:${logGroupName}`;
const wanted = logging.compose(compositionOf()).filter((want) => want.key === KEY);

async function group(aws: Aws) {
  const { logGroups } = await aws.call("logs", "DescribeLogGroups", { logGroupNamePrefix: logGroupName });
  const { tags } = await aws.call("logs", "ListTagsForResource", { resourceArn });
  const found = logGroups?.find((one) => one.logGroupName === logGroupName);
  return { retention: found?.retentionInDays, tags };
}

describe("log-group", () => {
  test("is made with its tags and retention", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    expect(await group(aws)).toEqual({ retention: 30, tags: { "ccb:stack": "claude-code", "ccb:key": KEY } });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test.each<[string, (aws: Aws) => Promise<unknown>]>([
    ["retentionDays", (aws) => aws.call("logs", "PutRetentionPolicy", { logGroupName, retentionInDays: 1 })],
    ["retentionDays", (aws) => aws.call("logs", "DeleteRetentionPolicy", { logGroupName })],
    ["tags.ccb:key", (aws) => aws.call("logs", "TagResource", { resourceArn, tags: { "ccb:key": "x" } })],
  ])("repairs %s", async (field, damage) => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const before = await group(aws);
    await damage(aws);
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual([`update ${KEY} ${field}`]);
    expect(await group(aws)).toEqual(before);
  });

  test("is found among groups whose names begin like its own, and they are left alone", async () => {
    const { aws } = sandbox();
    for (const end of ["", "-a", "-b", "/c"]) {
      await aws.call("logs", "CreateLogGroup", { logGroupName: `${logGroupName}${end}` });
    }
    await reconcile(aws, KINDS, wanted, { adopt: true });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    await reconcile(aws, KINDS, wanted, { destroy: true });
    const { logGroups } = await aws.call("logs", "DescribeLogGroups", {});
    expect(logGroups?.map((one) => one.logGroupName?.slice(logGroupName.length))).toEqual(["-a", "-b", "/c"]);
  });

  test("costs one read, and the tag index", async () => {
    const { aws, calls } = sandbox();
    await reconcile(aws, KINDS, wanted);
    calls.length = 0;
    await planOf(aws, KINDS, wanted);
    expect(calls.map((call) => call.operation)).toEqual(["DescribeLogGroups", "GetResources"]);
  });
});
