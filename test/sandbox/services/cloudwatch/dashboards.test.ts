import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const widget = (properties: object, more: object = {}) => ({ type: "metric", properties, ...more });
const METRIC = {
  region: "us-east-1",
  metrics: [["AWS/Bedrock", "Invocations", "ModelId", "m", { stat: "Sum" }]],
};
const BODY = JSON.stringify({
  widgets: [widget(METRIC), { type: "text", properties: { markdown: "# hi" } }],
});

describe("dashboards", () => {
  test("are kept word for word, for all regions", async () => {
    const { aws } = sandbox();
    await aws.call("cloudwatch", "PutDashboard", { DashboardName: "usage", DashboardBody: BODY });
    const got = await aws.call("cloudwatch", "GetDashboard", { DashboardName: "usage" }, "eu-west-1");
    expect(got).toMatchObject({
      DashboardName: "usage",
      DashboardBody: BODY,
      DashboardArn: "arn:aws:cloudwatch::123456789012:dashboard/usage",
    });
    const { DashboardEntries } = await aws.call("cloudwatch", "ListDashboards", {
      DashboardNamePrefix: "us",
    });
    expect(DashboardEntries).toMatchObject([{ DashboardName: "usage", Size: BODY.length }]);
    const other = await aws.call("cloudwatch", "ListDashboards", { DashboardNamePrefix: "x" });
    expect(other.DashboardEntries).toEqual([]);
  });

  test("take tags when they are made, not later", async () => {
    const { aws } = sandbox();
    const put = (Value: string) =>
      aws.call("cloudwatch", "PutDashboard", {
        DashboardName: "usage",
        DashboardBody: BODY,
        Tags: [{ Key: "a", Value }],
      });
    await put("1");
    await put("2");
    const ResourceARN = "arn:aws:cloudwatch::123456789012:dashboard/usage";
    const read = async () => (await aws.call("cloudwatch", "ListTagsForResource", { ResourceARN })).Tags;
    expect(await read()).toEqual([{ Key: "a", Value: "1" }]);
    await aws.call("cloudwatch", "TagResource", { ResourceARN, Tags: [{ Key: "a", Value: "3" }] });
    expect(await read()).toEqual([{ Key: "a", Value: "3" }]);
  });

  test("are deleted all or none", async () => {
    const { aws } = sandbox();
    await aws.call("cloudwatch", "PutDashboard", { DashboardName: "usage", DashboardBody: BODY });
    const remove = (...DashboardNames: string[]) =>
      aws.call("cloudwatch", "DeleteDashboards", { DashboardNames });
    expect(await refusal(remove("usage", "none"))).toMatchObject({ name: "DashboardNotFoundError" });
    await aws.call("cloudwatch", "GetDashboard", { DashboardName: "usage" });
    await remove("usage");
    expect(await refusal(aws.call("cloudwatch", "GetDashboard", { DashboardName: "usage" }))).toMatchObject({
      name: "DashboardNotFoundError",
    });
  });

  test.each<[string, unknown, string]>([
    ["no JSON", "{", ""],
    ["no widgets", {}, "/widgets"],
    ["an unknown member", { widgets: [], widget: [] }, "/widget"],
    ["a widget without properties", { widgets: [{ type: "text" }] }, "/widgets/0/properties"],
    ["an unknown type", { widgets: [{ type: "poem", properties: {} }] }, "/widgets/0/type"],
    [
      "a text without markdown",
      { widgets: [{ type: "text", properties: {} }] },
      "/widgets/0/properties/markdown",
    ],
    ["a metric without region", { widgets: [widget({ metrics: [] })] }, "/widgets/0/properties/region"],
    ["no metrics", { widgets: [widget({ region: "x" })] }, "/widgets/0/properties/metrics"],
    [
      "a dimension without value",
      { widgets: [widget({ ...METRIC, metrics: [["AWS/Bedrock", "Invocations", "ModelId"]] })] },
      "/widgets/0/properties/metrics/0",
    ],
    ["an unknown view", { widgets: [widget({ ...METRIC, view: "hologram" })] }, "/widgets/0/properties/view"],
    ["25 columns", { widgets: [widget(METRIC, { width: 25 })] }, "/widgets/0/width"],
    [
      "an alarm widget of no ARN",
      { widgets: [{ type: "alarm", properties: { alarms: ["a"] } }] },
      "/widgets/0/properties/alarms/0",
    ],
  ])("refuse a body with %s", async (_what, body, DataPath) => {
    const DashboardBody = typeof body === "string" ? body : JSON.stringify(body);
    const put = sandbox().aws.call("cloudwatch", "PutDashboard", { DashboardName: "usage", DashboardBody });
    await expect(put).rejects.toMatchObject({
      name: "DashboardInvalidInputError",
      dashboardValidationMessages: [{ DataPath }],
    });
  });

  test("refuse a name with a space", async () => {
    const put = sandbox().aws.call("cloudwatch", "PutDashboard", {
      DashboardName: "a b",
      DashboardBody: BODY,
    });
    expect(await refusal(put)).toMatchObject({ name: "DashboardInvalidInputError" });
  });
});
