import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkText, page, requireMember } from "../../validate.js";

/** Primary Region of the only Identity Center instance, in the partition `aws`. */
export const IDENTITY_CENTER_REGION = "us-east-1";
/** The same in other partitions. */
const ELSEWHERE: Record<string, string> = { "aws-us-gov": "us-gov-west-1", "aws-cn": "cn-north-1" };
/**
 * A Region the instance was added to. There it is listed and its directory read, but it has no permission sets (IAM
 * Identity Center User Guide, "IAM Identity Center service APIs supported in additional AWS Regions").
 */
const ADDITIONAL_REGION = "us-west-2";
/** Id of the instance, `ssoins-` and 16 characters. */
export const INSTANCE_ID = "ssoins-7223000000005a5b";
/** Id of the instance's directory. */
export const IDENTITY_STORE_ID = "d-9067a1b2c3";

/** ARN of the instance. */
export function instanceArn(call: Call): string {
  return `arn:${call.partition}:sso:::instance/${INSTANCE_ID}`;
}

/** The Region in which permission sets are read and written; undefined in a partition without an instance. */
export function primaryRegion(call: Call): string | undefined {
  return call.partition === "aws" ? IDENTITY_CENTER_REGION : ELSEWHERE[call.partition];
}

/** Whether the instance and its directory are known in the Region of a call. */
export function inInstanceRegion(call: Call): boolean {
  return call.region === primaryRegion(call) || call.region === ADDITIONAL_REGION;
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
  if (call.region !== primaryRegion(call) || arn !== instanceArn(call)) {
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
    const home = primaryRegion(call);
    const instance = {
      InstanceArn: instanceArn(call),
      IdentityStoreId: IDENTITY_STORE_ID,
      OwnerAccountId: call.account,
      CreatedDate: new Date("2024-01-15T09:00:00Z"),
      Status: "ACTIVE" as const,
      ...(home === undefined ? {} : { PrimaryRegion: home }),
    };
    const { items, ...rest } = ssoPage(inInstanceRegion(call) ? [instance] : [], input);
    return { Instances: items, ...rest };
  },
};
