import type { Notification, Subscriber } from "@aws-sdk/client-budgets";
import { describe, expect, test } from "vitest";
import { refusal, sandbox } from "../../../support/sandbox.js";

const IDS = { AccountId: "123456789012", BudgetName: "team" };
const email = (n: number): Subscriber => ({ SubscriptionType: "EMAIL", Address: `a${n}@example.com` });
const SNS: Subscriber = { SubscriptionType: "SNS", Address: "arn:aws:sns:us-east-1:123456789012:alerts" };
const at = (Threshold: number, more: Partial<Notification> = {}): Notification => ({
  NotificationType: "ACTUAL",
  ComparisonOperator: "GREATER_THAN",
  Threshold,
  ...more,
});

async function budget(TimeUnit: "MONTHLY" | "DAILY" = "MONTHLY") {
  const { aws } = sandbox();
  const limit = { Amount: "1", Unit: "USD" };
  const Budget = { BudgetName: "team", BudgetType: "COST", TimeUnit, BudgetLimit: limit } as const;
  await aws.call("budgets", "CreateBudget", { AccountId: IDS.AccountId, Budget });
  const create = (notification: Notification, Subscribers: Subscriber[]) =>
    aws.call("budgets", "CreateNotification", { ...IDS, Notification: notification, Subscribers });
  const list = async () =>
    (await aws.call("budgets", "DescribeNotificationsForBudget", IDS)).Notifications ?? [];
  const subscribers = async (notification: Notification) =>
    (await aws.call("budgets", "DescribeSubscribersForNotification", { ...IDS, Notification: notification }))
      .Subscribers;
  return { aws, create, list, subscribers };
}

describe("notifications", () => {
  test("are listed without the default threshold type, and with their state", async () => {
    const { create, list } = await budget();
    await create(at(80, { ThresholdType: "PERCENTAGE" }), [email(1)]);
    await create(at(500, { ThresholdType: "ABSOLUTE_VALUE" }), [email(1)]);
    expect(await list()).toEqual([
      { ...at(80), NotificationState: "OK" },
      { ...at(500), ThresholdType: "ABSOLUTE_VALUE", NotificationState: "OK" },
    ]);
  });

  test("are updated in place with their subscribers, and deleted", async () => {
    const { aws, create, list, subscribers } = await budget();
    await create(at(80), [email(1), SNS]);
    await create(at(100), [email(1)]);
    const change = (to: number) =>
      aws.call("budgets", "UpdateNotification", { ...IDS, OldNotification: at(80), NewNotification: at(to) });
    expect(await refusal(change(100))).toMatchObject({ name: "DuplicateRecordException" });
    await change(90);
    expect(await subscribers(at(90))).toEqual([email(1), SNS]);
    await aws.call("budgets", "DeleteNotification", { ...IDS, Notification: at(90) });
    expect((await list()).map((one) => one.Threshold)).toEqual([100]);
    expect(await refusal(change(95))).toMatchObject({ name: "NotFoundException" });
  });

  test("are listed for the whole account", async () => {
    const { aws, create } = await budget();
    const ask = { AccountId: IDS.AccountId };
    const before = await aws.call("budgets", "DescribeBudgetNotificationsForAccount", ask);
    expect(before.BudgetNotificationsForAccount).toEqual([]);
    await create(at(80), [email(1)]);
    const after = await aws.call("budgets", "DescribeBudgetNotificationsForAccount", ask);
    expect(after.BudgetNotificationsForAccount).toEqual([
      { BudgetName: "team", Notifications: [{ ...at(80), NotificationState: "OK" }] },
    ]);
  });

  test("are at most five to a budget, and none twice", async () => {
    const { create } = await budget();
    for (const threshold of [10, 20, 30, 40]) await create(at(threshold), [email(1)]);
    expect(await refusal(create(at(10, { ThresholdType: "PERCENTAGE" }), [email(2)]))).toMatchObject({
      name: "DuplicateRecordException",
    });
    await create(at(10, { NotificationType: "FORECASTED" }), [email(1)]);
    expect(await refusal(create(at(60), [email(1)]))).toMatchObject({
      name: "CreationLimitExceededException",
    });
  });

  test.each<[string, Notification, Subscriber[], string]>([
    ["no subscriber", at(80), [], "InvalidParameterException"],
    ["a threshold of 0", at(0), [email(1)], "InvalidParameterException"],
    [
      "an unknown operator",
      at(1, { ComparisonOperator: "NEAR" as never }),
      [email(1)],
      "InvalidParameterException",
    ],
    [
      "an unknown type",
      at(1, { NotificationType: "GUESSED" as never }),
      [email(1)],
      "InvalidParameterException",
    ],
    ["no e-mail address", at(1), [{ ...email(1), Address: "nobody" }], "InvalidParameterException"],
    ["no topic ARN", at(1), [{ ...SNS, Address: "alerts" }], "InvalidParameterException"],
    ["two topics", at(1), [SNS, { ...SNS, Address: `${SNS.Address}2` }], "CreationLimitExceededException"],
    ["11 addresses", at(1), Array.from({ length: 11 }, (_, i) => email(i)), "CreationLimitExceededException"],
    ["an address twice", at(1), [email(1), email(1)], "DuplicateRecordException"],
  ])("refuse %s", async (_what, notification, subscribers, name) => {
    const { create, list } = await budget();
    expect(await refusal(create(notification, subscribers))).toMatchObject({ name });
    expect(await list()).toEqual([]);
  });

  test("cannot forecast a daily budget", async () => {
    const { create } = await budget("DAILY");
    expect(await refusal(create(at(80, { NotificationType: "FORECASTED" }), [email(1)]))).toMatchObject({
      name: "InvalidParameterException",
    });
  });
});

describe("subscribers", () => {
  test("are added, changed and removed; the last one takes the notification along", async () => {
    const { aws, create, list, subscribers } = await budget();
    await create(at(80), [email(1)]);
    const about = { ...IDS, Notification: at(80) };
    await aws.call("budgets", "CreateSubscriber", { ...about, Subscriber: SNS });
    await aws.call("budgets", "UpdateSubscriber", {
      ...about,
      OldSubscriber: email(1),
      NewSubscriber: email(2),
    });
    expect(await subscribers(at(80))).toEqual([SNS, email(2)]);
    await aws.call("budgets", "DeleteSubscriber", { ...about, Subscriber: SNS });
    expect(await list()).toHaveLength(1);
    await aws.call("budgets", "DeleteSubscriber", { ...about, Subscriber: email(2) });
    expect(await list()).toEqual([]);
  });

  test("are refused twice, over the limit, and when unknown", async () => {
    const { aws, create } = await budget();
    await create(
      at(80),
      Array.from({ length: 10 }, (_, i) => email(i)),
    );
    const about = { ...IDS, Notification: at(80) };
    const add = (Subscriber: Subscriber) => aws.call("budgets", "CreateSubscriber", { ...about, Subscriber });
    expect(await refusal(add(email(3)))).toMatchObject({ name: "DuplicateRecordException" });
    expect(await refusal(add(email(10)))).toMatchObject({ name: "CreationLimitExceededException" });
    await add(SNS);
    expect(
      await refusal(aws.call("budgets", "DeleteSubscriber", { ...about, Subscriber: email(99) })),
    ).toMatchObject({ name: "NotFoundException" });
    expect(
      await refusal(
        aws.call("budgets", "CreateSubscriber", { ...about, Notification: at(1), Subscriber: SNS }),
      ),
    ).toMatchObject({ name: "NotFoundException" });
  });
});
