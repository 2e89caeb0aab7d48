import { describe, expect, test } from "vitest";
import { dashboard } from "../../../reconcilers/budgets/dashboard.js";
import type { Aws } from "../../../src/aws/aws.js";
import { namesOf } from "../../../src/config/names.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { compositionOf, ofKind } from "./composition.js";

const DashboardName = "claude-code-usage";
const KINDS = [dashboard];
const wanted = ofKind("dashboard");

interface Widget {
  properties: { metrics?: (string | { expression?: string })[][] };
}

async function text(aws: Aws): Promise<string> {
  return (await aws.call("cloudwatch", "GetDashboard", { DashboardName })).DashboardBody ?? "";
}

describe("dashboard", () => {
  test.each([
    ...["Invocations", "InvocationThrottles", "InvocationClientErrors", "InvocationServerErrors"],
    ...["InputTokenCount", "OutputTokenCount", "CacheReadInputTokenCount", "CacheWriteInputTokenCount"],
    "InvocationLatency",
  ])("shows %s by model", async (metric) => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const { widgets } = JSON.parse(await text(aws)) as { widgets: Widget[] };
    const expressions = widgets.flatMap((widget) =>
      (widget.properties.metrics ?? [])
        .flat()
        .map((one) => (typeof one === "object" ? one.expression : undefined)),
    );
    expect(expressions).toContainEqual(
      expect.stringContaining(`SEARCH('{AWS/Bedrock,ModelId} MetricName="${metric}"'`),
    );
  });

  test("shows the state of every alarm, in the stack's region", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const body = await text(aws);
    for (const name of Object.values(namesOf(compositionOf().config).alarms)) {
      expect(body).toContain(`"arn:aws:cloudwatch:us-east-1:123456789012:alarm:${name}"`);
    }
    expect(body).not.toContain("{{");
  });

  test("is the same whatever the white space, and repaired when it is not", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const body = JSON.parse(await text(aws)) as object;
    const put = (DashboardBody: string) =>
      aws.call("cloudwatch", "PutDashboard", { DashboardName, DashboardBody });
    await put(JSON.stringify(body, null, 4));
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
    await put('{"widgets":[]}');
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual(["update budgets/dashboard body"]);
    expect(JSON.parse(await text(aws))).toEqual(body);
  });

  test("is deleted when the YAML switches it off", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const { plan } = await reconcile(aws, KINDS, []);
    expect(changesOf(plan)).toEqual(["delete budgets/dashboard"]);
    const { DashboardEntries } = await aws.call("cloudwatch", "ListDashboards", {});
    expect(DashboardEntries).toEqual([]);
  });

  test("repairs a tag", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const ResourceARN = `arn:aws:cloudwatch::123456789012:dashboard/${DashboardName}`;
    await aws.call("cloudwatch", "UntagResource", { ResourceARN, TagKeys: ["ccb:key"] });
    await reconcile(aws, KINDS, wanted);
    const { Tags } = await aws.call("cloudwatch", "ListTagsForResource", { ResourceARN });
    expect(Tags).toContainEqual({ Key: "ccb:key", Value: "budgets/dashboard" });
  });

  test.each([
    ["nobody's", undefined, undefined],
    ["another stack's", { "ccb:stack": "other" }, 'stack "other"'],
    [
      "the same stack's of another region",
      { "ccb:stack": "claude-code", "ccb:region": "eu-west-1" },
      'stack "claude-code" of eu-west-1',
    ],
  ])("is blocked by %s dashboard of that name", async (_whose, tags, owner) => {
    const { aws } = sandbox();
    const Tags = Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
    await aws.call("cloudwatch", "PutDashboard", { DashboardName, DashboardBody: '{"widgets":[]}', Tags });
    const { plan } = await planOf(aws, KINDS, wanted);
    expect(plan.blocked.map((one) => [one.key, one.owner])).toEqual([["budgets/dashboard", owner]]);
    expect((await planOf(aws, KINDS, [])).plan.changes).toEqual([]);
  });
});
