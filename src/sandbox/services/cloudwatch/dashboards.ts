import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkTags, page } from "../../validate.js";
import { checkBody } from "./dashboard-body.js";
import { dashboards } from "./rows.js";

/** Dashboards. */
export const dashboardHandlers: Handlers<"cloudwatch"> = {
  PutDashboard: (input, call) => {
    const name = input.DashboardName ?? "";
    if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) {
      refuse(
        "DashboardInvalidInputError",
        `The value ${name} for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).`,
      );
    }
    checkBody(input.DashboardBody);
    const tags = checkTags(input.Tags, { error: "InvalidParameterValueException" });
    const before = dashboards(call).get(name);
    dashboards(call).put(name, {
      arn: `arn:${call.partition}:cloudwatch::${call.account}:dashboard/${name}`,
      name,
      body: input.DashboardBody ?? "",
      modified: call.now.toISOString(),
      // Tags of an existing dashboard are not changed by this operation.
      tags: before?.tags ?? tags,
    });
    return { DashboardValidationMessages: [] };
  },
  GetDashboard: (input, call) => {
    const row = dashboards(call).get(input.DashboardName ?? "");
    if (row === undefined) notFound(input.DashboardName);
    return { DashboardArn: row.arn, DashboardName: row.name, DashboardBody: row.body };
  },
  ListDashboards: (input, call) => {
    const found = dashboards(call)
      .values()
      .filter((row) => row.name.startsWith(input.DashboardNamePrefix ?? ""))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const { items, nextToken } = page(found, {
      max: 1000,
      token: input.NextToken,
      error: "InvalidParameterValueException",
    });
    const DashboardEntries = items.map((row) => ({
      DashboardName: row.name,
      DashboardArn: row.arn,
      LastModified: new Date(row.modified),
      Size: Buffer.byteLength(row.body),
    }));
    return { DashboardEntries, NextToken: nextToken };
  },
  DeleteDashboards: (input, call) => {
    const names = input.DashboardNames ?? [];
    if (names.length === 0) refuse("InvalidParameterValueException", "DashboardNames must not be empty");
    // All or none: one unknown name and nothing is deleted.
    for (const name of names) if (!dashboards(call).delete(name)) notFound(name);
    return {};
  },
};

function notFound(name: string | undefined): never {
  refuse("DashboardNotFoundError", `Dashboard ${name} does not exist`, 404);
}
