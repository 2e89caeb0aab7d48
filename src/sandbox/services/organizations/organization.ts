import type { Call, Handlers } from "../../call.js";
import { checkRange, page } from "../../validate.js";

const ORGANIZATION_ID = "o-sandboxorg1";

/** Id of the only root. */
export const ROOT_ID = "r-ab12";

/** Organizations answers bad requests with this exception; the message starts with the reason the API model lists. */
export const INVALID = "InvalidInputException";

/** ARN of something in the organization; its management account is the simulated account. */
export function organizationArn(call: Call, kind: string, ...rest: string[]): string {
  const path = [kind, ORGANIZATION_ID, ...rest].join("/");
  return `arn:${call.partition}:organizations::${call.account}:${path}`;
}

/** One page in the manner of Organizations: at most 20 items. */
export function organizationsPage<T>(
  items: readonly T[],
  input: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { items: T[]; NextToken?: string } {
  checkRange(input.MaxResults, "MaxResults", { min: 1, max: 20, error: INVALID });
  const cut = page(items, { size: input.MaxResults, max: 20, token: input.NextToken, error: INVALID });
  return { items: cut.items, ...(cut.nextToken !== undefined && { NextToken: cut.nextToken }) };
}

const POLICY_TYPES = [{ Type: "SERVICE_CONTROL_POLICY" as const, Status: "ENABLED" as const }];

/** The organization and its root. */
export const organization: Handlers<"organizations"> = {
  DescribeOrganization: (_input, call) => ({
    Organization: {
      Id: ORGANIZATION_ID,
      Arn: organizationArn(call, "organization"),
      FeatureSet: "ALL",
      MasterAccountArn: organizationArn(call, "account", call.account),
      MasterAccountId: call.account,
      MasterAccountEmail: "aws@example.com",
      AvailablePolicyTypes: POLICY_TYPES.map((type) => ({ ...type })),
    },
  }),

  ListRoots: (input, call) => {
    const root = {
      Id: ROOT_ID,
      Arn: organizationArn(call, "root", ROOT_ID),
      Name: "Root",
      PolicyTypes: POLICY_TYPES.map((type) => ({ ...type })),
    };
    const { items, ...rest } = organizationsPage([root], input);
    return { Roots: items, ...rest };
  },
};
