import { PROPAGATION } from "../../src/aws/error-classes.js";
import type { Live, ReadContext } from "../../src/engine/kind.js";
import { type Step, step } from "../../src/engine/step.js";
import type { PermissionSet } from "./permission-set.js";

const CUSTOMER = "customer ";

/** Policies attached to a permission set besides its inline one: AWS's by ARN, those of each account by path and name. */
export async function attachedPolicies(
  cx: ReadContext,
  input: { InstanceArn: string; PermissionSetArn: string },
  region: string,
): Promise<string[]> {
  const [managed, customer] = await Promise.all([
    cx.aws.pages("sso", "ListManagedPoliciesInPermissionSet", input, region),
    cx.aws.pages("sso", "ListCustomerManagedPolicyReferencesInPermissionSet", input, region),
  ]);
  return [
    ...managed.flatMap((page) => (page.AttachedManagedPolicies ?? []).map(({ Arn = "" }) => Arn)),
    ...customer.flatMap((page) =>
      (page.CustomerManagedPolicyReferences ?? []).map(
        ({ Name, Path }) => `${CUSTOMER}${Path ?? "/"}${Name}`,
      ),
    ),
  ];
}

/** Takes everything but the inline policy off a permission set. */
export function detachPolicies({ spec, attributes }: Live<PermissionSet>): Step[] {
  const on = { InstanceArn: attributes["instanceArn"], PermissionSetArn: attributes["arn"] };
  const options = {
    ...(spec.region === undefined ? {} : { region: spec.region }),
    propagation: PROPAGATION.busyPermissionSet,
    doneIf: ["ResourceNotFoundException"],
  };
  return (spec.otherPolicies ?? []).map((policy) => {
    const why = `detach ${policy}`;
    if (!policy.startsWith(CUSTOMER)) {
      const input = { ...on, ManagedPolicyArn: policy };
      return step("sso", "DetachManagedPolicyFromPermissionSet", input, why, options);
    }
    const place = policy.slice(CUSTOMER.length);
    const at = place.lastIndexOf("/") + 1;
    const CustomerManagedPolicyReference = { Path: place.slice(0, at), Name: place.slice(at) };
    const input = { ...on, CustomerManagedPolicyReference };
    return step("sso", "DetachCustomerManagedPolicyReferenceFromPermissionSet", input, why, options);
  });
}
