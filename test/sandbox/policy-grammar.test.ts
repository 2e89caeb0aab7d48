import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type PolicyRules,
  type PolicyType,
  checkPolicy,
  policySize,
} from "../../src/sandbox/policy-grammar.js";

const STATEMENT = { Sid: "One", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/*" };
const PRINCIPAL = { Service: "bedrock.amazonaws.com" };
const BASE: Record<PolicyType, object> = {
  identity: STATEMENT,
  scp: STATEMENT,
  trust: { Effect: "Allow", Action: "sts:AssumeRole", Principal: PRINCIPAL },
  resource: { ...STATEMENT, Principal: PRINCIPAL },
};

function check(type: PolicyType, statement: unknown, rules: Partial<PolicyRules> = {}) {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statement });
  return checkPolicy(text, { type, error: "Malformed", ...rules });
}

describe("checkPolicy", () => {
  it.each(Object.keys(BASE) as PolicyType[])(
    "accepts a plain %s policy, as an object and in a list",
    (type) => {
      expect(check(type, BASE[type])).toEqual([BASE[type]]);
      expect(check(type, [BASE[type]])).toEqual([BASE[type]]);
    },
  );

  it.each<[string, PolicyType, object]>([
    ["all actions on all resources", "identity", { Action: "*", Resource: "*" }],
    [
      "NotAction and NotResource",
      "identity",
      { Action: undefined, NotAction: ["iam:*"], Resource: undefined, NotResource: ["*"] },
    ],
    [
      "a foundation model without an account",
      "identity",
      { Resource: "arn:aws:bedrock:us-east-1::foundation-model/x:0" },
    ],
    ["a foundation model without a Region", "identity", { Resource: "arn:aws:bedrock:::foundation-model/x" }],
    [
      "wildcards in an ARN",
      "identity",
      { Resource: "arn:aws:bedrock:*:123456789012:application-inference-profile/*" },
    ],
    ["policy variables", "identity", { Resource: "arn:aws:s3:::b/${aws:PrincipalTag/team}/*" }],
    [
      "conditions",
      "identity",
      {
        Condition: {
          StringEquals: { "aws:CalledViaLast": ["a", "b"] },
          Bool: { "aws:SecureTransport": false },
        },
      },
    ],
    [
      "set operators with IfExists",
      "identity",
      { Condition: { "ForAllValues:StringLikeIfExists": { "aws:TagKeys": "*" } } },
    ],
    ["a Null test", "identity", { Condition: { Null: { "bedrock:InferenceProfileArn": "false" } } }],
    ["everybody", "resource", { Principal: "*" }],
    [
      "all but one, denied",
      "resource",
      { Effect: "Deny", Principal: undefined, NotPrincipal: { AWS: "123456789012" } },
    ],
    [
      "accounts, roles and sessions",
      "trust",
      {
        Principal: {
          AWS: [
            "123456789012",
            "arn:aws:iam::123456789012:role/a/b",
            "arn:aws:sts::123456789012:assumed-role/r/s",
          ],
        },
      },
    ],
    ["tagged sessions", "trust", { Action: ["sts:AssumeRole", "sts:TagSession"] }],
  ])("accepts %s", (_name, type, change) => {
    expect(() => check(type, { ...BASE[type], ...change })).not.toThrow();
  });

  it.each<[string, PolicyType, object, RegExp]>([
    ["an unknown element", "identity", { Actions: "*" }, /unknown element Actions/],
    ["an unknown effect", "identity", { Effect: "allow" }, /neither Allow nor Deny/],
    ["no action", "identity", { Action: undefined }, /must contain actions/],
    ["an empty list of actions", "identity", { Action: [] }, /must contain actions/],
    ["Action beside NotAction", "identity", { NotAction: "s3:*" }, /both Action and NotAction/],
    ["an action without a service", "identity", { Action: "GetObject" }, /prefaced by a vendor/],
    ["an action with two colons", "identity", { Action: "s3:Get:Object" }, /only one colon/],
    ["an action that is no text", "identity", { Action: [1] }, /Action is no string/],
    ["a bad service", "identity", { Action: "s 3:GetObject" }, /Vendor s 3/],
    ["no resource", "identity", { Resource: undefined }, /must contain resources/],
    ["Resource beside NotResource", "identity", { NotResource: "*" }, /both Resource and NotResource/],
    ["a resource that is no ARN", "identity", { Resource: "bucket/*" }, /ARN format or "\*"/],
    ["an ARN that is too short", "identity", { Resource: "arn:aws:s3:::" }, /ARN format/],
    ["another partition", "identity", { Resource: "arn:amazon:s3:::x" }, /Partition "amazon"/],
    ["a wildcard for the service", "identity", { Resource: "arn:aws:*:::x" }, /fully qualified/],
    [
      "a Region in an IAM ARN",
      "identity",
      { Resource: "arn:aws:iam:us-east-1:123456789012:role/x" },
      /IAM resource/,
    ],
    ["a Region in an S3 ARN", "identity", { Resource: "arn:aws:s3:us-east-1::x" }, /can not contain region/],
    ["a principal", "identity", { Principal: "*" }, /prohibited field Principal/],
    ["a principal", "scp", { Principal: "*" }, /prohibited field Principal/],
    ["a Sid with a dash", "identity", { Sid: "a-b" }, /alpha-numeric/],
    ["a Sid that is no text", "identity", { Sid: 1 }, /Sid is no string/],
    ["conditions that are no object", "identity", { Condition: [] }, /Condition is no object/],
    ["an unknown operator", "identity", { Condition: { StringIs: { "aws:x": "y" } } }, /operator StringIs/],
    ["Null with IfExists", "identity", { Condition: { NullIfExists: { "aws:x": "true" } } }, /NullIfExists/],
    [
      "a condition key without a service",
      "identity",
      { Condition: { Bool: { x: "true" } } },
      /prefaced by a vendor/,
    ],
    ["an operator without keys", "identity", { Condition: { Bool: "true" } }, /Bool is no object/],
    [
      "a condition value that is an object",
      "identity",
      { Condition: { StringEquals: { "a:x": {} } } },
      /a:x is no text/,
    ],
    ["a Bool that is neither", "identity", { Condition: { Bool: { "a:x": "yes" } } }, /legacy parsing/],
    [
      "a number that is none",
      "identity",
      { Condition: { NumericEquals: { "a:x": "many" } } },
      /legacy parsing/,
    ],
    ["no principal", "resource", { Principal: undefined }, /Missing required field Principal/],
    [
      "an unknown kind of principal",
      "resource",
      { Principal: { Aws: "*" } },
      /Invalid principal in policy: "Aws"/,
    ],
    ["an empty principal", "resource", { Principal: { AWS: [] } }, /cannot be empty/],
    ["a principal that is text", "resource", { Principal: "me" }, /Invalid principal/],
    [
      "a group as principal",
      "resource",
      { Principal: { AWS: "arn:aws:iam::123456789012:group/g" } },
      /Invalid principal/,
    ],
    [
      "a wildcard in a principal",
      "trust",
      { Principal: { AWS: "arn:aws:iam::123456789012:role/*" } },
      /Invalid principal/,
    ],
    ["a service that is none", "trust", { Principal: { Service: "bedrock" } }, /"Service":"bedrock"/],
    [
      "Allow with NotPrincipal",
      "resource",
      { Principal: undefined, NotPrincipal: { AWS: "123456789012" } },
      /NotPrincipal is not allowed/,
    ],
    ["a resource", "trust", { Resource: "*" }, /prohibited field Resource/],
    ["no principal", "trust", { Principal: undefined }, /Missing required field Principal/],
    [
      "an action that is not STS's",
      "trust",
      { Action: "s3:GetObject" },
      /only specify STS AssumeRole actions/,
    ],
    ["every action", "trust", { Action: "*" }, /only specify STS AssumeRole actions/],
  ])("refuses %s (%s)", (_name, type, change, message) => {
    expect(() => check(type, { ...BASE[type], ...change })).toThrow(
      expect.objectContaining({ name: "Malformed", message: expect.stringMatching(message) }),
    );
  });

  it.each([
    ["no JSON", "{", /no JSON object/],
    ["a list", "[]", /no JSON object/],
    ["another version", '{"Version":"2024-01-01","Statement":[]}', /Version is none/],
    ["an unknown element", '{"Version":"2012-10-17","Statements":[]}', /unknown element Statements/],
    ["no statement", '{"Version":"2012-10-17","Statement":[]}', /there is no statement/],
    ["a missing Statement", '{"Version":"2012-10-17"}', /statement 1 is no object/],
    ["no version", JSON.stringify({ Statement: STATEMENT }), /must be version 2012-10-17/],
    [
      "one Sid twice",
      JSON.stringify({ Version: "2012-10-17", Statement: [STATEMENT, STATEMENT] }),
      /must be unique/,
    ],
  ])("refuses a document with %s", (_name, text, message) => {
    expect(() => checkPolicy(text, { type: "identity", error: "Malformed" })).toThrow(message);
  });

  it("takes trust and resource policies without a version", () => {
    for (const type of ["trust", "resource"] as const) {
      const text = JSON.stringify({ Statement: BASE[type] });
      expect(() => checkPolicy(text, { type, error: "Malformed" })).not.toThrow();
    }
  });

  it("refuses resources of another partition than the one told", () => {
    expect(() => check("identity", STATEMENT, { partition: "aws-us-gov" })).toThrow(/Partition "aws"/);
    const wildcard = { ...STATEMENT, Resource: "arn:*:s3:::b" };
    expect(() => check("identity", wildcard, { partition: "aws-us-gov" })).not.toThrow();
  });

  it("counts white space in service control and resource policies only", () => {
    for (const type of Object.keys(BASE) as PolicyType[]) {
      const text = JSON.stringify({ Version: "2012-10-17", Statement: BASE[type] }, null, 4);
      const rules = { type, error: "Malformed", tooLong: "TooLong", maxLength: policySize(text) };
      const checked = () => checkPolicy(text, rules);
      if (type === "identity" || type === "trust") expect(checked).not.toThrow();
      else expect(checked).toThrow(expect.objectContaining({ name: "TooLong" }));
      expect(() => checkPolicy(text, { ...rules, maxLength: policySize(text) - 1 })).toThrow(/exceeded/);
    }
  });

  it("returns what it accepts unchanged, and answers everything else with the error it was told", () => {
    const word = fc.stringMatching(/^[A-Za-z0-9]{1,12}$/);
    const service = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
    const action = fc.tuple(service, word).map(([vendor, name]) => `${vendor}:${name}*`);
    const resource = fc
      .tuple(
        service.filter((name) => name !== "iam" && name !== "s3"),
        fc.string(),
      )
      .map(([vendor, rest]) => `arn:aws:${vendor}:eu-west-1:123456789012:r${rest.replaceAll("$", "")}`);
    const good = fc.record({
      Effect: fc.constantFrom("Allow", "Deny"),
      Action: fc.oneof(action, fc.array(action, { minLength: 1 })),
      Resource: fc.oneof(fc.constant("*"), resource, fc.array(resource, { minLength: 1 })),
      Condition: fc.dictionary(
        fc.constantFrom("StringEquals", "ForAnyValue:StringLike", "ArnNotLikeIfExists"),
        fc.dictionary(action, fc.oneof(word, fc.array(word))),
        { noNullPrototype: true },
      ),
    });
    fc.assert(
      fc.property(fc.array(good, { minLength: 1 }), (statements) => {
        const plain: unknown = JSON.parse(JSON.stringify(statements));
        expect(check("identity", statements)).toEqual(plain);
      }),
    );
    const broken = fc.tuple(good, fc.constantFrom("Effect", "Action", "Resource"), fc.jsonValue());
    fc.assert(
      fc.property(broken, ([statement, element, value]) => {
        try {
          check("identity", { ...statement, [element]: value });
        } catch (error) {
          expect(error).toHaveProperty("name", "Malformed");
        }
      }),
    );
  });
});
