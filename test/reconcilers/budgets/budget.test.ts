import type { Budget, Expression, Notification } from "@aws-sdk/client-budgets";
import { describe, expect, test } from "vitest";
import { budget } from "../../../reconcilers/budgets/budget.js";
import type { Aws } from "../../../src/aws/aws.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { compositionOf, ofKind } from "./composition.js";

const AccountId = "123456789012";
const BudgetName = "claude-code-bedrock-monthly";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:claude-code-budget-alerts";
const TEAMS = { research: { amount: 1000, costCenter: "CC-2" }, search: { amount: 0.5, costCenter: "CC-3" } };
const withTeams = compositionOf({ budgets: { teams: TEAMS } });
const wanted = ofKind("budget", withTeams);
const KINDS = [budget];
/** Unusual keys that validation lets through. */
const ODD = { "Équipe 7/a_b=c+d-e.f": { amount: 1, costCenter: "CC-4" } };
const ACTUAL_50: Notification = {
  NotificationType: "ACTUAL",
  ComparisonOperator: "GREATER_THAN",
  Threshold: 50,
};

/** A line of the bill, by the dimensions that a budget can ask for. */
type Line = Partial<Record<string, string>>;

const marketplace = { BILLING_ENTITY: "AWS Marketplace" };
const amazon = { BILLING_ENTITY: "AWS", LEGAL_ENTITY_NAME: "Amazon Web Services, Inc." };
const anthropic = { ...marketplace, LEGAL_ENTITY_NAME: "Anthropic, PBC" };
/** Claude as AWS bills it, models that are yet to come included, and what else Bedrock costs. */
const BILLED: Line[] = [
  { ...anthropic, SERVICE: "Claude Opus 4.6 (Amazon Bedrock Edition)" },
  { ...anthropic, SERVICE: "Claude 4.6 Sonnet (Amazon Bedrock Edition)" },
  { ...anthropic, SERVICE: "Claude Whatever 9 (Amazon Bedrock Edition)" },
  { ...amazon, SERVICE: "Amazon Bedrock Service" },
  { ...amazon, SERVICE: "Amazon Bedrock" },
];
/** What else is on the bill. */
const OTHERS: Line[] = [
  { ...marketplace, LEGAL_ENTITY_NAME: "Some Firewall Vendor", SERVICE: "A Firewall" },
  { ...amazon, SERVICE: "Amazon Simple Storage Service" },
  { ...amazon, SERVICE: "Amazon Bedrock AgentCore" },
];

/** Whether a filter takes a line of the bill in. */
function matches({ And, Or, Not, Dimensions }: Expression, line: Line): boolean {
  if (And !== undefined) return And.every((one) => matches(one, line));
  if (Or !== undefined) return Or.some((one) => matches(one, line));
  if (Not !== undefined) return !matches(Not, line);
  return Dimensions?.Values?.includes(line[Dimensions.Key ?? ""] ?? "") === true;
}

/** All that AWS has of a budget, in a form that can be compared. */
async function stateOf(aws: Aws, name: string) {
  const of = { AccountId, BudgetName: name };
  const { Budget: found } = await aws.call("budgets", "DescribeBudget", {
    ...of,
    ShowFilterExpression: true,
  });
  const { Notifications } = await aws.call("budgets", "DescribeNotificationsForBudget", of);
  const heard = await Promise.all(
    (Notifications ?? []).map(async (one) => {
      const input = { ...of, Notification: one };
      const { Subscribers } = await aws.call("budgets", "DescribeSubscribersForNotification", input);
      const to = (Subscribers ?? []).map((s) => s.Address).toSorted();
      return `${one.NotificationType} ${one.Threshold} -> ${to.join()}`;
    }),
  );
  const { FilterExpression, Metrics, BudgetLimit, TimeUnit, BudgetType } = found as Budget;
  return { FilterExpression, Metrics, BudgetLimit, TimeUnit, BudgetType, heard: heard.toSorted() };
}

describe("budget", () => {
  test("counts Claude by both billing routes and tells the topic", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const monthly = await stateOf(aws, BudgetName);
    expect(monthly).toMatchObject({
      BudgetLimit: { Amount: "5000.0", Unit: "USD" },
      Metrics: ["UnblendedCost"],
      TimeUnit: "MONTHLY",
      heard: [
        `ACTUAL 100 -> ${TOPIC}`,
        `ACTUAL 50 -> ${TOPIC}`,
        `ACTUAL 80 -> ${TOPIC}`,
        `FORECASTED 80 -> ${TOPIC}`,
      ],
    });
    const counted = (line: Line) => matches(monthly.FilterExpression ?? {}, line);
    expect(BILLED.filter((line) => !counted(line))).toEqual([]);
    expect(OTHERS.filter(counted)).toEqual([]);
    expect(await stateOf(aws, "claude-code-team-search")).toMatchObject({
      BudgetLimit: { Amount: "0.5" },
      FilterExpression: { Tags: { Key: "CostCenter", Values: ["CC-3"] } },
      heard: [`ACTUAL 100 -> ${TOPIC}`, `ACTUAL 80 -> ${TOPIC}`],
    });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test("AWS accepts the unusual keys that validation accepts", async () => {
    const { aws } = sandbox();
    const odd = ofKind("budget", compositionOf({ budgets: { teams: ODD } }));
    await reconcile(aws, KINDS, odd);
    expect(changesOf((await planOf(aws, KINDS, odd)).plan)).toEqual([]);
  });

  test("says once an account which region's stack it is of", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const ResourceARN = `arn:aws:budgets::${AccountId}:budget/${BudgetName}`;
    const { ResourceTags } = await aws.call("budgets", "ListTagsForResource", { ResourceARN });
    expect(ResourceTags).toContainEqual({ Key: "ccb:region", Value: "us-east-1" });
  });

  const definition = {
    BudgetName,
    BudgetType: "COST" as const,
    TimeUnit: "MONTHLY" as const,
    BudgetLimit: { Amount: "5000", Unit: "USD" },
    FilterExpression: { Dimensions: { Key: "SERVICE" as const, Values: ["Amazon Bedrock"] } },
    Metrics: ["UnblendedCost" as const],
  };
  const mail = { SubscriptionType: "EMAIL" as const, Address: "x@example.com" };
  const topic = { SubscriptionType: "SNS" as const, Address: TOPIC };
  const other = { SubscriptionType: "SNS" as const, Address: `${TOPIC}-other` };
  const of = { AccountId, BudgetName };
  const at = { ...of, Notification: ACTUAL_50 };
  const update = (aws: Aws, change: Partial<Budget>) =>
    aws.call("budgets", "UpdateBudget", { AccountId, NewBudget: { ...definition, ...change } });

  test.each<[string, (aws: Aws) => Promise<unknown>]>([
    ["the amount", (aws) => update(aws, { BudgetLimit: { Amount: "9", Unit: "USD" } })],
    ["the filter", (aws) => update(aws, {})],
    ["the time unit", (aws) => update(aws, { TimeUnit: "ANNUALLY" })],
    ["the metric", (aws) => update(aws, { Metrics: ["AmortizedCost"] })],
    [
      "the kind of filter",
      (aws) =>
        update(aws, {
          FilterExpression: undefined,
          Metrics: undefined,
          CostFilters: { Service: ["Amazon Bedrock"] },
        }),
    ],
    ["a notification that is gone", (aws) => aws.call("budgets", "DeleteNotification", at)],
    [
      "one more notification",
      (aws) =>
        aws.call("budgets", "CreateNotification", {
          ...of,
          Notification: { ...ACTUAL_50, Threshold: 99 },
          Subscribers: [mail],
        }),
    ],
    ["one more subscriber", (aws) => aws.call("budgets", "CreateSubscriber", { ...at, Subscriber: mail })],
    [
      "another subscriber",
      (aws) => aws.call("budgets", "UpdateSubscriber", { ...at, OldSubscriber: topic, NewSubscriber: mail }),
    ],
    [
      "another topic",
      (aws) => aws.call("budgets", "UpdateSubscriber", { ...at, OldSubscriber: topic, NewSubscriber: other }),
    ],
  ])("repairs %s", async (_what, change) => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const before = await stateOf(aws, BudgetName);
    await change(aws);
    expect(await stateOf(aws, BudgetName)).not.toEqual(before);
    await reconcile(aws, KINDS, wanted);
    expect(await stateOf(aws, BudgetName)).toEqual(before);
  });

  test("is not put off by the order of the filter's operands and values", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const reversed = ({ And, Or, Dimensions }: Expression): Expression => ({
      ...(And && { And: And.map(reversed).toReversed() }),
      ...(Or && { Or: Or.map(reversed).toReversed() }),
      ...(Dimensions && {
        Dimensions: {
          ...Dimensions,
          Values: (Dimensions.Values ?? []).toReversed(),
          MatchOptions: ["EQUALS" as const],
        },
      }),
    });
    const before = (await stateOf(aws, BudgetName)).FilterExpression ?? {};
    expect(reversed(before)).not.toEqual(before);
    await update(aws, { FilterExpression: reversed(before) });
    expect((await stateOf(aws, BudgetName)).FilterExpression).toEqual(reversed(before));
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });

  test.each<[string, Expression]>([
    [
      "product names",
      {
        Dimensions: {
          Key: "SERVICE",
          Values: ["Amazon Bedrock", "Claude Opus 4.6 (Amazon Bedrock Edition)"],
        },
      },
    ],
    [
      "one operand less",
      {
        Or: [
          { Dimensions: { Key: "LEGAL_ENTITY_NAME", Values: ["Anthropic, PBC"] } },
          { Dimensions: { Key: "SERVICE", Values: ["Amazon Bedrock", "Amazon Bedrock Service"] } },
        ],
      },
    ],
    [
      "another way to match",
      { Dimensions: { Key: "SERVICE", Values: ["Bedrock"], MatchOptions: ["CONTAINS"] } },
    ],
  ])("brings a budget on %s up to date by one UpdateBudget", async (_what, FilterExpression) => {
    const { aws, calls } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const wholly = await stateOf(aws, BudgetName);
    await update(aws, { FilterExpression });
    calls.length = 0;
    const { plan } = await reconcile(aws, KINDS, wanted);
    expect(changesOf(plan)).toEqual(["update budgets/monthly filter"]);
    expect(
      calls.map(({ operation }) => operation).filter((name) => !/^(Describe|List|Get)/.test(name)),
    ).toEqual(["UpdateBudget"]);
    expect(await stateOf(aws, BudgetName)).toEqual(wholly);
  });

  test("replaces all five notifications although there is no room for a sixth", async () => {
    const { aws } = sandbox();
    const five = (actual: number[]) =>
      ofKind("budget", compositionOf({ budgets: { thresholds: { actual, forecast: [] } } }));
    await reconcile(aws, KINDS, five([1, 2, 3, 4, 5]));
    await reconcile(aws, KINDS, five([6, 7, 8, 9, 10]));
    expect((await stateOf(aws, BudgetName)).heard).toHaveLength(5);
    expect(changesOf((await planOf(aws, KINDS, five([6, 7, 8, 9, 10]))).plan)).toEqual([]);
  });

  test("deletes a former team's budget, and no budget that only looks like one", async () => {
    const { aws } = sandbox();
    await reconcile(aws, KINDS, wanted);
    const theirs = { ...definition, BudgetName: "claude-code-team-theirs" };
    await aws.call("budgets", "CreateBudget", { AccountId, Budget: theirs });
    const { research } = TEAMS;
    const fewer = ofKind("budget", compositionOf({ budgets: { teams: { research } } }));
    const { plan } = await reconcile(aws, KINDS, fewer);
    expect(changesOf(plan)).toEqual(["delete budgets/team/search"]);
    const { Budgets } = await aws.call("budgets", "DescribeBudgets", { AccountId });
    expect((Budgets ?? []).map((one) => one.BudgetName)).toContain("claude-code-team-theirs");
  });

  test.each([
    ["nobody's", [], undefined],
    ["another stack's", [{ Key: "ccb:stack", Value: "other" }], 'stack "other"'],
  ])("is blocked by %s budget of that name", async (_whose, ResourceTags, owner) => {
    const { aws } = sandbox();
    await aws.call("budgets", "CreateBudget", { AccountId, Budget: definition, ResourceTags });
    const { plan } = await planOf(aws, KINDS, wanted);
    expect(plan.blocked.map((one) => [one.key, one.owner])).toEqual([["budgets/monthly", owner]]);
  });

  test("is adopted and made what it should be", async () => {
    const { aws } = sandbox();
    await aws.call("budgets", "CreateBudget", { AccountId, Budget: definition });
    await reconcile(aws, KINDS, wanted, { adopt: true });
    expect(changesOf((await planOf(aws, KINDS, wanted)).plan)).toEqual([]);
  });
});
