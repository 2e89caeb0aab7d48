import type {
  AccountAssignmentOperationStatus,
  CreateAccountAssignmentRequest,
} from "@aws-sdk/client-sso-admin";
import type { Handlers } from "../../call.js";
import { refuse } from "../../errors.js";
import { checkText, requireMember } from "../../validate.js";
import {
  type AssignmentRow,
  assignmentKey,
  assignmentTable,
  assignmentsOf,
  shownAssignment,
} from "./assignment-row.js";
import { checkInstance, ssoPage } from "./instance.js";
import { permissionSetOf } from "./permission-set-row.js";
import { provision, withdraw } from "./provisioning.js";
import { requestStatus, startRequest } from "./requests.js";

/** Who may use a permission set on which account. The effect is immediate; only the status takes its time. */
export const assignments: Handlers<"sso"> = {
  // Making an assignment that is there already succeeds: ConflictException is about writes that are still spreading
  // (API reference, CreateAccountAssignment).
  CreateAccountAssignment: (input, call) => {
    const set = permissionSetOf(input, call);
    const row = checkAssignment(input, set.arn);
    assignmentTable(call).put(assignmentKey(row), row);
    provision(set, row.accountId, call);
    return { AccountAssignmentCreationStatus: shown(startRequest(call, { ...row, kind: "creation" })) };
  },

  DeleteAccountAssignment: (input, call) => {
    const set = permissionSetOf(input, call);
    const row = checkAssignment(input, set.arn);
    if (!assignmentTable(call).delete(assignmentKey(row))) {
      refuse("ResourceNotFoundException", "The account assignment was not found.");
    }
    if (assignmentsOf(set.arn, call, row.accountId).length === 0) withdraw(set.arn, row.accountId, call);
    return { AccountAssignmentDeletionStatus: shown(startRequest(call, { ...row, kind: "deletion" })) };
  },

  DescribeAccountAssignmentCreationStatus: (input, call) => {
    checkInstance(input, call);
    const id = requireMember(input, "AccountAssignmentCreationRequestId");
    const { row, status } = requestStatus(id, "creation", call);
    return { AccountAssignmentCreationStatus: shown(row, status) };
  },

  DescribeAccountAssignmentDeletionStatus: (input, call) => {
    checkInstance(input, call);
    const id = requireMember(input, "AccountAssignmentDeletionRequestId");
    const { row, status } = requestStatus(id, "deletion", call);
    return { AccountAssignmentDeletionStatus: shown(row, status) };
  },

  ListAccountAssignments: (input, call) => {
    const set = permissionSetOf(input, call);
    const account = checkText(requireMember(input, "AccountId"), "AccountId", { pattern: /^\d{12}$/ });
    const { items, ...rest } = ssoPage(assignmentsOf(set.arn, call, account), input);
    return { AccountAssignments: items.map(shownAssignment), ...rest };
  },
};

function checkAssignment(input: CreateAccountAssignmentRequest, permissionSetArn: string): AssignmentRow {
  checkText(requireMember(input, "TargetType"), "TargetType", { oneOf: ["AWS_ACCOUNT"] });
  checkText(requireMember(input, "PrincipalType"), "PrincipalType", { oneOf: ["USER", "GROUP"] });
  return {
    permissionSetArn,
    accountId: checkText(requireMember(input, "TargetId"), "TargetId", { pattern: /^\d{12}$/ }),
    principalType: requireMember(input, "PrincipalType"),
    principalId: checkText(requireMember(input, "PrincipalId"), "PrincipalId", {
      max: 47,
      pattern:
        /^([0-9a-f]{10}-|)[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}$/,
    }),
  };
}

function shown(
  row: ReturnType<typeof startRequest>,
  status: "IN_PROGRESS" | "SUCCEEDED" | "FAILED" = "IN_PROGRESS",
): AccountAssignmentOperationStatus {
  return {
    Status: status,
    RequestId: row.id,
    CreatedDate: new Date(row.createdAt),
    TargetId: row.accountId,
    TargetType: "AWS_ACCOUNT",
    PermissionSetArn: row.permissionSetArn,
    PrincipalType: row.principalType,
    PrincipalId: row.principalId,
  };
}
