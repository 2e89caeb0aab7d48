import { describe, expect, test } from "vitest";
import type { Composition, ResolvedModel } from "../../../reconcilers/compose.js";
import {
  SCP_LIMIT,
  adminPolicy,
  developerPolicy,
  serviceControlPolicy,
  trustPolicy,
  within,
} from "../../../reconcilers/foundation/policies.js";
import { GuardRefused } from "../../../src/errors.js";
import { STACK } from "../../support/reconcile.js";
import { compositionOf } from "../budgets/composition.js";

const model = (region: string, id = "anthropic.claude-opus-4-6-v1", partition = "aws") =>
  `arn:${partition}:bedrock:${region}::foundation-model/${id}`;

function composition(
  sections = {},
  destinations = [model("us-west-2"), model("us-east-1")],
  stack = STACK,
): Composition {
  const c = compositionOf(sections, stack);
  const allowed = c.allowed.map((item): ResolvedModel => ({ ...item, destinations }));
  return { ...c, allowed };
}

function statement(policy: { Statement: { Sid?: string }[] }, sid: string) {
  return policy.Statement.find((candidate) => candidate.Sid === sid);
}

const PROFILES = [
  "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/*",
  "arn:aws:bedrock:us-east-1:123456789012:inference-profile/*",
];

describe("developerPolicy", () => {
  test("allows the account's profiles, and the models in every destination region", () => {
    const policy = developerPolicy(composition({}, [model("us-west-2"), model("us-east-1"), model("")]));
    expect(statement(policy, "InvokeInferenceProfiles")).toMatchObject({
      Effect: "Allow",
      Resource: PROFILES,
    });
    const models = statement(policy, "InvokeAllowedModels");
    expect(models).toEqual({
      Sid: "InvokeAllowedModels",
      Effect: "Allow",
      Action: ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
      Resource: [model(""), model("us-east-1"), model("us-west-2")],
    });
    expect(statement(policy, "DescribeInferenceProfiles")).toMatchObject({
      Action: ["bedrock:GetInferenceProfile", "bedrock:ListInferenceProfiles", "bedrock:CountTokens"],
    });
    expect(statement(policy, "SubscribeThroughBedrock")).toMatchObject({
      Action: ["aws-marketplace:Subscribe", "aws-marketplace:ViewSubscriptions"],
      Condition: { StringEquals: { "aws:CalledViaLast": "bedrock.amazonaws.com" } },
    });
  });

  test("the fence ties the models to the profiles, and nothing else", () => {
    const policy = developerPolicy(composition({ foundation: { fence: true } }));
    const conditions = policy.Statement.filter(({ Condition }) => Condition !== undefined).map(
      ({ Sid }) => Sid,
    );
    expect(conditions).toEqual(["InvokeAllowedModels", "SubscribeThroughBedrock"]);
    expect(statement(policy, "InvokeAllowedModels")).toMatchObject({
      Condition: { ArnLike: { "bedrock:InferenceProfileArn": PROFILES } },
    });
  });

  test("with no model allowed there is no statement about models", () => {
    const policy = developerPolicy({ ...composition({ foundation: { fence: true } }), allowed: [] });
    expect(statement(policy, "InvokeAllowedModels")).toBeUndefined();
    expect(policy.Statement).toHaveLength(3);
  });

  test("a guardrail may be applied where there is one", () => {
    const topics = [{ name: "Advice", definition: "What to buy.", examples: [] }];
    const policy = developerPolicy(composition({ guardrail: { enabled: true, topics } }));
    expect(statement(policy, "ApplyGuardrail")).toEqual({
      Sid: "ApplyGuardrail",
      Effect: "Allow",
      Action: "bedrock:ApplyGuardrail",
      Resource: "arn:aws:bedrock:us-east-1:123456789012:guardrail/*",
    });
    expect(statement(developerPolicy(composition()), "ApplyGuardrail")).toBeUndefined();
  });

  test("more models than a role's policies hold are refused before anything is changed", () => {
    const many = Array.from({ length: 150 }, (_, i) => model("us-east-1", `anthropic.claude-${i}-model`));
    expect(() => developerPolicy(composition({}, many))).toThrow(GuardRefused);
    expect(() => developerPolicy(composition({}, many))).toThrow(
      /the developer role's policy has \d+ characters.*10240/,
    );
    expect(() => developerPolicy(composition({}, many.slice(0, 80)))).not.toThrow();
  });
});

describe("adminPolicy", () => {
  const OLD = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const NEW = OLD.replace("1234abcd", "dcba4321");

  test.each([null, OLD, NEW])(
    "lets objects be read through S3 whatever key they have, with %s now",
    (kmsKeyArn) => {
      const policy = adminPolicy(composition({ logging: { bucketPrefix: "acme", kmsKeyArn } }));
      expect(statement(policy, "ReadEncryptedObjects")).toEqual({
        Sid: "ReadEncryptedObjects",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: "arn:aws:kms:us-east-1:123456789012:key/*",
        Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
      });
      const use = statement(policy, "UseEncryptionKey");
      if (kmsKeyArn === null) expect(use).toBeUndefined();
      else
        expect(use).toMatchObject({
          Action: expect.arrayContaining(["kms:GenerateDataKey"]),
          Resource: kmsKeyArn,
        });
    },
  );

  test("names S3 in China as it is called there", () => {
    const stack = { ...STACK, region: "cn-north-1", partition: "aws-cn" };
    const found = statement(adminPolicy(composition({}, [], stack)), "ReadEncryptedObjects");
    expect(JSON.stringify(found)).toContain('"s3.cn-north-1.amazonaws.com.cn"');
  });
});

describe("within", () => {
  test("takes what fits to the letter", () => {
    const policy = { Version: "2012-10-17", Statement: [] };
    const size = JSON.stringify(policy).length;
    expect(within(size, "it", policy)).toBe(policy);
    expect(() => within(size - 1, "it", policy)).toThrow(
      `it has ${size} characters, and AWS takes ${size - 1}`,
    );
    expect(SCP_LIMIT).toBe(5120);
  });
});

describe("serviceControlPolicy", () => {
  test("allows everything but invocation, and invocation of the allowed models, in any account", () => {
    const [rest, models] = serviceControlPolicy(composition()).Statement;
    expect(rest).toMatchObject({
      Effect: "Allow",
      NotAction: ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
      Resource: "*",
    });
    expect(models).toMatchObject({
      Effect: "Allow",
      Resource: [
        "arn:aws:bedrock:us-east-1:*:application-inference-profile/*",
        "arn:aws:bedrock:us-east-1:*:inference-profile/*",
        model("us-east-1"),
        model("us-west-2"),
      ],
    });
  });
});

describe("trustPolicy", () => {
  test("trusts whom the YAML names, and the account itself when it names nobody", () => {
    const principals = (arns: string[]) =>
      (trustPolicy(composition(), arns) as { Statement: { Principal: unknown }[] }).Statement[0]?.Principal;
    expect(principals(["arn:aws:iam::1:root", "arn:aws:iam::2:role/x"])).toEqual({
      AWS: ["arn:aws:iam::1:root", "arn:aws:iam::2:role/x"],
    });
    expect(principals([])).toEqual({ AWS: ["arn:aws:iam::123456789012:root"] });
  });
});

test.each([
  ["aws-us-gov", "us-gov-west-1"],
  ["aws-cn", "cn-north-1"],
])("every ARN is of the partition %s", (partition, region) => {
  const stack = { ...STACK, region, partition };
  const topics = [{ name: "Advice", definition: "What to buy.", examples: [] }];
  const sections = { foundation: { fence: true }, guardrail: { enabled: true, topics } };
  const c = composition(sections, [model(region, undefined, partition)], stack);
  const documents = [developerPolicy(c), adminPolicy(c), serviceControlPolicy(c), trustPolicy(c, [])];
  const partitions = JSON.stringify(documents).match(/arn:[^:]*:/g) ?? [];
  expect(partitions.length).toBeGreaterThan(10);
  expect(new Set(partitions)).toEqual(new Set([`arn:${partition}:`]));
});
