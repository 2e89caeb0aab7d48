import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkText, page, requireMember } from "../../validate.js";

/** Region of the only Identity Center instance; elsewhere there is none. */
export const IDENTITY_CENTER_REGION = "us-east-1";
/** Id of the instance, `ssoins-` and 16 characters. */
export const INSTANCE_ID = "ssoins-7223000000005a5b";
/** Id of the instance's directory. */
export const IDENTITY_STORE_ID = "d-9067a1b2c3";

/** ARN of the instance. */
export function instanceArn(call: Call): string {
  return `arn:${call.partition}:sso:::instance/${INSTANCE_ID}`;
}

/**
 * Checks the instance a request names.
 * @throws ValidationException for what is no instance ARN, ResourceNotFoundException for another instance or Region
 */
export function checkInstance(input: { InstanceArn?: string | undefined }, call: Call): void {
  const arn = checkText(requireMember(input, "InstanceArn"), "InstanceArn", {
    min: 10,
    max: 1224,
    pattern: /^arn:aws[a-z-]*:sso:::instance\/(sso)?ins-[a-zA-Z0-9.-]{16}$/,
  });
  if (call.region !== IDENTITY_CENTER_REGION || arn !== instanceArn(call)) {
    refuse("ResourceNotFoundException", `Instance with ARN ${arn} was not found.`);
  }
}

/** One page in the manner of Identity Center: at most 100 items. */
export function ssoPage<T>(
  items: readonly T[],
  input: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { items: T[]; NextToken?: string } {
  const cut = page(items, { size: input.MaxResults, max: 100, token: input.NextToken });
  return { items: cut.items, ...(cut.nextToken !== undefined && { NextToken: cut.nextToken }) };
}

/** Instances of Identity Center. */
export const instances: Handlers<"sso"> = {
  ListInstances: (input, call) => {
    const instance = {
      InstanceArn: instanceArn(call),
      IdentityStoreId: IDENTITY_STORE_ID,
      OwnerAccountId: call.account,
      CreatedDate: new Date("2024-01-15T09:00:00Z"),
      Status: "ACTIVE" as const,
    };
    const { items, ...rest } = ssoPage(call.region === IDENTITY_CENTER_REGION ? [instance] : [], input);
    return { Instances: items, ...rest };
  },
};
