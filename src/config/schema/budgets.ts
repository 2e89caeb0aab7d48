import { list, mapping, positive, section, text, whole } from "./fields.js";

const percentages = list("percentages", positive("a percentage"));

const thresholds = section({
  actual: percentages
    .default([50, 80, 100])
    .describe("Percentages of the monthly budget at which actual cost is notified."),
  forecast: percentages
    .default([80])
    .describe("Percentages of the monthly budget at which forecast cost is notified."),
});

const team = section({
  amount: positive("an amount in USD").describe("The team's monthly budget, USD."),
  costCenter: text("a cost centre").describe("The CostCenter tag value the team's cost is found by."),
});

const alarms = section({
  invocationsPer5Min: whole("invocations", 1)
    .default(500)
    .describe("Model invocations in 5 minutes above which the alarm fires."),
  outputTokensPerHour: whole("tokens", 1)
    .default(2_000_000)
    .describe("Output tokens in an hour above which the alarm fires."),
  throttlesPer5Min: whole("throttles", 1)
    .default(10)
    .describe("Throttled calls in 5 minutes above which the alarm fires."),
});

export const budgets = section({
  monthly: positive("an amount in USD").default(5000).describe("Monthly budget of the whole stack, USD."),
  thresholds: thresholds
    .prefault({})
    .describe("When the monthly budget notifies; five notifications at most."),
  emails: list("e-mail addresses", text("an e-mail address"))
    .default([])
    .describe("Addresses that get budget and alarm notifications; each confirms a subscription once."),
  webhooks: list("https URLs", text("an https URL"))
    .default([])
    .describe("https endpoints that get budget and alarm notifications (PagerDuty, Slack relays)."),
  teams: mapping("budget keys to { amount, costCenter }", team)
    .default({})
    .describe("Budgets by team: key to amount and cost centre."),
  alarms: alarms.prefault({}).describe("CloudWatch alarm thresholds."),
});
