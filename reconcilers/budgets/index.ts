import type { Wanted } from "../../src/engine/kind.js";
import { renderJson, templateText } from "../../src/templates.js";
import { type Composition, type PhaseModule, want } from "../compose.js";
import { alarm, alarmArn } from "./alarm.js";
import { budget } from "./budget.js";
import { dashboard } from "./dashboard.js";
import { enforcedGuardrail } from "./enforced-guardrail.js";
import { guardrail } from "./guardrail.js";
import { type MetricFilter, metricFilter } from "./metric-filter.js";
import { type SnsSubscription, namesOf, snsSubscription, subscriptionKey } from "./sns-subscription.js";
import { type SnsTopic, snsTopic, topicArn } from "./sns-topic.js";
import { alarms } from "./wanted-alarms.js";
import { costBudgets } from "./wanted-budgets.js";
import { guardrails } from "./wanted-guardrail.js";

/** Phase 5: what stops a runaway bill, and who hears of it. */
export const budgets: PhaseModule = {
  phase: "budgets",
  kinds: [snsTopic, snsSubscription, budget, metricFilter, alarm, guardrail, enforcedGuardrail, dashboard],
  compose: (c) => [
    topic(c),
    ...subscriptions(c),
    ...costBudgets(c),
    ...metricFilters(c),
    ...alarms(c),
    ...guardrails(c),
    ...(c.config.dashboard.enabled ? [usageDashboard(c)] : []),
  ],
};

function topic(c: Composition): Wanted<SnsTopic> {
  const { partition, account } = c.stack;
  const arn = topicArn(c.stack, c.names.alertTopic);
  const policy = renderJson("policies/alert-topic.json", { partition, account, topicArn: arn });
  return want(c, snsTopic, "budgets/topic", c.names.alertTopic, { policy });
}

function subscriptions(c: Composition): Wanted<SnsSubscription>[] {
  const { emails, webhooks } = c.config.budgets;
  const arn = topicArn(c.stack, c.names.alertTopic);
  const names = namesOf([...emails, ...webhooks]);
  const one = (protocol: SnsSubscription["protocol"], endpoint: string) => {
    const shown = names.get(endpoint) ?? endpoint;
    const spec = { topicArn: arn, protocol, endpoint };
    const options = { tags: false as const, needs: ["budgets/topic"] };
    return want(c, snsSubscription, subscriptionKey(shown), shown, spec, options);
  };
  return [...emails.map((address) => one("email", address)), ...webhooks.map((url) => one("https", url))];
}

function metricFilters(c: Composition): Wanted<MetricFilter>[] {
  type File = Record<string, Pick<MetricFilter, "pattern" | "metric" | "value">>;
  const filters = JSON.parse(templateText("budgets/metric-filters.json")) as File;
  const { logGroup, metricNamespace: namespace } = c.names;
  return Object.values(c.names.metricFilters).map((name) => {
    const file = name.slice(c.config.project.length + 1);
    const filter = filters[file];
    if (filter === undefined) throw new Error(`templates/budgets/metric-filters.json: no filter ${file}`);
    const options = { tags: false as const, needs: ["logging/log-group"] };
    const spec: MetricFilter = { logGroup, namespace, unit: "Count", ...filter };
    return want(c, metricFilter, `budgets/metric-filter/${file}`, name, spec, options);
  });
}

function usageDashboard(c: Composition): Wanted {
  const body = renderJson("dashboard.json", {
    region: c.stack.region,
    namespace: c.names.metricNamespace,
    alarmArns: Object.values(c.names.alarms).map((name) => alarmArn(c.stack, name)),
  });
  return want(c, dashboard, "budgets/dashboard", c.names.dashboard, { body });
}
