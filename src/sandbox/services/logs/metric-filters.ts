import type { MetricTransformation } from "@aws-sdk/client-cloudwatch-logs";
import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkText, page, requireMember } from "../../validate.js";
import { checkFilterPattern, isJsonPattern, isSelector } from "./filter-pattern.js";
import { INVALID, byName, filters, groupOf, keyIn } from "./rows.js";

/** Limits of the CloudWatch Logs quotas page. */
const MAX_FILTERS_A_GROUP = 100;
const MAX_DIMENSIONS = 3;
const PLAIN = /^[^:*$]*$/;

/** Metric filters of log groups. A put replaces the filter of the same name. */
export const metricFilters: Handlers<"logs"> = {
  PutMetricFilter(input, call) {
    const { name: group } = groupOf(input, call);
    const name = requireMember(input, "filterName", INVALID);
    checkText(name, "filterName", { max: 512, pattern: /^[^:*]*$/, error: INVALID });
    const pattern = input.filterPattern;
    if (pattern === undefined) return requireMember(input, "filterPattern", INVALID) as never;
    checkText(pattern, "filterPattern", { max: 1024, error: INVALID });
    checkFilterPattern(pattern);
    const transformation = checkTransformation(input.metricTransformations ?? [], pattern);
    const existing = filters(call).get(keyIn(group, name));
    if (existing === undefined && countIn(group, call) >= MAX_FILTERS_A_GROUP) {
      refuse("LimitExceededException", "Resource limit exceeded.");
    }
    const createdAt = existing?.createdAt ?? call.now.getTime();
    filters(call).put(keyIn(group, name), { name, group, pattern, transformation, createdAt });
    return {};
  },

  DescribeMetricFilters(input, call) {
    const group = input.logGroupName === undefined ? undefined : groupOf(input, call).name;
    if ((input.metricName === undefined) !== (input.metricNamespace === undefined)) {
      refuse(INVALID, "metricName and metricNamespace must be given together.");
    }
    const found = filters(call)
      .values()
      .filter((f) => group === undefined || f.group === group)
      .filter((f) => f.name.startsWith(input.filterNamePrefix ?? ""))
      .filter((f) => input.metricName === undefined || f.transformation.metricName === input.metricName)
      .filter(
        (f) => input.metricName === undefined || f.transformation.metricNamespace === input.metricNamespace,
      )
      .toSorted(byName);
    const options = { size: input.limit, max: 50, token: input.nextToken, error: INVALID, member: "limit" };
    const { items, nextToken } = page(found, options);
    return {
      metricFilters: items.map((f) => ({
        filterName: f.name,
        filterPattern: f.pattern,
        metricTransformations: [structuredClone(f.transformation)],
        creationTime: f.createdAt,
        logGroupName: f.group,
        applyOnTransformedLogs: false,
      })),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },

  DeleteMetricFilter(input, call) {
    const { name: group } = groupOf(input, call);
    if (!filters(call).delete(keyIn(group, requireMember(input, "filterName", INVALID)))) {
      refuse("ResourceNotFoundException", "The specified metric filter does not exist.");
    }
    return {};
  },
};

function countIn(group: string, call: Call): number {
  return filters(call)
    .values()
    .filter((f) => f.group === group).length;
}

function checkTransformation(given: readonly MetricTransformation[], pattern: string): MetricTransformation {
  const [only, ...more] = given;
  if (only === undefined || more.length > 0)
    refuse(INVALID, "Exactly one metric transformation must be given.");
  for (const member of ["metricName", "metricNamespace"] as const) {
    const text = requireMember(only, member, INVALID);
    checkText(text, member, { max: 255, pattern: PLAIN, error: INVALID });
  }
  if (only.metricNamespace?.startsWith("AWS/")) {
    refuse(INVALID, "Metric namespaces that begin with AWS/ are reserved.");
  }
  const value = requireMember(only, "metricValue", INVALID);
  checkText(value, "metricValue", { max: 100, error: INVALID });
  const number = value !== "" && Number.isFinite(Number(value));
  if (!number && !isSelector(value))
    refuse(INVALID, `Invalid metric transformation: ${value} is no number or field.`);
  if (!number && value.startsWith("$.") && !isJsonPattern(pattern)) {
    refuse(INVALID, "Invalid metric transformation: a JSON field needs a JSON filter pattern.");
  }
  checkDimensions(only, pattern);
  return { ...only, unit: only.unit ?? "None" };
}

function checkDimensions({ dimensions = {}, defaultValue }: MetricTransformation, pattern: string): void {
  const entries = Object.entries(dimensions);
  if (entries.length > MAX_DIMENSIONS) refuse(INVALID, `At most ${MAX_DIMENSIONS} dimensions can be given.`);
  if (entries.length > 0 && defaultValue !== undefined) {
    refuse(INVALID, "Invalid metric transformation: dimensions and default value are mutually exclusive.");
  }
  for (const [key, value] of entries) {
    checkText(key, "dimensions", { min: 1, max: 255, error: INVALID });
    if (!isSelector(value))
      refuse(INVALID, `Invalid metric transformation: dimension value ${value} is no field.`);
    if (value.startsWith("$.") && !isJsonPattern(pattern)) {
      refuse(INVALID, "Invalid metric transformation: a JSON field needs a JSON filter pattern.");
    }
  }
}
