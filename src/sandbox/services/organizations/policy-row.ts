import type { PolicySummary } from "@aws-sdk/client-organizations";
import type { Call, Table } from "../../call.js";
import { refuse } from "../../errors.js";
import { type Tag, checkText, requireMember } from "../../validate.js";
import { INVALID, organizationArn } from "./organization.js";

/** A service control policy: table `policies` of `organizations`, global, by id. */
export interface PolicyRow {
  id: string;
  name: string;
  description: string;
  /** JSON, as it was given. */
  content: string;
  tags: Tag[];
  /** Ids of roots, organizational units and accounts, in the order they were attached. */
  targets: string[];
}

/** The policy AWS attaches to everything in an organization. It belongs to AWS and cannot be changed. */
export const FULL_ACCESS: Readonly<PolicyRow> = {
  id: "p-FullAWSAccess",
  name: "FullAWSAccess",
  description: "Allows access to every operation",
  content: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  tags: [],
  targets: [],
};

/** Table of the policies somebody made. */
export function policies(call: Call): Table<PolicyRow> {
  return call.global<PolicyRow>("policies");
}

/** The policy a request names, AWS's own included. @throws PolicyNotFoundException, InvalidInputException for a bad id */
export function policyOf(input: { PolicyId: string | undefined }, call: Call): Readonly<PolicyRow> {
  const id = checkText(requireMember(input, "PolicyId", INVALID), "PolicyId", {
    max: 130,
    pattern: /^p-[0-9a-zA-Z_]{8,128}$/,
    error: INVALID,
  });
  if (id === FULL_ACCESS.id) return FULL_ACCESS;
  return (
    policies(call).get(id) ??
    refuse("PolicyNotFoundException", "We can't find a policy with the PolicyId that you specified.")
  );
}

/** {@link policyOf}, for changes: AWS's own policy is refused. @throws InvalidInputException */
export function ownPolicyOf(input: { PolicyId: string | undefined }, call: Call): Readonly<PolicyRow> {
  const row = policyOf(input, call);
  if (row.id === FULL_ACCESS.id) {
    refuse(INVALID, "IMMUTABLE_POLICY: You specified a policy that is managed by AWS and can't be modified.");
  }
  return row;
}

/** The policy without its content, as lists show it. */
export function summary(row: Readonly<PolicyRow>, call: Call): PolicySummary {
  const managed = row.id === FULL_ACCESS.id;
  return {
    Id: row.id,
    Arn: managed
      ? `arn:${call.partition}:organizations::aws:policy/service_control_policy/${row.id}`
      : organizationArn(call, "policy", "service_control_policy", row.id),
    Name: row.name,
    Description: row.description,
    Type: "SERVICE_CONTROL_POLICY",
    AwsManaged: managed,
  };
}
