import type { Kind, Stack } from "../../src/engine/kind.js";
import { type Step, step } from "../../src/engine/step.js";
import { tagList } from "../../src/engine/tag-index.js";
import { orUndefined } from "../absent.js";
import { cloudwatchTags } from "./alarm.js";

/** A CloudWatch dashboard. */
export interface Dashboard {
  /** Dashboard body, as an object. */
  body: unknown;
}

const GONE = ["DashboardNotFoundError", "ResourceNotFound"];

/** AWS::CloudWatch::Dashboard. Dashboards exist once an account, not once a region. */
export const dashboard: Kind<Dashboard> = {
  name: "dashboard",
  phase: "budgets",
  global: true,
  fields: { body: { compare: "json" } },

  read: async (cx, wanted) => {
    // Looked for even when it is not wanted: it may have been.
    const name = wanted[0]?.name ?? `${cx.stack.name}-usage`;
    const found = await orUndefined(cx.aws.call("cloudwatch", "GetDashboard", { DashboardName: name }), GONE);
    if (found === undefined) return [];
    const arn = found.DashboardArn ?? dashboardArn(cx.stack, name);
    const tags = await cloudwatchTags(cx, arn);
    return [
      {
        kind: dashboard.name,
        name,
        spec: { body: found.DashboardBody },
        tags,
        attributes: { arn, name },
      },
    ];
  },

  create: (want) => [put(want.name, want.spec, want.tags ?? {})],
  update: (want) => [put(want.name, want.spec)],
  // PutDashboard ignores tags of a dashboard that exists.
  tag: (live, tags) => [
    step(
      "cloudwatch",
      "TagResource",
      { ResourceARN: live.attributes["arn"], Tags: tagList(tags) },
      "tag the dashboard",
    ),
  ],
  remove: (live) => [
    step("cloudwatch", "DeleteDashboards", { DashboardNames: [live.name] }, "delete the dashboard", {
      doneIf: GONE,
    }),
  ],
};

function dashboardArn(stack: Stack, name: string): string {
  return `arn:${stack.partition}:cloudwatch::${stack.account}:dashboard/${name}`;
}

function put(DashboardName: string, spec: Dashboard, tags?: Record<string, string>): Step {
  return step(
    "cloudwatch",
    "PutDashboard",
    {
      DashboardName,
      DashboardBody: JSON.stringify(spec.body),
      ...(tags === undefined ? {} : { Tags: tagList(tags) }),
    },
    tags === undefined ? "set the dashboard" : "create the dashboard",
  );
}
