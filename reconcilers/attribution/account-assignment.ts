import { PROPAGATION } from "../../src/aws/error-classes.js";
import type { Kind, Stack } from "../../src/engine/kind.js";
import { ownershipOf } from "../../src/engine/ownership.js";
import { ref } from "../../src/engine/refs.js";
import { step } from "../../src/engine/step.js";
import { type Instance, PERMISSION_SET_KEY, locateSet } from "./identity-center.js";
import { settledStatus } from "./sso-status.js";

/** Who has the stack's permission set on this account. */
export interface AccountAssignment extends Instance {
  principalType: "GROUP" | "USER";
  principalId: string;
}

/** Seconds an assignment may take: the first one makes the role in the account. */
const ASSIGNING = 300;

/** AWS::SSO::Assignment. It cannot be tagged: on this account it is ours because the permission set is. */
export const accountAssignment: Kind<AccountAssignment> = {
  name: "account-assignment",
  phase: "attribution",
  needs: ["permission-set"],
  fields: {
    // All of it is its identity: another principal is another assignment.
    instanceArn: { compare: "ignore" },
    region: { compare: "ignore" },
    principalType: { compare: "value" },
    principalId: { compare: "value" },
  },

  read: async (cx, wanted) => {
    const located = await locateSet(cx);
    if (located === undefined) return [];
    const { arn, instanceArn, region, tags } = located;
    const judged = ownershipOf({ kind: "", name: "", spec: {}, tags, attributes: {} }, cx.stack);
    if (wanted.length === 0 && judged.whose !== "ours") return [];
    const pages = await cx.aws.pages(
      "sso",
      "ListAccountAssignments",
      { InstanceArn: instanceArn, PermissionSetArn: arn, AccountId: cx.stack.account },
      region,
    );
    return pages
      .flatMap((page) => page.AccountAssignments ?? [])
      .map(({ PrincipalType: principalType = "USER", PrincipalId: principalId = "" }) => ({
        kind: accountAssignment.name,
        name: assignmentName(principalType, principalId),
        spec: { instanceArn, region, principalType, principalId },
        owner: judged.whose === "foreign" ? { foreign: judged.owner } : judged.whose,
        key: `attribution/assignment/${principalType.toLowerCase()}/${principalId}`,
        attributes: { permissionSetArn: arn },
      }));
  },

  create: (want, stack) => [
    step(
      "sso",
      "CreateAccountAssignment",
      request(want.spec, stack, ref(PERMISSION_SET_KEY, "arn")),
      "assign the permission set",
      {
        region: want.spec.region,
        propagation: PROPAGATION.busyPermissionSet,
        wait: settledStatus({
          operation: "DescribeAccountAssignmentCreationStatus",
          member: "AccountAssignmentCreationStatus",
          requestId: "AccountAssignmentCreationRequestId",
          instanceArn: want.spec.instanceArn,
          seconds: ASSIGNING,
        }),
      },
    ),
  ],

  update: () => [],

  remove: (live, stack) => [
    step(
      "sso",
      "DeleteAccountAssignment",
      request(live.spec as AccountAssignment, stack, live.attributes["permissionSetArn"]),
      "take the permission set away",
      {
        ...(live.spec.region === undefined ? {} : { region: live.spec.region }),
        propagation: PROPAGATION.busyPermissionSet,
        doneIf: ["ResourceNotFoundException"],
        wait: settledStatus({
          operation: "DescribeAccountAssignmentDeletionStatus",
          member: "AccountAssignmentDeletionStatus",
          requestId: "AccountAssignmentDeletionRequestId",
          instanceArn: live.spec.instanceArn,
          seconds: ASSIGNING,
        }),
      },
    ),
  ],
};

/** The name an assignment goes by; AWS gives it none. */
export function assignmentName(type: string, principalId: string): string {
  return `${type} ${principalId}`;
}

function request(spec: AccountAssignment, stack: Stack, PermissionSetArn: string | undefined) {
  return {
    InstanceArn: spec.instanceArn,
    PermissionSetArn,
    TargetType: "AWS_ACCOUNT" as const,
    TargetId: stack.account,
    PrincipalType: spec.principalType,
    PrincipalId: spec.principalId,
  };
}
