import type { Handlers } from "../../call.js";
import { alarmHandlers } from "./alarms.js";
import { dashboardHandlers } from "./dashboards.js";
import { tagHandlers } from "./tags.js";

/** Amazon CloudWatch: metric alarms and dashboards. No metric has ever had a value here, so none is listed. */
export const cloudwatch: Handlers<"cloudwatch"> = {
  ...alarmHandlers,
  ...dashboardHandlers,
  ...tagHandlers,
  ListMetrics: () => ({ Metrics: [] }),
};
