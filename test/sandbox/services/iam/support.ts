import type { Aws } from "../../../../src/aws/aws.js";

/** A document of one statement that allows `s3:*` on everything, with elements changed. */
export function policy(change: object): string {
  const statement = { Effect: "Allow", Action: "s3:*", Resource: "*", ...change };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** Makes a role that Bedrock may assume. */
export function makeRole(aws: Aws, RoleName: string, more: object = {}) {
  const AssumeRolePolicyDocument = policy({
    Action: "sts:AssumeRole",
    Resource: undefined,
    Principal: { Service: "bedrock.amazonaws.com" },
  });
  return aws.call("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument, ...more });
}
