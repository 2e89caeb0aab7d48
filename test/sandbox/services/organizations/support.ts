import type { Aws } from "../../../../src/aws/aws.js";

/** A service control policy that denies one service. */
export function deny(service: string): string {
  const statement = { Effect: "Deny", Action: `${service}:*`, Resource: "*" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** Makes a service control policy and returns its id. */
export async function makePolicy(aws: Aws, Name: string, more: object = {}): Promise<string> {
  const input = {
    Name,
    Description: "",
    Content: deny("s3"),
    Type: "SERVICE_CONTROL_POLICY" as const,
    ...more,
  };
  const { Policy } = await aws.call("organizations", "CreatePolicy", input);
  return Policy?.PolicySummary?.Id ?? "";
}
