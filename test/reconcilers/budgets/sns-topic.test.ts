import { describe, expect, test } from "vitest";
import { snsTopic } from "../../../reconcilers/budgets/sns-topic.js";
import { execute } from "../../../src/engine/execute.js";
import { changesOf, planOf, reconcile } from "../../support/reconcile.js";
import { sandbox } from "../../support/sandbox.js";
import { ofKind } from "./composition.js";

const ARN = "arn:aws:sns:us-east-1:123456789012:claude-code-budget-alerts";
const wanted = ofKind("sns-topic");

async function policy(aws: ReturnType<typeof sandbox>["aws"]) {
  const { Attributes } = await aws.call("sns", "GetTopicAttributes", { TopicArn: ARN });
  return JSON.parse(Attributes?.["Policy"] ?? "{}") as { Statement: Record<string, unknown>[] };
}

describe("sns-topic", () => {
  test("lets Budgets and CloudWatch of this account publish, and nobody else's", async () => {
    const { aws } = sandbox();
    await reconcile(aws, [snsTopic], wanted);
    const services = (await policy(aws)).Statement.find((one) => "Service" in (one["Principal"] as object));
    expect(services).toMatchObject({
      Principal: { Service: ["budgets.amazonaws.com", "cloudwatch.amazonaws.com"] },
      Action: "sns:Publish",
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
    });
    expect(changesOf((await planOf(aws, [snsTopic], wanted)).plan)).toEqual([]);
  });

  test("repairs a policy that somebody changed", async () => {
    const { aws } = sandbox();
    await reconcile(aws, [snsTopic], wanted);
    const before = await policy(aws);
    const open = { ...before, Statement: [{ ...before.Statement[0], Principal: { AWS: "*" } }] };
    const input = { TopicArn: ARN, AttributeName: "Policy", AttributeValue: JSON.stringify(open) };
    await aws.call("sns", "SetTopicAttributes", input);
    const { plan } = await reconcile(aws, [snsTopic], wanted);
    expect(changesOf(plan)).toEqual(["update budgets/topic policy"]);
    expect(await policy(aws)).toEqual(before);
  });

  test("repairs a tag", async () => {
    const { aws } = sandbox();
    await reconcile(aws, [snsTopic], wanted);
    await aws.call("sns", "UntagResource", { ResourceArn: ARN, TagKeys: ["ccb:key"] });
    await reconcile(aws, [snsTopic], wanted);
    const { Tags } = await aws.call("sns", "ListTagsForResource", { ResourceArn: ARN });
    expect(Tags).toContainEqual({ Key: "ccb:key", Value: "budgets/topic" });
  });

  test.each([
    ["nobody's", [], undefined],
    ["another stack's", [{ Key: "ccb:stack", Value: "other" }], 'stack "other"'],
  ])("is blocked by %s topic of that name", async (_whose, Tags, owner) => {
    const { aws } = sandbox();
    await aws.call("sns", "CreateTopic", { Name: "claude-code-budget-alerts", Tags });
    const { plan } = await planOf(aws, [snsTopic], wanted);
    expect(plan.blocked).toMatchObject([{ key: "budgets/topic" }]);
    expect(plan.blocked[0]?.owner).toBe(owner);
  });

  test("fails rather than take over a topic made between plan and apply", async () => {
    const { aws } = sandbox();
    const { plan, read } = await planOf(aws, [snsTopic], wanted);
    await aws.call("sns", "CreateTopic", { Name: "claude-code-budget-alerts" });
    const options = { aws, kinds: [snsTopic], read, delayScale: 0.002, clock: () => new Date() };
    const { outcomes } = await execute(plan, options);
    expect(outcomes).toMatchObject([{ key: "budgets/topic", status: "failed" }]);
    expect(outcomes[0]?.error).toContain("made by somebody else");
  });

  test("is adopted with tags and policy", async () => {
    const { aws } = sandbox();
    await aws.call("sns", "CreateTopic", { Name: "claude-code-budget-alerts" });
    await reconcile(aws, [snsTopic], wanted, { adopt: true });
    expect(changesOf((await planOf(aws, [snsTopic], wanted)).plan)).toEqual([]);
  });
});
