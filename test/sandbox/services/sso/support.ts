import type { Aws } from "../../../../src/aws/aws.js";
import { sandbox } from "../../../support/sandbox.js";

/** ARN of the only instance. */
export async function instanceOf(aws: Aws): Promise<string> {
  return (await aws.call("sso", "ListInstances", {})).Instances?.[0]?.InstanceArn ?? "";
}

/** A simulated account with one permission set, `developer`. */
export async function withPermissionSet(more: object = {}) {
  const box = sandbox();
  const InstanceArn = await instanceOf(box.aws);
  const input = { InstanceArn, Name: "developer", ...more };
  const { PermissionSet } = await box.aws.call("sso", "CreatePermissionSet", input);
  return { ...box, on: { InstanceArn, PermissionSetArn: PermissionSet?.PermissionSetArn ?? "" } };
}

/** A document that allows one service. */
export function allow(service: string): string {
  const statement = { Effect: "Allow", Action: `${service}:*`, Resource: "*" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** An assignment of a made-up group on the simulated account. */
export const GROUP = {
  TargetId: "123456789012",
  TargetType: "AWS_ACCOUNT",
  PrincipalType: "GROUP",
  PrincipalId: "9067a1b2c3-00000000-1111-2222-3333-444444444444",
} as const;
