import type { PermissionSetProvisioningStatus, ProvisioningStatus } from "@aws-sdk/client-sso-admin";
import type { Call, Handlers, Table } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkText, requireMember } from "../../validate.js";
import { checkInstance, ssoPage } from "./instance.js";
import { type PermissionSetRow, permissionSetOf, permissionSetTable } from "./permission-set-row.js";
import { makeReservedRole, removeReservedRole } from "./reserved-role.js";
import { requestStatus, startRequest } from "./requests.js";

/** What an account has of a permission set: table `provisioned` of `sso`, by `{permission set ARN}|{account}`. */
interface ProvisionedRow {
  permissionSetArn: string;
  accountId: string;
  /** Revision of the permission set that the account has. */
  revision: number;
}

/** Makes an account have the permission set as it is now. */
export function provision(set: PermissionSetRow, accountId: string, call: Call): void {
  const row = { permissionSetArn: set.arn, accountId, revision: set.revision };
  provisioned(call).put(`${set.arn}|${accountId}`, row);
  if (accountId === call.account) makeReservedRole(set, call);
}

/** Takes the permission set off an account, or off all of them without one named. */
export function withdraw(permissionSetArn: string, accountId: string | undefined, call: Call): void {
  for (const row of copiesOf(permissionSetArn, call)) {
    if (accountId === undefined || row.accountId === accountId) {
      provisioned(call).delete(`${permissionSetArn}|${row.accountId}`);
      const set = permissionSetTable(call).get(permissionSetArn);
      if (set !== undefined && row.accountId === call.account) removeReservedRole(set, call);
    }
  }
}

/** What accounts have of permission sets. */
export const provisioning: Handlers<"sso"> = {
  ProvisionPermissionSet: (input, call) => {
    const set = permissionSetOf(input, call);
    const type = checkText(requireMember(input, "TargetType"), "TargetType", {
      oneOf: ["AWS_ACCOUNT", "ALL_PROVISIONED_ACCOUNTS"],
    });
    const target = checkText(input.TargetId, "TargetId", { pattern: /^\d{12}$/ });
    if (type === "AWS_ACCOUNT" && target === undefined) {
      refuse("ValidationException", "TargetId is required when TargetType is AWS_ACCOUNT");
    }
    const accounts = target === undefined ? copiesOf(set.arn, call).map((row) => row.accountId) : [target];
    for (const account of accounts) provision(set, account, call);
    const request = startRequest(call, {
      kind: "provisioning",
      permissionSetArn: set.arn,
      ...(target !== undefined && { accountId: target }),
    });
    return { PermissionSetProvisioningStatus: shown(request) };
  },

  DescribePermissionSetProvisioningStatus: (input, call) => {
    checkInstance(input, call);
    const id = requireMember(input, "ProvisionPermissionSetRequestId");
    const { row, status } = requestStatus(id, "provisioning", call);
    return { PermissionSetProvisioningStatus: shown(row, status) };
  },

  ListAccountsForProvisionedPermissionSet: (input, call) => {
    const set = permissionSetOf(input, call);
    const found = copiesOf(set.arn, call).filter((row) => matches(row, input.ProvisioningStatus, call));
    const { items, ...rest } = ssoPage(found, input);
    return { AccountIds: items.map((row) => row.accountId), ...rest };
  },

  ListPermissionSetsProvisionedToAccount: (input, call) => {
    checkInstance(input, call);
    const account = checkText(requireMember(input, "AccountId"), "AccountId", { pattern: /^\d{12}$/ });
    const found = provisioned(call)
      .values()
      .filter((row) => row.accountId === account && matches(row, input.ProvisioningStatus, call));
    const { items, ...rest } = ssoPage(found, input);
    return { PermissionSets: items.map((row) => row.permissionSetArn), ...rest };
  },
};

function provisioned(call: Call): Table<ProvisionedRow> {
  return call.table<ProvisionedRow>("provisioned");
}

function copiesOf(permissionSetArn: string, call: Call): ProvisionedRow[] {
  return provisioned(call)
    .values()
    .filter((row) => row.permissionSetArn === permissionSetArn);
}

function matches(row: ProvisionedRow, wanted: ProvisioningStatus | undefined, call: Call): boolean {
  checkText(wanted, "ProvisioningStatus", {
    oneOf: ["LATEST_PERMISSION_SET_PROVISIONED", "LATEST_PERMISSION_SET_NOT_PROVISIONED"],
  });
  if (wanted === undefined) return true;
  const latest = permissionSetTable(call).get(row.permissionSetArn)?.revision === row.revision;
  return latest === (wanted === "LATEST_PERMISSION_SET_PROVISIONED");
}

function shown(
  row: ReturnType<typeof startRequest>,
  status: "IN_PROGRESS" | "SUCCEEDED" | "FAILED" = "IN_PROGRESS",
): PermissionSetProvisioningStatus {
  return {
    Status: status,
    RequestId: row.id,
    ...(row.accountId !== undefined && { AccountId: row.accountId }),
    PermissionSetArn: row.permissionSetArn,
    CreatedDate: new Date(row.createdAt),
  };
}
