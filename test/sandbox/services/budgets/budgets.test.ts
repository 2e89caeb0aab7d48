import type { Budget, Expression } from "@aws-sdk/client-budgets";
import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const AccountId = "123456789012";
const BASE: Budget = {
  BudgetName: "team",
  BudgetType: "COST",
  TimeUnit: "MONTHLY",
  BudgetLimit: { Amount: "100", Unit: "USD" },
};
const CLAUDE: Expression = {
  Dimensions: { Key: "SERVICE", Values: ["Claude Opus 4.6 (Amazon Bedrock Edition)"] },
};
const clock = () => new Date("2026-11-20T12:00:00Z");

const withFilter = (FilterExpression: Expression): Partial<Budget> => ({ FilterExpression });

describe("budgets", () => {
  test("a new budget has everything AWS fills in", async () => {
    const { aws, dir } = sandbox({ clock });
    await aws.call("budgets", "CreateBudget", { AccountId, Budget: BASE });
    const reopened = sandbox({ dir }).aws;
    const { Budget: budget } = await reopened.call("budgets", "DescribeBudget", {
      AccountId,
      BudgetName: "team",
    });
    expect(budget).toEqual({
      ...BASE,
      BudgetLimit: { Amount: "100.0", Unit: "USD" },
      CostFilters: {},
      CostTypes: {
        IncludeTax: true,
        IncludeSubscription: true,
        UseBlended: false,
        IncludeRefund: true,
        IncludeCredit: true,
        IncludeUpfront: true,
        IncludeRecurring: true,
        IncludeOtherSubscription: true,
        IncludeSupport: true,
        IncludeDiscount: true,
        UseAmortized: false,
      },
      TimePeriod: { Start: new Date("2026-11-01T00:00:00Z"), End: new Date("2087-06-15T00:00:00Z") },
      CalculatedSpend: { ActualSpend: { Amount: "0.0", Unit: "USD" } },
      BillingViewArn: "arn:aws:billing::123456789012:billingview/primary",
      HealthStatus: { Status: "HEALTHY", LastUpdatedTime: clock() },
      LastUpdatedTime: clock(),
    });
  });

  test("a filter expression and its metrics are shown when they are asked for", async () => {
    const { aws } = sandbox();
    const FilterExpression: Expression = {
      And: [CLAUDE, { Tags: { Key: "CostCenter", Values: ["42"], MatchOptions: ["EQUALS"] } }],
    };
    const Budget: Budget = { ...BASE, FilterExpression, Metrics: ["UnblendedCost"] };
    await aws.call("budgets", "CreateBudget", { AccountId, Budget });
    const ask = { AccountId, BudgetName: "team" };
    const plain = await aws.call("budgets", "DescribeBudget", ask);
    expect(plain.Budget).not.toHaveProperty("FilterExpression");
    const full = await aws.call("budgets", "DescribeBudget", { ...ask, ShowFilterExpression: true });
    expect(full.Budget).toMatchObject({ FilterExpression, Metrics: ["UnblendedCost"] });
    expect(full.Budget).not.toHaveProperty("CostTypes");
  });

  test("an update replaces the budget and keeps its period, notifications and tags", async () => {
    const { aws } = sandbox({ clock });
    const Start = new Date("2026-02-01T00:00:00Z");
    await aws.call("budgets", "CreateBudget", {
      AccountId,
      Budget: { ...BASE, TimePeriod: { Start, End: undefined } },
      NotificationsWithSubscribers: [
        {
          Notification: { NotificationType: "ACTUAL", ComparisonOperator: "GREATER_THAN", Threshold: 80 },
          Subscribers: [{ SubscriptionType: "EMAIL", Address: "a@example.com" }],
        },
      ],
    });
    const limit = { Amount: "250.50", Unit: "USD" };
    const NewBudget: Budget = {
      ...BASE,
      BudgetLimit: limit,
      FilterExpression: CLAUDE,
      Metrics: ["UnblendedCost"],
    };
    await aws.call("budgets", "UpdateBudget", { AccountId, NewBudget });
    const { Budgets } = await aws.call("budgets", "DescribeBudgets", {
      AccountId,
      ShowFilterExpression: true,
    });
    expect(Budgets).toMatchObject([
      { BudgetLimit: { Amount: "250.5" }, FilterExpression: CLAUDE, TimePeriod: { Start } },
    ]);
    const { Notifications } = await aws.call("budgets", "DescribeNotificationsForBudget", {
      AccountId,
      BudgetName: "team",
    });
    expect(Notifications).toHaveLength(1);
  });

  test("pages, and a deleted budget is gone", async () => {
    const { aws } = sandbox();
    for (let i = 0; i < 101; i += 1) {
      await aws.call("budgets", "CreateBudget", { AccountId, Budget: { ...BASE, BudgetName: `b${i}` } });
    }
    const pages = await aws.pages("budgets", "DescribeBudgets", { AccountId });
    expect(pages.map((page) => page.Budgets?.length)).toEqual([100, 1]);
    await aws.call("budgets", "DeleteBudget", { AccountId, BudgetName: "b7" });
    expect(
      await refusal(aws.call("budgets", "DescribeBudget", { AccountId, BudgetName: "b7" })),
    ).toMatchObject({
      name: "NotFoundException",
    });
    expect(
      await refusal(aws.call("budgets", "DescribeBudgets", { AccountId, NextToken: "x" })),
    ).toMatchObject({
      name: "InvalidNextTokenException",
    });
    expect(
      await refusal(aws.call("budgets", "DescribeBudgets", { AccountId, MaxResults: 1001 })),
    ).toMatchObject({
      name: "InvalidParameterException",
    });
  });

  test("belongs to no region", async () => {
    const { aws } = sandbox();
    await aws.call("budgets", "CreateBudget", { AccountId, Budget: BASE }, "eu-central-1");
    const { Budgets } = await aws.call("budgets", "DescribeBudgets", { AccountId }, "us-east-1");
    expect(Budgets).toHaveLength(1);
  });

  test.each<[string, Partial<Budget>]>([
    ["no name", { BudgetName: "" }],
    ["a name of 101 characters", { BudgetName: "x".repeat(101) }],
    ["a colon in the name", { BudgetName: "a:b" }],
    ["a backslash in the name", { BudgetName: "a\\b" }],
    ["an action in the name", { BudgetName: "a/action/b" }],
    ["no limit", { BudgetLimit: undefined }],
    ["a limit of nothing", { BudgetLimit: { Amount: "0", Unit: "USD" } }],
    ["a negative limit", { BudgetLimit: { Amount: "-1", Unit: "USD" } }],
    ["a limit in euros", { BudgetLimit: { Amount: "1", Unit: "EUR" } }],
    ["an unknown type", { BudgetType: "MOOD" as never }],
    ["an unknown time unit", { TimeUnit: "WEEKLY" as never }],
    ["a custom period without dates", { TimeUnit: "CUSTOM" }],
    [
      "an end before the start",
      { TimePeriod: { Start: new Date("2026-02-01"), End: new Date("2026-01-01") } },
    ],
    ["an end after 2087-06-15", { TimePeriod: { Start: undefined, End: new Date("2087-06-16") } }],
    ["both ways to filter", { FilterExpression: CLAUDE, CostFilters: { Service: ["Amazon Bedrock"] } }],
    ["metrics and cost types", { Metrics: ["UnblendedCost"], CostTypes: { UseBlended: true } }],
    ["two metrics", { Metrics: ["UnblendedCost", "AmortizedCost"] }],
    ["an unknown metric", { Metrics: ["Cost" as never] }],
    ["an empty expression", withFilter({})],
    ["two kinds in one expression", withFilter({ ...CLAUDE, Not: CLAUDE })],
    ["And of one", withFilter({ And: [CLAUDE] })],
    ["a bad expression deep inside", withFilter({ Not: { Or: [CLAUDE, {}] } })],
    ["an unknown dimension", withFilter({ Dimensions: { Key: "MOOD" as never, Values: ["x"] } })],
    ["a dimension without values", withFilter({ Dimensions: { Key: "SERVICE", Values: [] } })],
    ["a tag without key", withFilter({ Tags: { Values: ["x"] } })],
    [
      "an unknown match option",
      withFilter({ Tags: { Key: "a", Values: ["x"], MatchOptions: ["LIKE" as never] } }),
    ],
    [
      "two match options",
      withFilter({ Tags: { Key: "a", Values: ["x"], MatchOptions: ["EQUALS", "CASE_SENSITIVE"] } }),
    ],
    [
      "an operand that is no filter, two levels down",
      withFilter({
        Or: [CLAUDE, { And: [CLAUDE, { Dimensions: { Key: "VENDOR" as never, Values: ["x"] } }] }],
      }),
    ],
    ["one operand", withFilter({ Or: [{ And: [CLAUDE, CLAUDE] }] })],
    ["two kinds of filter in one", withFilter({ ...CLAUDE, And: [CLAUDE, CLAUDE] })],
  ])("refuses %s", async (_what, changed) => {
    const made = sandbox().aws.call("budgets", "CreateBudget", {
      AccountId,
      Budget: { ...BASE, ...changed },
    });
    expect(await refusal(made)).toMatchObject({ name: "InvalidParameterException" });
  });

  test("refuses a second budget of the name, another account, and an update of none", async () => {
    const { aws } = sandbox();
    await aws.call("budgets", "CreateBudget", { AccountId, Budget: BASE });
    expect(await refusal(aws.call("budgets", "CreateBudget", { AccountId, Budget: BASE }))).toMatchObject({
      name: "DuplicateRecordException",
    });
    expect(
      await refusal(aws.call("budgets", "DescribeBudgets", { AccountId: "210987654321" })),
    ).toMatchObject({
      name: "AccessDeniedException",
    });
    const NewBudget = { ...BASE, BudgetName: "other" };
    expect(await refusal(aws.call("budgets", "UpdateBudget", { AccountId, NewBudget }))).toMatchObject({
      name: "NotFoundException",
    });
  });

  test("tags come with the call and are merged, read and removed", async () => {
    const { aws } = sandbox();
    await aws.call("budgets", "CreateBudget", {
      AccountId,
      Budget: BASE,
      ResourceTags: [{ Key: "a", Value: "1" }],
    });
    const ResourceARN = "arn:aws:budgets::123456789012:budget/team";
    await aws.call("budgets", "TagResource", { ResourceARN, ResourceTags: [{ Key: "b", Value: "2" }] });
    await aws.call("budgets", "UntagResource", { ResourceARN, ResourceTagKeys: ["a"] });
    const { ResourceTags } = await aws.call("budgets", "ListTagsForResource", { ResourceARN });
    expect(ResourceTags).toEqual([{ Key: "b", Value: "2" }]);
    const none = aws.call("budgets", "ListTagsForResource", { ResourceARN: `${ResourceARN}s` });
    expect(await refusal(none)).toMatchObject({ name: "NotFoundException" });
  });
});
