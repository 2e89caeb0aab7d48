import { describe, expect, test } from "vitest";
import { allows } from "../../src/sandbox/policy-access.js";

const request = {
  principal: "bedrock.amazonaws.com",
  action: "s3:PutObject",
  resource: "arn:aws:s3:::logs/p/AWSLogs/1/x",
  context: { "aws:sourceaccount": "1", "aws:securetransport": "true" },
};
const allow = {
  Effect: "Allow",
  Principal: { Service: "bedrock.amazonaws.com" },
  Action: "s3:PutObject",
  Resource: "arn:aws:s3:::logs/p/*",
};
const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const when = (Condition: object) => policy({ ...allow, Condition });

describe("a request is allowed", () => {
  test.each([
    ["by a plain statement", policy(allow)],
    ["by wildcards", policy({ ...allow, Action: ["s3:Get*", "s3:Put?bject"], Resource: "*" })],
    ["by everybody's statement", policy({ ...allow, Principal: "*" })],
    ["by NotAction of something else", policy({ ...allow, Action: undefined, NotAction: "s3:Get*" })],
    ["by a condition that holds", when({ StringEquals: { "AWS:SourceAccount": ["2", "1"] } })],
    ["by a condition on a key that may be missing", when({ StringEqualsIfExists: { "aws:other": "1" } })],
    [
      "beside a denial that does not hold",
      policy(allow, { ...allow, Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    ],
  ])("%s", (_why, document) => expect(allows([document], request)).toBe(true));
});

describe("a request is not allowed", () => {
  test.each([
    ["without policy", undefined],
    ["for another service", policy({ ...allow, Principal: { Service: "logs.amazonaws.com" } })],
    ["for another action", policy({ ...allow, Action: "s3:GetObject" })],
    ["outside the resource", policy({ ...allow, Resource: "arn:aws:s3:::logs/q/*" })],
    ["when a condition fails", when({ StringEquals: { "aws:SourceAccount": "2" } })],
    ["when a negated condition fails", when({ StringNotEquals: { "aws:SourceAccount": "1" } })],
    ["when the condition's key is missing", when({ ArnLike: { "aws:SourceArn": "*" } })],
    ["when it is denied too", policy(allow, { ...allow, Effect: "Deny" })],
  ])("%s", (_why, document) => expect(allows(document === undefined ? [] : [document], request)).toBe(false));
});
