import type { DashboardValidationMessage } from "@aws-sdk/client-cloudwatch";
import { serviceError } from "../../errors.js";

type Json = Record<string, unknown>;
type Report = (path: string, message: string) => void;

const MOST_WIDGETS = 500;
const VIEWS = ["timeSeries", "singleValue", "gauge", "bar", "pie", "table"];

/**
 * Checks a dashboard body against "Dashboard body structure and syntax" of the CloudWatch API Reference.
 * @throws DashboardInvalidInputError with one message per fault
 */
export function checkBody(text: string | undefined): void {
  const faults: DashboardValidationMessage[] = [];
  checkDocument(text ?? "", (DataPath, Message) => faults.push({ DataPath, Message }));
  if (faults.length === 0) return;
  const summary = `The dashboard body is invalid, there are ${faults.length} validation errors: ${JSON.stringify(faults)}`;
  throw Object.assign(serviceError("DashboardInvalidInputError", summary, 400), {
    dashboardValidationMessages: faults,
  });
}

function checkDocument(text: string, report: Report): void {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return report("", "The dashboard body is not valid JSON");
  }
  if (!isObject(body)) return report("", "Should be an object");
  const known = ["widgets", "start", "end", "periodOverride", "variables"];
  for (const key of Object.keys(body))
    if (!known.includes(key)) report(`/${key}`, "Should NOT have additional properties");
  if (body["periodOverride"] !== undefined && !["auto", "inherit"].includes(String(body["periodOverride"]))) {
    report("/periodOverride", "Should be equal to one of the allowed values");
  }
  const widgets = body["widgets"];
  if (!Array.isArray(widgets)) return report("/widgets", "Should be an array");
  if (widgets.length > MOST_WIDGETS) report("/widgets", `Should NOT have more than ${MOST_WIDGETS} items`);
  for (const [index, widget] of widgets.entries()) checkWidget(widget, `/widgets/${index}`, report);
}

function checkWidget(widget: unknown, path: string, report: Report): void {
  if (!isObject(widget)) return report(path, "Should be an object");
  checkWhole(widget, "x", 0, 23, path, report);
  checkWhole(widget, "y", 0, Number.MAX_SAFE_INTEGER, path, report);
  checkWhole(widget, "width", 1, 24, path, report);
  checkWhole(widget, "height", 1, 1000, path, report);
  const properties = widget["properties"];
  if (!isObject(properties)) return report(`${path}/properties`, "Should be an object");
  const type = String(widget["type"]);
  const check = CHECKS[type];
  if (check === undefined) return report(`${path}/type`, "Should match one of the widget types");
  check(properties, `${path}/properties`, report);
}

const CHECKS: Record<string, (properties: Json, path: string, report: Report) => void> = {
  metric: (properties, path, report) => {
    if (typeof properties["region"] !== "string")
      report(`${path}/region`, "Should have required property 'region'");
    const view = properties["view"];
    if (view !== undefined && !VIEWS.includes(String(view)))
      report(`${path}/view`, "Should match one of the views");
    const annotations = properties["annotations"];
    const alarms = isObject(annotations) ? annotations["alarms"] : undefined;
    const metrics = properties["metrics"];
    if (metrics === undefined && alarms === undefined) {
      return report(`${path}/metrics`, "Should have required property 'metrics'");
    }
    if (metrics === undefined) return;
    if (!Array.isArray(metrics)) return report(`${path}/metrics`, "Should be an array");
    for (const [index, metric] of metrics.entries()) checkMetric(metric, `${path}/metrics/${index}`, report);
  },
  text: (properties, path, report) => needText(properties, "markdown", path, report),
  log: (properties, path, report) => {
    needText(properties, "query", path, report);
    needText(properties, "region", path, report);
  },
  alarm: (properties, path, report) => {
    const alarms = properties["alarms"];
    if (!Array.isArray(alarms) || alarms.length === 0 || alarms.length > 100) {
      return report(`${path}/alarms`, "Should be an array of 1 to 100 alarm ARNs");
    }
    for (const [index, arn] of alarms.entries()) {
      if (!/^arn:[^:]+:cloudwatch:/.test(String(arn)))
        report(`${path}/alarms/${index}`, "Should be an alarm ARN");
    }
  },
  explorer: (properties, path, report) => {
    if (!Array.isArray(properties["metrics"])) report(`${path}/metrics`, "Should be an array");
  },
  custom: (properties, path, report) => needText(properties, "endpoint", path, report),
};

/** `[namespace, metric, name, value, …, {rendering}]`, or `[{expression, …}]`. */
function checkMetric(metric: unknown, path: string, report: Report): void {
  if (!Array.isArray(metric) || metric.length === 0) return report(path, "Should be a non-empty array");
  const last: unknown = metric.at(-1);
  const names: unknown[] = isObject(last) ? metric.slice(0, -1) : metric;
  if (names.length === 0) {
    if (isObject(last) && typeof last["expression"] !== "string")
      report(path, "Should have an expression or a metric");
    return;
  }
  if (names.some((name) => typeof name !== "string"))
    return report(path, "Should have text in every place but the last");
  if (names.length % 2 === 1 && !names.includes("...")) {
    report(path, "Should have a namespace, a metric name, and pairs of dimension names and values");
  }
  if (names.length > 62) report(path, "Should have at most 30 dimensions");
}

function needText(properties: Json, member: string, path: string, report: Report): void {
  const value = properties[member];
  if (typeof value !== "string" || value === "")
    report(`${path}/${member}`, `Should have required property '${member}'`);
}

function checkWhole(
  widget: Json,
  member: string,
  min: number,
  max: number,
  path: string,
  report: Report,
): void {
  const value = widget[member];
  if (value === undefined) return;
  if (!Number.isInteger(value)) report(`${path}/${member}`, "Should be integer");
  else if ((value as number) < min) report(`${path}/${member}`, `Should be >= ${min}`);
  else if ((value as number) > max) report(`${path}/${member}`, `Should be <= ${max}`);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
