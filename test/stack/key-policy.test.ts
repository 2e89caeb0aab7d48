import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deniedActions } from "../../src/stack/key-policy.js";

const ACCOUNT = "123456789012";
/** Of the same name in another account, and of another name in the same one. */
const OTHERS = ["arn:aws:iam::210987654321:role/teams/a/ci", `arn:aws:iam::${ACCOUNT}:role/ci/other`];
const user = {
  role: `${ACCOUNT}/ci`,
  principals: ["arn:aws:iam::1:role/ci", "arn:aws:iam::1:root", "1"],
  actions: ["kms:Decrypt", "kms:GenerateDataKey"],
  context: { "kms:viaservice": "s3.us-east-1.amazonaws.com", "kms:calleraccount": "1" },
};
const allow = {
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::1:role/ci" },
  Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
  Resource: "*",
};
const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const denied = (...statements: object[]) => deniedActions(policy(...statements), user);

describe("a key's policy lets somebody use it", () => {
  test.each<[string, object[]]>([
    ["by name", [allow]],
    ["through the account", [{ ...allow, Principal: { AWS: "arn:aws:iam::1:root" }, Action: "kms:*" }]],
    [
      "by its name, with a path",
      [{ ...allow, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/teams/a/ci` } }],
    ],
    [
      "by leaving out others",
      [{ ...allow, Principal: undefined, NotPrincipal: { AWS: "arn:aws:iam::2:root" } }],
    ],
    ["as everybody", [{ ...allow, Principal: "*" }]],
    ["as anybody of AWS", [{ ...allow, Principal: { AWS: ["*"] } }]],
    [
      "in two statements",
      [
        { ...allow, Action: "kms:Decrypt" },
        { ...allow, Action: "kms:generatedatakey" },
      ],
    ],
    ["by what it does not name", [{ ...allow, Action: undefined, NotAction: "kms:Delete*" }]],
    ["through S3", [{ ...allow, Condition: { StringLike: { "kms:ViaService": "s3.*" } } }]],
    [
      "on something nobody knows here",
      [{ ...allow, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }],
    ],
    [
      "beside a denial for others",
      [allow, { ...allow, Effect: "Deny", Principal: { AWS: "arn:aws:iam::1:role/x" } }],
    ],
    [
      "beside a denial that may not hold",
      [allow, { ...allow, Effect: "Deny", Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } }],
    ],
    [
      "beside a denial elsewhere",
      [allow, { ...allow, Effect: "Deny", Condition: { StringNotEquals: { "kms:CallerAccount": "1" } } }],
    ],
  ])("%s", (_how, statements) => expect(denied(...statements)).toEqual([]));
});

describe("a key's policy does not let somebody use it", () => {
  test.each<[string, object[], string[]]>([
    ["without a statement", [], user.actions],
    ["as another", [{ ...allow, Principal: { AWS: "arn:aws:iam::2:root" } }], user.actions],
    ["for one of two actions", [{ ...allow, Action: "kms:Decrypt" }], ["kms:GenerateDataKey"]],
    ["by what it takes out", [{ ...allow, Action: undefined, NotAction: ["kms:Decrypt"] }], ["kms:Decrypt"]],
    [
      "through another service",
      [{ ...allow, Condition: { StringEquals: { "kms:ViaService": "ec2.us-east-1.amazonaws.com" } } }],
      user.actions,
    ],
    ["as a role of that name elsewhere", [{ ...allow, Principal: { AWS: OTHERS } }], user.actions],
    [
      "when it is denied by its name, with a path",
      [allow, { ...allow, Effect: "Deny", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/teams/a/ci` } }],
      user.actions,
    ],
    ["when it is denied", [allow, { ...allow, Effect: "Deny", Action: "kms:Dec*" }], ["kms:Decrypt"]],
    [
      "when it is denied through S3",
      [
        allow,
        {
          ...allow,
          Effect: "Deny",
          Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
        },
      ],
      user.actions,
    ],
  ])("%s", (_how, statements, actions) => expect(denied(...statements)).toEqual(actions));
});

test("statements for others change nothing", () => {
  const others = fc.array(
    fc.record({
      Effect: fc.constantFrom("Allow", "Deny"),
      Principal: fc.record({ AWS: fc.constantFrom("arn:aws:iam::2:root", "arn:aws:iam::1:role/other") }),
      Action: fc.constantFrom("kms:*", "kms:Decrypt", "*"),
      Resource: fc.constant("*"),
    }),
  );
  fc.assert(
    fc.property(others, others, fc.boolean(), (before, after, named) => {
      const own = named ? [allow] : [];
      expect(denied(...before, ...own, ...after)).toEqual(denied(...own));
    }),
  );
});
