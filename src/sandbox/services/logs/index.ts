import type { Handlers } from "../../call.js";
import { logGroups } from "./groups.js";
import { metricFilters } from "./metric-filters.js";
import { queryDefinitions } from "./queries.js";
import { logStreams } from "./streams.js";
import { tags } from "./tags.js";

/** Amazon CloudWatch Logs. */
export const logs: Handlers<"logs"> = {
  ...logGroups,
  ...tags,
  ...queryDefinitions,
  ...metricFilters,
  ...logStreams,
};
