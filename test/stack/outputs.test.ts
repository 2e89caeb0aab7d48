import { describe, expect, test } from "vitest";
import { phases } from "../../reconcilers/index.js";
import { outputsOf } from "../../src/stack/outputs.js";
import { compositionOf, withSso } from "../reconcilers/attribution/composition.js";

const EVERYTHING = {
  defaults: { models: ["opus"] },
  developers: { alice: {}, bob: {} },
  guardrail: { enabled: true, topics: [{ name: "Advice", definition: "What to buy.", examples: [] }] },
};

describe("outputsOf", () => {
  test("has a value for every output once everything wanted exists", () => {
    const c = withSso([], compositionOf(EVERYTHING));
    const attributes = new Map(
      phases
        .flatMap((phase) => phase.compose(c))
        .map(({ key, name }) => [key, { arn: `arn of ${key}`, id: `id of ${key}`, version: "1", name }]),
    );
    const { scp, ...rest } = outputsOf(c, attributes);
    expect(scp).toMatchObject({ Statement: [{ Effect: "Allow" }, { Effect: "Allow" }] });
    expect(rest).toEqual({
      developerRoleArn: "arn of foundation/developer-role",
      adminRoleArn: "arn of foundation/admin-role",
      logGroupName: "/aws/bedrock/claude-code-invocations",
      invocationLogsBucket: "acme-corp-bedrock-invocation-logs",
      inferenceProfiles: {
        alice: { opus: "arn of allocation/profile/alice/opus" },
        bob: { opus: "arn of allocation/profile/bob/opus" },
      },
      ssoPermissionSetArn: "arn of attribution/permission-set",
      athenaWorkgroup: "claude-code-bedrock-logs",
      athenaDatabase: "claude_code_bedrock_logs",
      snsTopicArn: "arn of budgets/topic",
      guardrailId: "id of budgets/guardrail",
      guardrailVersion: "1",
    });
  });

  test("what does not exist is left out; the policy document is always there", () => {
    const outputs = outputsOf(compositionOf(EVERYTHING), new Map());
    expect(Object.keys(outputs).toSorted()).toEqual(["inferenceProfiles", "scp"]);
    expect(outputs.inferenceProfiles).toEqual({});
  });
});
