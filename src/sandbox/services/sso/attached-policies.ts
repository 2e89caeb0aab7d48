import type { CustomerManagedPolicyReference } from "@aws-sdk/client-sso-admin";
import type { Call, Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkText, requireMember } from "../../validate.js";
import { ssoPage } from "./instance.js";
import { type PermissionSetRow, permissionSetOf, permissionSetTable } from "./permission-set-row.js";

/** Managed policies of a permission set, AWS's and those of each account. Changes reach accounts when it is provisioned. */
export const attachedPolicies: Handlers<"sso"> = {
  AttachManagedPolicyToPermissionSet: (input, call) => {
    const row = permissionSetOf(input, call);
    const arn = checkText(requireMember(input, "ManagedPolicyArn"), "ManagedPolicyArn", {
      min: 20,
      pattern: /^arn:aws[a-z-]*:iam::aws:policy\/.+$/,
    });
    const managed = row.managed ?? [];
    if (managed.includes(arn)) refuse("ConflictException", `${arn} is attached already`);
    return save(call, row, { managed: [...managed, arn] });
  },

  ListManagedPoliciesInPermissionSet: (input, call) => {
    const { items, ...rest } = ssoPage(permissionSetOf(input, call).managed ?? [], input);
    const shown = items.map((Arn) => ({ Arn, Name: Arn.slice(Arn.lastIndexOf("/") + 1) }));
    return { AttachedManagedPolicies: shown, ...rest };
  },

  DetachManagedPolicyFromPermissionSet: (input, call) => {
    const row = permissionSetOf(input, call);
    const managed = (row.managed ?? []).filter((arn) => arn !== input.ManagedPolicyArn);
    if (managed.length === (row.managed ?? []).length) {
      refuse("ResourceNotFoundException", `${input.ManagedPolicyArn} is not attached`);
    }
    return save(call, row, { managed });
  },

  AttachCustomerManagedPolicyReferenceToPermissionSet: (input, call) => {
    const row = permissionSetOf(input, call);
    const reference = referenceOf(input);
    const customer = row.customer ?? [];
    if (customer.some((one) => same(one, reference))) {
      refuse("ConflictException", `${reference.Name} is attached already`);
    }
    return save(call, row, { customer: [...customer, reference] });
  },

  ListCustomerManagedPolicyReferencesInPermissionSet: (input, call) => {
    const { items, ...rest } = ssoPage(permissionSetOf(input, call).customer ?? [], input);
    return { CustomerManagedPolicyReferences: items.map((one) => ({ ...one })), ...rest };
  },

  DetachCustomerManagedPolicyReferenceFromPermissionSet: (input, call) => {
    const row = permissionSetOf(input, call);
    const reference = referenceOf(input);
    const customer = (row.customer ?? []).filter((one) => !same(one, reference));
    if (customer.length === (row.customer ?? []).length) {
      refuse("ResourceNotFoundException", `${reference.Name} is not attached`);
    }
    return save(call, row, { customer });
  },
};

function save(call: Call, row: PermissionSetRow, change: Partial<PermissionSetRow>): object {
  const { managed = [], customer = [], ...rest } = { ...row, ...change, revision: row.revision + 1 };
  permissionSetTable(call).put(row.arn, {
    ...rest,
    ...(managed.length === 0 ? {} : { managed }),
    ...(customer.length === 0 ? {} : { customer }),
  });
  return {};
}

function referenceOf(input: { CustomerManagedPolicyReference: CustomerManagedPolicyReference | undefined }) {
  const { Name, Path = "/" } = requireMember(input, "CustomerManagedPolicyReference");
  const name = requireMember({ Name }, "Name");
  return { Name: checkText(name, "Name", { max: 128, pattern: /^[\w+=,.@-]+$/ }), Path };
}

function same(a: CustomerManagedPolicyReference, b: CustomerManagedPolicyReference): boolean {
  return a.Name === b.Name && (a.Path ?? "/") === (b.Path ?? "/");
}
