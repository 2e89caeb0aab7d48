import type { AccountAssignment } from "@aws-sdk/client-sso-admin";
import type { Call, Table } from "../../call.js";

/** An assignment: table `assignments` of `sso`, by {@link assignmentKey}. */
export interface AssignmentRow {
  permissionSetArn: string;
  accountId: string;
  principalType: "USER" | "GROUP";
  principalId: string;
}

/** Table of the assignments. */
export function assignmentTable(call: Call): Table<AssignmentRow> {
  return call.table<AssignmentRow>("assignments");
}

/** Key of an assignment's row. */
export function assignmentKey(row: AssignmentRow): string {
  return [row.permissionSetArn, row.accountId, row.principalType, row.principalId].join("|");
}

/** Assignments of a permission set, on one account if told. */
export function assignmentsOf(permissionSetArn: string, call: Call, accountId?: string): AssignmentRow[] {
  return assignmentTable(call)
    .values()
    .filter((row) => row.permissionSetArn === permissionSetArn)
    .filter((row) => accountId === undefined || row.accountId === accountId);
}

/** The assignment as outputs carry it. */
export function shownAssignment(row: AssignmentRow): AccountAssignment {
  return {
    AccountId: row.accountId,
    PermissionSetArn: row.permissionSetArn,
    PrincipalType: row.principalType,
    PrincipalId: row.principalId,
  };
}
